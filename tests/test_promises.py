"""What every figure keeps: its header is its result, it obeys the filters, and the clients behind it add up to it.

All figures, on two banks: the small one, every row; and one of the sample bank's making, long enough for the twelve
months of attrition.
"""

import math
import re
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from tiny_bank import named

import queries
from queries import Filters, Picks, asking, clients_behind
from queries.header import names, read
from queries.load import load
from sample_data.make import main as make

FIGURES = queries.figures()
MEASURES = ("contribution", "aum", "chosen_aum", "chosen_income")
CASES = [
    (name, {"measure": m} if "measure" in queries.header(name).takes else {})
    for name in FIGURES
    for m in (MEASURES if "measure" in queries.header(name).takes else MEASURES[:1])
]
OPENING = [case for case in CASES if queries.header(case[0]).population]
SCOPES = ("nothing", "one region", "one branch", "one product", "branch and product", "without clients")
ROWS = 10_000  # of a figure with more rows, so many are opened under filters: all of the small bank
# What these say of a client depends on the others in scope, so single branches do not add up to the bank:
# places in a ranking, the first so many rows, the five RMs with the most AUM, clients in the register but elsewhere.
ACROSS_BRANCHES = {
    "largest_clients",
    "lorenz_curve",
    "whale_curve",
    "lost_clients",
    "things_to_act_on",
    "tier_migration",
}
# These show a part of their population: the first so many, or who has a state at all.
SHOWS_A_PART = {"largest_clients", "lost_clients", "contact_states", "uncovered_clients"}
# the frame of the clients opened needs its sums also where there are none
ALWAYS_ONE_ROW = {"client_totals"}
# A line of months that would rank the clients of each month is drawn only where no products are chosen.
WITHOUT_PRODUCTS = {("key_numbers_by_month", "top_20_share")}
# Of chosen branches this is read from classes, as its definition says: so far it may be off.
FROM_CLASSES = {("key_numbers_by_month", "top_20_share"): 0.0005}
# These leave out the money of a month in which a feed of the scope stopped: of the bank, and not of another branch.
LEAVES_OUT_MONEY = {"key_numbers_by_month", "tiers_over_time"}
# These have parts that belong to no branch, such as a control total or a row of an unknown client.
BEYOND_BRANCHES = {"data_products", "data_findings", "data_finding_rows"}


def ignores_branches(name: str) -> bool:
    return "branches" in queries.header(name).ignores


@pytest.fixture(scope="session")
def made_bank(tmp_path_factory):
    """The data folder with a bank of 300 clients and 27 months published."""
    folder = tmp_path_factory.mktemp("made_bank")
    make([str(folder / "delivery"), "--clients", "300", "--months", "27", "--seed", "7"])
    load(folder / "delivery", folder / "data")
    return folder / "data"


@pytest.fixture(params=["small", "made"])
def any_bank(request):
    """Each of the two banks in turn, as the one in force."""
    data = request.getfixturevalue(f"{request.param}_bank")
    with named(data):
        yield data


@pytest.fixture
def small(small_bank):
    with named(small_bank):
        yield small_bank


@pytest.fixture
def made(made_bank):
    with named(made_bank):
        yield made_bank


def label(case):
    return "-".join([case[0], *case[1].values()])


def filters_of(scope: str) -> Filters:
    """The filters of a scope in the bank in force, at its last month beside the one three or twelve months before."""
    return _filters_in(queries.bank().path)[scope]


@cache
def _filters_in(_: Path) -> dict[str, Filters]:
    bank = queries.bank()
    month, before = bank.months[-1], queries.months_before(bank.months[-1], 12 if len(bank.months) > 12 else 3)
    with_clients = queries.ask("branches_compared", Filters(month)).table["branch_id"].to_pylist()
    branch = with_clients[0]
    regions = {row["branch_id"]: row["region"] for row in bank.branches}
    in_region = tuple(one for one, region in regions.items() if region == regions[branch])
    products = [row["product_id"] for row in bank.products]
    chosen = "P03" if "P03" in products else products[0]
    return {
        "nothing": Filters(month, before),
        "one region": Filters(month, before, branches=in_region),
        "one branch": Filters(month, before, branches=(branch,)),
        "one product": Filters(month, before, products=(chosen,)),
        "branch and product": Filters(month, before, branches=(branch,), products=(chosen,)),
        "without clients": Filters(month, before, branches=("nowhere",)),
    }


def asked(case, filters: Filters) -> queries.Answer:
    """What a figure answers in the bank in force, asked once for all tests."""
    return _asked(queries.bank().path, case[0], tuple(case[1].items()), filters)


def said_by_its_statement(case, filters: Filters) -> pa.Table:
    """The rows of the statement that is shown of a figure, asked as it stands."""
    head, given = queries.header(case[0]), {"filters": filters.as_struct(), **case[1]}
    return asking.run(queries.bank().path, head.sql, {name: given[name] for name in head.takes})


@lru_cache(maxsize=1000)
def _asked(_: Path, name: str, parameters: tuple, filters: Filters) -> queries.Answer:
    return queries.ask(name, filters, **dict(parameters))


def branch_ids() -> tuple[str, ...]:
    return tuple(row["branch_id"] for row in queries.bank().branches)


def product_ids() -> tuple[str, ...]:
    return tuple(row["product_id"] for row in queries.bank().products)


# ------------------------------------------------------------------------------------------------ headers

SCOPE_MACROS = {name: read("models/macros", name).sql.partition("\n")[2] for name in names("models/macros")}


def reads(sql: str, *words: str) -> bool:
    """Whether one of the words stands in a statement, or in a macro that it asks with the filters."""
    called = {name for name in SCOPE_MACROS if re.search(rf"\b{name}\(\s*(\$filters|f)\b", sql)}
    return any(word in sql for word in words) or any(reads(SCOPE_MACROS[name], *words) for name in called)


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_reads_a_scope_or_says_that_it_has_none(name):
    assert reads(queries.header(name).sql, "in_scope(f,", "f['branches']") != ignores_branches(name)


@pytest.mark.parametrize("name", [name for name in FIGURES if queries.header(name).ignores])
def test_a_filter_that_a_figure_ignores_does_not_touch_it(any_bank, name):
    whole = filters_of("nothing")
    others = {
        "month": Filters(queries.bank().months[1]),
        "branches": Filters(whole.month, branches=filters_of("one branch").branches),
        "products": Filters(whole.month, products=filters_of("one product").products),
    }
    head = queries.header(name)
    assert set(head.ignores) <= set(others)
    for ignored in head.ignores:
        assert queries.ask(name, others[ignored]).table == queries.ask(name, Filters(whole.month)).table


@pytest.mark.parametrize("name", FIGURES)
def test_the_parameters_of_a_figure_are_those_it_takes(name):
    head = queries.header(name)
    assert set(re.findall(r"\$(\w+)", head.sql)) == set(head.takes)


@pytest.mark.parametrize("name", FIGURES)
def test_a_header_says_question_grain_and_definition(name):
    head = queries.header(name)
    assert {"question", "grain", "definition", "takes"} <= set(head.facts)
    assert head.facts["question"].endswith("?")
    assert set(head.picked_by) <= set(head.columns)
    assert head.population is None or head.population in SCOPE_MACROS


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_reads_no_other_figure_and_no_holdings(name):
    others = (set(FIGURES) | {"holdings", "flows", "assignments", "contacts", "product_months"}) - {name}
    assert {other for other in others if re.search(rf"\b(from|join) {other}\b", queries.header(name).sql)} == set()


@pytest.mark.parametrize("case", CASES, ids=label)
def test_the_columns_of_the_header_are_those_of_the_result(any_bank, case):
    head = queries.header(case[0])
    for scope in ("nothing", "without clients"):
        assert said_by_its_statement(case, filters_of(scope)).column_names == list(head.columns)


def is_of_unit(value, column) -> bool:
    """Whether a value can stand in a column of this unit."""
    if value is None:
        return True
    if column.unit == "count":
        return value == int(value) and (value >= 0 or column.name.endswith("_change"))
    if column.unit in ("share", "points", "ratio"):
        return isinstance(value, float | int) and math.isfinite(value)
    if column.unit in ("days", "months"):
        return isinstance(value, int) and not isinstance(value, bool)
    if column.unit == "number":
        return isinstance(value, int | float | Decimal) and math.isfinite(value)
    return type(value) is {"money": Decimal, "flag": bool, "text": str, "month": date, "date": date}[column.unit] and (
        column.unit != "month" or value.day == 1
    )


def is_share_of_clients(column) -> bool:
    """A part of clients: its meaning reads `clients … / …`, or it is an end of such a part's interval."""
    above = column.meaning.split(" / ")[0]
    return column.unit == "share" and (
        "interval" in above or ("clients" in above and not re.search("AUM|amount|contribution", above))
    )


@pytest.mark.parametrize("case", CASES, ids=label)
@pytest.mark.parametrize("scope", ["nothing", "branch and product"])
def test_the_values_of_a_column_are_of_its_unit(any_bank, scope, case):
    answer = asked(case, filters_of(scope))
    wrong = [
        (name, value)
        for name, column in answer.header.columns.items()
        for value in answer.table[name].to_pylist()
        if not is_of_unit(value, column)
    ]
    outside = [
        (name, value)
        for name, column in answer.header.columns.items()
        if is_share_of_clients(column)
        for value in answer.table[name].to_pylist()
        if value is not None and not 0 <= value <= 1
    ]
    assert (wrong, outside) == ([], [])


@pytest.mark.parametrize("case", CASES, ids=label)
def test_the_values_of_a_column_are_of_one_type_also_without_rows(any_bank, case):
    full, empty = (asked(case, filters_of(scope)).table for scope in ("nothing", "without clients"))
    assert full.schema == empty.schema
    money = [name for name, column in queries.header(case[0]).columns.items() if column.unit == "money"]
    assert [name for name in money if not pa.types.is_decimal(full.schema.field(name).type)] == []
    assert [name for name in money if full.schema.field(name).type.scale != 2] == []


@pytest.mark.parametrize(
    ("any_bank", "scope"),
    [
        *(("made", scope) for scope in ("nothing", "one region", "one product", "branch and product")),
        *(("small", scope) for scope in ("nothing", "branch and product")),  # it is written in the same four ways
    ],
    indirect=["any_bank"],
)
@pytest.mark.parametrize("case", CASES, ids=label)
def test_a_figure_is_what_its_statement_says(any_bank, scope, case):
    """What is asked is written out for the choice, of rows that figures share; what is shown gives the same."""
    head = queries.header(case[0])
    assert head.shares in head.sql
    compares = reads(head.sql, "f['comparison']")
    for filters in (filters_of(scope), *([replace(filters_of(scope), comparison=None)] if compares else [])):
        assert asked(case, filters).table.equals(said_by_its_statement(case, filters))


@pytest.mark.parametrize("case", CASES, ids=label)
def test_a_frame_can_be_made_of_every_answer(any_bank, case):
    for scope in ("nothing", "without clients"):
        frame = asked(case, filters_of(scope)).frame
        assert list(frame.columns) == list(queries.header(case[0]).columns)


@pytest.mark.parametrize("products", [(), ("of no bank",)])
@pytest.mark.parametrize("case", CASES, ids=label)
def test_a_figure_is_what_its_statement_says_of_products_that_nobody_holds(any_bank, case, products):
    scope = replace(filters_of("one product"), products=products)
    assert asked(case, scope).table.equals(said_by_its_statement(case, scope))


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_has_rows_in_one_of_the_banks(made, name):
    """Without them the other promises would say nothing."""
    parameters = {"measure": "contribution"} if "measure" in queries.header(name).takes else {}
    assert not queries.ask(name, filters_of("nothing"), **parameters).is_empty


@pytest.mark.parametrize("case", CASES, ids=label)
def test_a_scope_without_clients_is_an_answer_without_rows(any_bank, case):
    answer = asked(case, filters_of("without clients"))
    if case[0] in ALWAYS_ONE_ROW:
        assert answer.table["clients_listed"].to_pylist() == [0]
    elif not ignores_branches(case[0]):
        assert answer.is_empty
    assert answer.table.column_names == list(answer.header.columns)


# ------------------------------------------------------------------------------------------------ drill-down


def text(value) -> str | None:
    """A value as a pick writes it."""
    return None if value is None else value.isoformat() if isinstance(value, date) else str(value)


def differences(case, filters: Filters, rows: list[dict]) -> list[tuple]:
    """The cells of `rows` that the clients behind them do not add up to, with what they add up to."""
    head = queries.header(case[0])
    kinds = defaultdict(list)
    for column in filter(lambda column: column.is_drillable, head.columns.values()):
        kinds[column.flag, column.amount].append(column)
    for (flag, amount), columns in list(kinds.items()):
        others = [key for key in kinds if key[0] == flag and key[1]]
        if amount is None and others:
            kinds[others[0]] += columns
            del kinds[flag, amount]

    def of_row(row):
        picked = tuple((key, text(row[key])) for key in head.picked_by)
        return [fault for columns in kinds.values() for fault in cells(case, filters, row, picked, columns)]

    with ThreadPoolExecutor(2) as pool:
        return [fault for faults in pool.map(of_row, rows) for fault in faults]


def cells(case, filters, row, picked, columns):
    """Compares columns that count, or sum the same amount of, the same clients."""
    found, totals = clients_behind(Picks(case[0], columns[0].name, picked), filters, **case[1])
    (total,) = totals.table.to_pylist()
    listed = [value for value in found.table["aum"].to_pylist() if value is not None]
    if found.table.num_rows != total["clients_listed"] or sum(listed) != (total["aum"] or 0):
        yield picked, "list", found.table.num_rows, total
    if len(set(found.table["client_id"].to_pylist())) != found.table.num_rows:
        yield picked, "a client twice"
    for column in columns:
        behind = total["clients_listed"] if column.unit == "count" else total["amount"] or 0
        if behind != (row[column.name] or 0):
            yield picked, column.name, row[column.name], behind


def some(rows: list[dict], count: int) -> list[dict]:
    """About so many rows, spread over all of them, the first among them."""
    return rows[:: max(1, round(len(rows) / count))]


def is_about_losses(case) -> bool:
    """What the small bank, with its eight months, has little or nothing of."""
    return queries.header(case[0]).population in ("cohort_in_scope", "losses_in_scope")


@pytest.mark.parametrize("case", [c for c in OPENING if c[1].get("measure") in (None, *MEASURES[::2])], ids=label)
def test_the_clients_behind_every_row_of_a_figure_add_up_to_it(small, case):
    filters = filters_of("nothing")
    assert differences(case, filters, asked(case, filters).table.to_pylist()) == []


@pytest.mark.parametrize("scope", SCOPES[1:])
@pytest.mark.parametrize("case", [c for c in OPENING if c[1].get("measure") in (None, MEASURES[0])], ids=label)
def test_the_clients_behind_a_figure_under_filters_add_up_to_it(small, case, scope):
    filters = filters_of(scope)
    assert differences(case, filters, some(asked(case, filters).table.to_pylist(), ROWS)) == []


@pytest.mark.parametrize(
    ("case", "scope"),
    [
        (c, scope)
        for c in OPENING
        if c[1].get("measure") in (None, MEASURES[0])
        for scope in (SCOPES if is_about_losses(c) else SCOPES[:1])
    ],
    ids=lambda value: value if isinstance(value, str) else label(value),
)
def test_the_clients_behind_a_figure_of_a_longer_bank_add_up_to_it(made, case, scope):
    filters = filters_of(scope)
    assert (
        differences(
            case,
            filters,
            some(asked(case, filters).table.to_pylist(), 3 if scope == "nothing" else 2),
        )
        == []
    )


@pytest.mark.parametrize("case", OPENING, ids=label)
def test_what_opens_can_be_sorted_and_paged(small, case):
    filters = filters_of("nothing")
    everybody, totals = clients_behind(Picks(case[0]), filters, order="client_id", descending=False, **case[1])
    ids = everybody.table["client_id"].to_pylist()
    page, same = clients_behind(
        Picks(case[0]), filters, order="client_id", descending=False, limit=5, offset=3, **case[1]
    )
    assert ids == sorted(ids)
    assert page.table["client_id"].to_pylist() == ids[3:8]
    assert same.table == totals.table


@pytest.mark.parametrize("order", queries.header("client_register").columns)
@pytest.mark.parametrize("scope", ["nothing", "one product"])
def test_a_page_of_the_clients_is_a_part_of_the_whole_list(any_bank, order, scope):
    filters = filters_of(scope)
    everybody, _ = clients_behind(Picks("tier_migration"), filters, order)
    page, _ = clients_behind(Picks("tier_migration"), filters, order, limit=4, offset=2)
    assert page.table.num_rows and page.table.equals(everybody.table.slice(2, 4))


@pytest.mark.parametrize("case", OPENING, ids=label)
def test_what_a_listed_client_holds_of_the_chosen_products_is_what_was_delivered(made, case):
    """Added up here row by row, in the month that the list is about."""
    filters = replace(filters_of("one product"), products=product_ids()[:3])
    listed, _ = clients_behind(Picks(case[0]), filters, **case[1])
    held = defaultdict(Decimal)
    for row in asking.run(
        queries.bank().path,
        """select month, client_id, coalesce(average_balance, balance) as amount
        from holdings inner join products using (product_id)
        where counts_as_aum and product_id in (select unnest($chosen))""",
        {"chosen": list(filters.products)},
    ).to_pylist():
        held[row["month"], row["client_id"]] += row["amount"]
    rows = listed.table.to_pylist()
    assert len(rows) > 1 and any(row["chosen_aum"] != row["aum"] for row in rows)
    for row in rows:
        known = None if row["state"] in ("not_delivered", "gap") else held[row["month"], row["client_id"]]
        assert row["chosen_aum"] == known, row


@pytest.mark.parametrize(
    ("any_bank", "descending"),
    [("small", True), ("small", False), ("made", True)],
    ids=["small-falling", "small-rising", "made-falling"],
    indirect=["any_bank"],
)
@pytest.mark.parametrize("order", queries.header("client_register").columns)
def test_the_file_of_the_clients_holds_what_the_screen_lists(any_bank, order, descending):
    """Made line by line in the database, and of the rows that were read: the same bytes."""
    picks, filters = Picks("tier_distribution"), filters_of("nothing")
    shown, _ = clients_behind(picks, filters, order, descending)
    listed = queries.clients_listed(picks, filters, order, descending)
    assert (listed.csv(), listed.count, listed.sql) == (shown.csv(), shown.count, shown.sql)


@pytest.mark.parametrize("words", ["示例一", "c0", "'", "%", "nobody"])
def test_words_pick_the_clients_whose_name_or_number_holds_them(small, words):
    everybody, _ = clients_behind(Picks("tier_distribution"), filters_of("nothing"))
    meant = [
        row
        for row in everybody.table.to_pylist()
        if words.lower() in f"{row['client_id']} {row['client_name'] or ''}".lower()
    ]
    for limit in (None, 50):
        found, totals = clients_behind(Picks("tier_distribution", words=words), filters_of("nothing"), limit=limit)
        assert found.table.to_pylist() == meant
        assert totals.table["clients_listed"].to_pylist() == [len(meant)]


def test_a_pick_that_a_figure_does_not_know_is_refused(small):
    for picks in (
        Picks("tier_distribution", "nothing"),
        Picks("tier_distribution", values=(("branch_id", "B01"),)),
        Picks("key_numbers_by_month"),
    ):
        with pytest.raises(LookupError):
            clients_behind(picks, filters_of("nothing"))
    with pytest.raises(LookupError):
        clients_behind(Picks("tier_distribution"), filters_of("nothing"), order="1; drop table bank")


@pytest.mark.parametrize("name", ["nothing", "../sample_data/berka", "./attrition", "models/months", "x" * 300])
def test_only_a_name_names_a_figure(name):
    with pytest.raises(LookupError):
        queries.header(name)


def test_a_question_that_lacks_something_is_refused(small):
    filters = filters_of("nothing")
    with pytest.raises(TypeError, match="whale_curve takes measure beside the filters"):
        queries.ask("whale_curve", filters)
    with pytest.raises(TypeError, match="tier_distribution takes nothing beside the filters"):
        queries.ask("tier_distribution", filters, measure="aum")
    with pytest.raises(ValueError, match="named by its first day, not by 2026-10-15"):
        replace(filters, month=date(2026, 10, 15))


# ------------------------------------------------------------------------------------------------ adding up


def sums(case, tables: list[pa.Table], by: tuple[str, ...]) -> dict:
    """{values of `by`: {column: sum}} of all counts and money; what is nothing stands for 0."""
    columns = [name for name, column in queries.header(case[0]).columns.items() if column.unit in ("count", "money")]
    found = defaultdict(lambda: dict.fromkeys(columns, 0))
    for row in (row for table in tables for row in table.to_pylist()):
        for column in columns:
            found[tuple(row[key] for key in by)][column] += row[column] or 0
    return {key: values for key, values in found.items() if any(values.values())}


def sum_of(case, answer: queries.Answer) -> dict:
    """The sums over all rows."""
    return sums(case, [answer.table], ()).get((), defaultdict(int))


def keys(case) -> tuple[str, ...]:
    head = queries.header(case[0])
    return head.picked_by or tuple(name for name, column in head.columns.items() if column.unit == "month")


@pytest.mark.parametrize(
    "case", [c for c in OPENING if c[0] not in SHOWS_A_PART and c[1].get("measure") in (None, *MEASURES[:1])], ids=label
)
def test_the_rows_of_a_figure_add_up_to_its_population(any_bank, case):
    """By branch: to the bank."""
    filters, head = filters_of("nothing"), queries.header(case[0])
    whole = sum_of(case, asked(case, filters))
    for column in {(c.flag, c.amount): c for c in head.columns.values() if c.is_drillable}.values():
        (total,) = clients_behind(Picks(case[0], column.name), filters, **case[1])[1].table.to_pylist()
        assert whole[column.name] == (total["clients_listed"] if column.unit == "count" else total["amount"] or 0)


@pytest.mark.parametrize(
    "case",
    [c for c in CASES if c[0] not in ACROSS_BRANCHES | BEYOND_BRANCHES and not ignores_branches(c[0])],
    ids=label,
)
def test_the_answers_for_each_branch_add_up_to_the_bank(any_bank, case):
    whole = filters_of("nothing")
    each = [
        asked(case, Filters(whole.month, whole.comparison, branches=(branch,))).table
        for branch in branch_ids()
    ]
    bank = [asked(case, whole).table]
    if case[0] in LEAVES_OUT_MONEY:
        known = bank[0].filter(pc.is_valid(bank[0]["aum"]))["month"]
        each, bank = ([one.filter(pc.is_in(one["month"], known)) for one in tables] for tables in (each, bank))
    assert sums(case, each, keys(case)) == sums(case, bank, keys(case))


@pytest.mark.parametrize("case", CASES, ids=label)
def test_all_branches_chosen_is_no_filter(any_bank, case):
    whole = filters_of("nothing")
    everything = Filters(whole.month, whole.comparison, branches=branch_ids())
    chosen, free = (asked(case, filters).table for filters in (everything, whole))
    for name in free.column_names:
        if (case[0], name) in FROM_CLASSES:
            assert chosen[name].to_pylist() == pytest.approx(free[name].to_pylist(), abs=FROM_CLASSES[case[0], name])
        else:
            assert chosen[name] == free[name]


@pytest.mark.parametrize("case", [case for case in CASES if case[1].get("measure") != "chosen_income"], ids=label)
def test_all_products_chosen_is_no_filter_where_every_client_holds_something(small, case):
    whole = filters_of("nothing")
    everything = Filters(whole.month, whole.comparison, products=product_ids())
    kept = [name for name in queries.header(case[0]).columns if (case[0], name) not in WITHOUT_PRODUCTS]
    same = [asked(case, filters).table.select(kept) for filters in (everything, whole)]
    assert same[0] == same[1]


@pytest.mark.parametrize("measure", ["chosen_aum", "chosen_income"])
def test_products_of_all_clients_add_up_to_the_bank(small, measure):
    """Balances and earnings of single products add up; service costs belong to no product."""
    whole = filters_of("nothing")
    asked = [
        queries.ask("concentration_measures", Filters(whole.month, products=(one,)), measure=measure)
        for one in product_ids()
    ]
    every = Filters(whole.month, products=product_ids())
    (together,) = queries.ask("concentration_measures", every, measure=measure).table.to_pylist()
    assert sum(row["amount"] for answer in asked for row in answer.table.to_pylist()) == together["amount"]
