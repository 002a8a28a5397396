"""A feed that stopped is not attrition: nobody is lost or falls for it, rates are withheld, and the screen says so.

Amounts in 万; months 1 to 16 are 2025-01 to 2026-04. Wealth begins at 50, select at 20; grace is 3 months.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from conftest import headlines, html_of, words_of
from streamlit.testing.v1 import AppTest
from tiny_bank import YUAN, month, named, tiny_bank

import queries
from queries import Filters, Picks, asking
from queries.load import load
from sample_data.make import main as make
from ui import charts
from ui.look import palette
from ui.text import t

ROOT = Path(__file__).parent.parent
MONTHS = 16
LAST = date(2026, 4, 1)
BRANCHES = """
    branch_id  branch_name  city      region
    B1         First        Shanghai  East
    B2         Second       Shanghai  East
    B3         Third        Shanghai  East
"""
# What the clients of B1 and of B2 do, beside twelve who stay as they are. Nothing begins within three months before
# month 8, and nobody's AUM changes in months 7 to 9, so that a month missing there hides nothing.
LIVES = {
    "rises": "60x9 300x7",
    "falls": "60x10 40x6",
    "fell": "60x2 40x14",
    "goes_silent": "100x10 10x6",
    "went_silent": "100x3 10x13",
    "shut_before": "60x4",
    "shut_within": "60x7",
    "shut_after": "60x11",
    "empties": "60x10 0x6",
}
CLOSED = {"shut_before": "2025-05-10", "shut_within": "2025-08-10", "shut_after": "2025-12-20"}
STATES = "tier_id, is_register, loss_kind, loss_onset, loss_confirmed, is_leaving, known_aum, grace_left"


def amounts(path: str) -> list[str]:
    return [amount for word in path.split() for amount in [word.split("x")[0]] * int((word + "x1").split("x")[1])]


def everybody() -> dict[str, list[str]]:
    """{client: amounts}; the branch is the first word of the name, B3 has three clients only."""
    lives = {f"{branch}_{name}": amounts(path) for branch in ("B1", "B2") for name, path in LIVES.items()}
    stay = {f"{branch}_stays_{n}": ["60"] * MONTHS for branch in ("B1", "B2") for n in range(12)}
    return lives | stay | {f"B3_stays_{n}": ["60"] * MONTHS for n in range(3)}


def bank(folder, silent=(), months=(), lives=None, **tables):
    """A bank in which some branches delivered nothing in these months (1 is the first)."""
    lives = everybody() if lives is None else lives
    lines = [
        " ".join([who, *("-" if who[:2] in silent and t in months else a for t, a in enumerate(path, 1))])
        for who, path in lives.items()
    ]
    clients = [f"{who} {who[:2]} {CLOSED.get(who[3:], '-')}" for who in lives]
    tables = {"branches": BRANCHES, "clients": "\n".join(["client_id branch_id closed_on", *clients])} | tables
    return tiny_bank(folder, "\n".join(lines), **tables)


ALL = ("B1", "B2", "B3")
GAPS = {
    "the bank, one month": (ALL, (8,)),
    "a branch, one month": (("B1",), (8,)),
    "a branch, two months": (("B1",), (8, 9)),
    "a branch, at the end": (("B1",), (16,)),
    "two branches, at the end": (("B1", "B3"), (16,)),
    "a branch, three months at the end": (("B1",), (14, 15, 16)),
}
MIDDLE = [name for name, (_, months) in GAPS.items() if MONTHS not in months]
ENDS = [name for name in GAPS if name not in MIDDLE]


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    return bank(tmp_path_factory.mktemp("full"))


@pytest.fixture(scope="module")
def leaving(tmp_path_factory):
    """A branch is missing in month 8: one client also in 9, 10, 11, and another holds 10 instead of 100 from 9 on."""
    lives = everybody() | {"B1_missing": ["60"] * 7 + ["-"] * 9, "B1_after": ["100"] * 8 + ["10"] * 8}
    return bank(tmp_path_factory.mktemp("leaving"), ("B1",), (8,), lives)


@pytest.fixture(scope="module")
def banks(tmp_path_factory):
    """{gap: the bank with it}"""
    return {name: bank(tmp_path_factory.mktemp("gap"), *gap) for name, gap in GAPS.items()}


def first(place: int) -> date:
    return date.fromisoformat(f"{month(place - 1)}-01")


def states(of, where: str) -> dict:
    rows = of.sql(f"select client_id, month, {STATES} from client_months where {where}")
    return {row[:2]: row[2:] for row in rows}


# ------------------------------------------------------------------------------------------------ feeds


@pytest.mark.parametrize("gap", GAPS)
def test_the_feed_stops_where_and_when_nothing_came(banks, gap):
    branches, months = GAPS[gap]
    # three clients of B3 are too few on their own; with B1 the whole bank stops: 12 + 5 + 3 of about 38 are missing
    found = set(banks[gap].sql("select branch_id, month from feeds where is_stopped"))
    assert found == {(branch, first(t)) for branch in branches for t in months}


def test_with_everything_delivered_no_feed_stops(full):
    assert full.sql("select count(*) from feeds where is_stopped") == [(0,)]
    assert full.sql("select bool_and(is_complete) from months") == [(True,)]


def test_a_feed_counts_who_is_expected_and_who_of_them_came(banks):
    # B1 in month 8: 12 stay; of nine others shut_before is gone and shut_within closes in it: 12 + 7 = 19
    assert banks["a branch, one month"].sql(
        "select expected, delivered from feeds where branch_id = 'B1' and month = date '2025-08-01'"
    ) == [(19, 0)]


def test_a_month_of_which_nothing_came_is_not_complete(banks):
    found = banks["the bank, one month"].sql("select month from months where not is_complete")
    assert found == [(date(2025, 8, 1),)]


def few(count: int, missing: int, of: str = "B1", others: int = 0) -> dict[str, list[str]]:
    """A branch of so many clients, of whom so many are missing in months 3 and 4, and as many as wanted in B2."""
    paths = {f"{of}_{n}": ["60", "60", *(["-", "-"] if n < missing else ["60", "60"])] for n in range(count)}
    return paths | {f"B2_{n}": ["60"] * 4 for n in range(others)}


def test_a_feed_stops_from_five_clients_and_more_than_a_tenth_missing_on(tmp_path):
    cases = {
        "B3": (20, 4, False),  # four are too few to be a feed
        "B4": (20, 5, True),  # 15 of 20 is less than 0.9
        "B5": (50, 5, False),  # 45 of 50 is 0.9
        "B6": (50, 6, True),
        "B7": (4, 4, False),
    }
    lives = {"B1_0": ["60"] * 4}
    for branch, (count, missing, _) in cases.items():
        lives |= few(count, missing, of=branch, others=200)
    branches = "\n".join(["branch_id branch_name city region", *(f"B{n} B{n} Shanghai East" for n in range(1, 8))])
    made = bank(tmp_path, lives=lives, branches=branches)
    stopped = made.sql("select branch_id from feeds where is_stopped and month = date '2025-03-01' order by branch_id")
    assert stopped == [(branch,) for branch, (*_, is_stopped) in cases.items() if is_stopped]


def test_the_bank_says_from_how_many_clients_on_and_from_which_share(tmp_path):
    policies = "policy_id value\nfeed_clients 3\ncomplete_month_share 0.8"
    made = bank(tmp_path, lives=few(10, 3, others=200), policies=policies)
    assert made.sql("select month from feeds where is_stopped") == [(date(2025, 3, 1),), (date(2025, 4, 1),)]


def test_in_a_bank_without_any_row_for_a_month_the_fewest_clients_are_withheld(tmp_path):
    made = bank(tmp_path, lives={"B1_a": ["60", "-", "60"], "B2_a": ["60", "-", "60"]})
    assert made.months("B1_a", "state") == ["present", "not_delivered", "present"]


def test_a_branch_that_merges_into_another_has_not_stopped(tmp_path):
    lives = {f"B1_{n}": ["60"] * 6 for n in range(20)} | {f"B2_{n}": ["60"] * 6 for n in range(20)}
    moves = ["client_id branch_id month"]
    moves += [f"B1_{n} {branch} {when}" for n in range(20) for branch, when in (("B1", "2025-01"), ("B2", "2025-04"))]
    made = bank(tmp_path, lives=lives, branch_moves="\n".join(moves))
    assert made.sql("select count(*) from feeds where is_stopped") == [(0,)]
    assert made.sql("select branch_id, expected, delivered from feeds where month = date '2025-04-01'") == [
        ("B2", 40, 40)
    ]


def test_a_client_absent_alone_and_back_is_a_gap_and_not_withheld(tmp_path):
    lives = few(20, 0, others=20) | {"B1_alone": ["60", "-", "60", "60"]}
    made = bank(tmp_path, lives=lives)
    assert made.months("B1_alone", "state", "is_withheld")[1] == ("gap", False)
    assert made.sql("select count(*) from feeds where is_stopped") == [(0,)]


def test_holdings_that_come_back_are_no_growth(tmp_path):
    """Of 20 x 60 in B1 and in B2, one client of B1 has no row in month 2, holds 80 in month 3, and 90 in month 4."""
    lives = few(19, 0, others=20) | {"B1_alone": ["60", "-", "80", "90"]}
    made = bank(tmp_path, lives=lives)
    (row,) = made.ask("key_numbers", Filters(first(4), first(2)))
    found = [row[f"{name}_{when}"] / YUAN for when in ("now", "before") for name in ("aum", "aum_missing")]
    assert found == [39 * 60 + 90, 0, 39 * 60, 60]
    assert row["aum_change"] == 30 * YUAN
    (row,) = made.ask("key_numbers", Filters(first(2), first(1)))
    assert (row["aum_missing_now"], row["aum_missing_before"], row["aum_change"]) == (60 * YUAN, 0, 0)
    compared = {row["branch_id"]: row for row in made.ask("branches_compared", Filters(first(4), first(2)))}
    assert {branch: row["aum_change"] / YUAN for branch, row in compared.items()} == {"B1": 30, "B2": 0}


# ------------------------------------------------------------------------------------------------ states


@pytest.mark.parametrize("gap", MIDDLE)
def test_after_a_gap_every_client_stands_where_it_stands_without_it(banks, full, gap):
    after = f"month > date '{first(max(GAPS[gap][1]))}'"
    assert states(banks[gap], after) == states(full, after)


@pytest.mark.parametrize("gap", GAPS)
def test_before_a_gap_and_in_other_branches_nothing_changes(banks, full, gap):
    branches, months = GAPS[gap]
    others = f"month < date '{first(min(months))}' or substr(client_id, 1, 2) not in {(*branches, '')}"
    assert states(banks[gap], others) == states(full, others)


@pytest.mark.parametrize("gap", GAPS)
def test_while_a_feed_has_stopped_nobody_is_lost_but_by_closing_and_nobody_falls(banks, gap):
    branches, months = GAPS[gap]
    before, within = (
        states(banks[gap], f"month = date '{first(t)}' and substr(client_id, 1, 2) in {(*branches, '')}")
        for t in (min(months) - 1, max(months))
    )
    # all but the grace left, which is not known while nothing comes
    changed = {who for (who, _), state in within.items() if state[:-1] != before[who, first(min(months) - 1)][:-1]}
    assert changed == ({f"{b}_shut_within" for b in branches} - {"B3_shut_within"} if 8 in months else set())


@pytest.mark.parametrize("gap", GAPS)
def test_the_state_of_a_client_not_delivered_says_so(banks, gap):
    branches, months = GAPS[gap]
    found = banks[gap].sql("select distinct branch_id, month from client_months where state = 'not_delivered'")
    assert set(found) == {(branch, first(t)) for branch in branches for t in months}


def test_a_client_missing_before_its_feed_stopped_is_not_confirmed_as_lost_by_it(tmp_path):
    # missing alone in month 13, with its whole branch in 14, 15 and 16
    lives = everybody() | {"B1_missing": ["60"] * 12 + ["-"] * 4}
    made = bank(tmp_path, ("B1",), (14, 15, 16), lives)
    assert made.months("B1_missing", "state", "loss_confirmed")[12:] == [("absent", None)] * 4


def test_who_does_not_come_back_with_the_feed_begins_to_be_absent_then(leaving):
    assert leaving.months("B1_missing", "state")[7:11] == ["not_delivered", "absent", "absent", "lost"]
    assert leaving.at("2025-11", "B1_missing", "loss_onset") == date(2025, 9, 1)


def test_the_last_aum_delivered_stays_known(banks):
    found = banks["a branch, at the end"].at("2026-04", "B1_rises", "aum", "known_aum")
    assert found == (None, Decimal(3_000_000))


# ------------------------------------------------------------------------------------------------ figures


def test_a_rate_is_withheld_where_too_few_are_delivered(banks, full):
    # a year before, April 2025: in each of B1 and B2 12 + 9 clients stand in the register, in B3 3
    (row,) = banks["a branch, at the end"].ask("attrition", Filters(LAST))
    (whole,) = full.ask("attrition", Filters(LAST))
    assert (row["at_risk"], row["lost"]) == (whole["at_risk"], whole["lost"]) == (45, 12)
    # of the 21 of B1 six are lost: three shut, two silently, one emptied
    assert row["withheld"] == 21 - 6
    assert (row["attrition_rate"], row["attrition_low"], row["attrition_high"]) == (None, None, None)
    assert whole["attrition_rate"] == 12 / 45


def test_a_branch_that_is_delivered_keeps_its_rate(banks, full):
    only = Filters(LAST, branches=("B2",))
    assert banks["a branch, at the end"].ask("attrition", only) == full.ask("attrition", only)


def test_a_rate_is_that_of_the_delivered_branches_where_few_are_missing(tmp_path):
    """One of six in B1 is lost, and six of sixty in B2; B1 is missing at the end: 6 / 60, neither 7 / 66 nor 7 / 61."""
    lives = {f"B1_{n}": ["60"] * 14 for n in range(5)} | {f"B2_{n}": ["60"] * 14 for n in range(54)}
    lives |= {"B1_lost": ["60"] * 6} | {f"B2_lost{n}": ["60"] * 6 for n in range(6)}
    made = bank(tmp_path, ("B1",), (14,), lives)
    (row,) = made.ask("attrition", Filters(first(14)))
    assert (row["at_risk"], row["lost"], row["withheld"]) == (66, 7, 5)
    assert row["attrition_rate"] == row["lost_counted"] / row["counted"] == 6 / 60
    assert row["left_out"] == 6
    assert row["lost_aum_share"] == 6 / 60
    (numbers,) = made.ask("key_numbers", Filters(first(14)))
    assert (numbers["attrition_now"], numbers["attrition_low"]) == (6 / 60, row["attrition_low"])
    (tier,) = made.ask("attrition_by_tier", Filters(first(14)))
    assert (tier["attrition_rate"], tier["scope_rate"]) == (6 / 60, 6 / 60)
    assert (tier["lost_counted"], tier["counted"], tier["left_out"]) == (6, 60, 6)
    look = charts.Look(palette("light"), "en", "CNY", lambda _, code: code, lambda s, **v: t(s, "en", **v), ("select",))
    assert charts.attrition_by_tier([tier], look)["data"][0]["text"][0].startswith("6 of 60 lost")
    (whole,) = made.ask("attrition", Filters(first(14), branches=("B1",)))
    assert (whole["attrition_rate"], whole["lost_aum_share"]) == (None, None)


def test_a_branch_not_delivered_has_no_rate_and_says_so(banks):
    rows = {r["branch_id"]: r for r in banks["a branch, at the end"].ask("attrition_by_branch", Filters(LAST))}
    assert {key: row["feed_state"] for key, row in rows.items()} == {
        "B1": "not_delivered", "B2": "delivered", "B3": "delivered"}
    assert (rows["B1"]["attrition_rate"], rows["B2"]["attrition_rate"]) == (None, 6 / 21)
    compared = {
        r["branch_id"]: r for r in banks["a branch, at the end"].ask("branches_compared", Filters(LAST, first(15)))
    }
    assert (compared["B1"]["feed_state"], compared["B1"]["attrition_rate"]) == ("not_delivered", None)
    assert (compared["B1"]["aum"], compared["B1"]["aum_change"]) == (None, None)
    assert (compared["B3"]["feed_state"], compared["B3"]["aum_change"]) == ("delivered", 0)
    shares = {
        (r["branch_id"], r["clients_share"] is None)
        for r in banks["a branch, at the end"].ask("tiers_by_branch", Filters(LAST))
    }
    assert shares == {("B1", True), ("B2", False), ("B3", False)}


@pytest.mark.parametrize("gap", MIDDLE)
def test_figures_after_a_gap_are_those_without_it(banks, full, gap):
    for name in ("attrition", "attrition_by_tier", "attrition_by_branch", "attrition_by_month", "tier_distribution"):
        assert banks[gap].ask(name, Filters(LAST)) == full.ask(name, Filters(LAST)), name


@pytest.mark.parametrize("gap", MIDDLE)
def test_in_a_stopped_month_the_register_still_counts_everybody(banks, full, gap):
    when = Filters(first(8))
    (row,), (whole,) = banks[gap].ask("key_numbers", when), full.ask("key_numbers", when)
    assert row["clients_now"] == whole["clients_now"]


def test_a_change_is_withheld_where_the_rate_it_is_compared_with_is(tmp_path):
    made = bank(tmp_path, ("B1",), (15,))
    (row,) = made.ask("key_numbers", Filters(LAST, first(15)))
    assert row["attrition_now"] == 12 / 45
    assert (row["attrition_before"], row["attrition_change"], row["aum_before"], row["aum_change"]) == (None,) * 4


@pytest.mark.parametrize("gap", GAPS)
def test_no_loss_begins_in_a_stopped_feed_but_by_closing(banks, gap):
    branches, months = GAPS[gap]
    stops = [first(t) for t in months]
    rows = [row for row in banks[gap].ask("attrition_by_month", Filters(LAST)) if row["loss_onset"] in stops]
    closed = [date.fromisoformat(day).replace(day=1) for name, day in CLOSED.items() for _ in ("B1", "B2")]
    assert sum(row["clients"] for row in rows) == sum(day in stops for day in closed)
    assert {row["loss_kind"] for row in rows} <= {"hard"}


def test_a_loss_that_begins_after_a_stopped_month_counts_with_the_last_aum_delivered(leaving):
    rows = [row for row in leaving.ask("attrition_by_month", Filters(LAST)) if row["loss_onset"] == first(9)]
    silent = [(row["clients"], row["aum"]) for row in rows if row["loss_kind"] == "silent"]
    assert silent == [(1, 1_000_000)]


@pytest.mark.parametrize("gap", GAPS)
def test_money_of_a_month_with_a_stopped_feed_is_left_out(banks, full, gap):
    stops = {first(t) for t in GAPS[gap][1]}
    found = {r["month"]: r for r in banks[gap].ask("key_numbers_by_month", Filters(LAST))}
    whole = {r["month"]: r for r in full.ask("key_numbers_by_month", Filters(LAST))}
    assert {when for when, row in found.items() if row["aum"] is None} == stops
    assert {w: r["aum"] for w, r in found.items() if w not in stops} == {
        w: r["aum"] for w, r in whole.items() if w not in stops
    }
    assert {w: r["clients"] for w, r in found.items()} == {w: r["clients"] for w, r in whole.items()} or gap in ENDS
    tiers = banks[gap].ask("tiers_over_time", Filters(LAST))
    assert {r["month"] for r in tiers if r["aum"] is None} == stops
    assert {r["month"] for r in tiers if not r["is_complete"]} == stops


def test_nobody_moves_down_because_a_feed_stopped(banks):
    rows = banks["a branch, at the end"].ask("tier_migration", Filters(LAST, first(15), branches=("B1",)))
    assert {(r["opening_state"], r["closing_state"]) for r in rows} == {
        (tier, tier) for tier in {row["opening_state"] for row in rows}
    }


def test_the_basis_of_a_month_counts_who_was_delivered_and_the_last_aum_of_the_others(banks):
    rows = {r["role"]: r for r in banks["a branch, at the end"].ask("basis", Filters(LAST, first(15)))}
    # in the register at the end: 15 of 21 in each of B1 and B2, and 3
    now = rows["as_of"]
    assert (now["month"], now["clients"], now["clients_delivered"]) == (LAST, 33, 18)
    assert now["clients_share"] == 18 / 33
    # of each branch: 12 stay with 60, rises has 300, falls and fell have 40
    each = 12 * 60 + 300 + 40 + 40
    assert (now["aum"], now["aum_delivered"]) == ((2 * each + 180) * 10_000, (each + 180) * 10_000)
    assert (now["branches_stopped"], now["stopped_branches"]) == (1, "B1")
    assert [(role, rows[role]["clients_share"]) for role in ("comparison", "opening")] == [
        ("comparison", 1), ("opening", 1)]


def test_the_newest_stopped_month_of_the_year_is_named_where_it_is_in_scope(banks):
    of = banks["a branch, two months"]
    rows = of.ask("basis", Filters(LAST))
    assert [(row["role"], row["month"]) for row in rows] == [
        ("as_of", LAST), ("opening", first(4)), ("gap", first(9))]
    assert (rows[-1]["branches_stopped"], rows[-1]["stopped_branches"], rows[-1]["clients"]) == (1, "B1", None)
    assert [row["months_stopped"] for row in rows] == [None, None, 2]
    assert [row["role"] for row in of.ask("basis", Filters(LAST, branches=("B2",)))] == ["as_of", "opening"]
    # also where it is the month that is compared with
    *others, gap = of.ask("basis", Filters(first(10), first(9)))
    assert (gap["role"], gap["month"], gap["clients"]) == ("gap", first(9), None)
    assert [(row["role"], row["clients"] is None) for row in others] == [("as_of", False), ("comparison", False)]
    # month 9 is the as-of month itself
    *_, before = of.ask("basis", Filters(first(9)))
    assert (before["month"], before["months_stopped"]) == (first(8), 1)
    later = banks["the bank, one month"].ask("basis", Filters(first(8)))
    assert [row["role"] for row in later] == ["as_of"]


def test_a_branch_delivered_in_full_has_its_money_whatever_others_lack(full, banks):
    scope = Filters(LAST, first(MONTHS - 1), branches=("B2",))
    gap = banks["two branches, at the end"]
    assert gap.sql("select is_complete from months where month = $last", last=LAST) == [(False,)]
    for name in ("key_numbers", "key_numbers_by_month", "tiers_over_time"):
        assert gap.ask(name, scope) == full.ask(name, scope)
    assert full.ask("key_numbers", scope)[0]["aum_now"] > 0


def test_who_was_not_delivered_is_not_ranked_by_what_the_chosen_products_hold(banks):
    scope = Filters(LAST, products=("deposit",))
    gap = banks["a branch, at the end"]
    ranked = {
        measure: gap.ask("concentration_measures", scope, measure=measure)[0] for measure in ("aum", "chosen_aum")
    }
    assert ranked["chosen_aum"] == ranked["aum"]
    (clients,) = gap.ask("client_totals", scope)
    assert ranked["aum"]["clients_ranked"] < clients["clients_listed"]
    by_branch = {row["branch_id"]: row for row in gap.ask("branches_compared", scope)}
    assert (by_branch["B1"]["aum"], by_branch["B1"]["chosen_aum"], by_branch["B1"]["aum_change"]) == (None, None, None)
    assert by_branch["B2"]["chosen_aum"] == by_branch["B2"]["aum"]


def test_the_aum_of_lost_clients_is_not_0_where_it_was_not_delivered(tmp_path):
    gap = bank(tmp_path, ("B1",), (4,))
    scope = Filters(LAST)
    by_branch = {row["branch_id"]: row for row in gap.ask("attrition_by_branch", scope)}
    assert by_branch["B1"]["lost"] > 0
    assert (by_branch["B1"]["aum"], by_branch["B1"]["lost_aum"]) == (None, None)
    assert by_branch["B2"]["lost_aum"] > 0 and by_branch["B3"]["lost_aum"] == 0
    (only,) = gap.ask("attrition", Filters(LAST, branches=("B1",)))
    assert (only["lost"], only["lost_aum"]) == (by_branch["B1"]["lost"], None)


# ------------------------------------------------------------------------------------------------ a larger bank


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A bank of the sample's making with 400 clients, and the same without the last month of its second branch."""
    folder = tmp_path_factory.mktemp("made")
    make([str(folder / "delivery"), "--clients", "400", "--months", "15", "--seed", "7"])
    load(folder / "delivery", folder / "full")
    with named(folder / "full"):
        clients = queries.ask("client_register", Filters(date(2026, 10, 1), branches=("B002",))).table["client_id"]
    holdings = pq.read_table(folder / "delivery" / "holdings.parquet")
    gone = pc.and_(pc.equal(holdings["month"], date(2026, 10, 1)), pc.is_in(holdings["client_id"], clients))
    pq.write_table(holdings.filter(pc.invert(gone)), folder / "delivery" / "holdings.parquet")
    (folder / "delivery" / "totals.csv").unlink()  # it would refuse the newest month as incomplete
    load(folder / "delivery", folder / "short")
    return folder


OCTOBER = Filters(date(2026, 10, 1), date(2025, 10, 1))


def test_the_month_that_the_migration_lost_is_seen_as_stopped(made):
    with named(made / "full"):
        path = queries.bank().path
        stopped = asking.run(path, "select distinct month from feeds where is_stopped", {})["month"].to_pylist()
    # halfway through 15 months from August 2025 on: the eighth
    assert stopped == [date(2026, 3, 1)]


def test_losses_without_a_branch_are_those_with_it(made):
    """Nobody is lost who is not lost with everything delivered."""
    found = {}
    for name in ("full", "short"):
        with named(made / name):
            found[name] = queries.ask("lost_clients", OCTOBER).table.select(["client_id", "loss_kind"]).to_pylist()
    lost = {row["client_id"] for row in found["full"]}
    assert len(lost) > 20
    assert {row["client_id"] for row in found["short"]} <= lost
    assert len(found["full"]) - len(found["short"]) < 5  # silent ones that October would have confirmed


@pytest.mark.parametrize(
    "name", [n for n in queries.figures() if queries.header(n).picked_by and "measure" not in queries.header(n).takes]
)
def test_the_clients_behind_a_figure_of_a_stopped_month_add_up_to_it(made, name):
    head = queries.header(name)
    counts = [column for column in head.columns.values() if column.is_drillable and column.unit == "count"]
    with named(made / "short"):
        for row in queries.ask(name, OCTOBER).table.to_pylist()[:4]:
            picked = tuple((key, None if row[key] is None else str(row[key])) for key in head.picked_by)
            for column in counts:
                _, totals = queries.clients_behind(Picks(name, column.name, picked), OCTOBER)
                assert totals.table["clients_listed"].to_pylist() == [row[column.name]], (picked, column.name)


# ------------------------------------------------------------------------------------------------ screen


def page(data, path: str, **address: str) -> tuple[AppTest, str]:
    """A page, and everything it says in sentences."""
    with named(data):
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        if path != "app.py":
            app.switch_page(path)
        for key, value in {"lang": "en", **address}.items():
            app.query_params[key] = [value]
        app.run()
    assert not app.exception
    return app, html_of(app)


PAGES = ("app.py", "pages/tiers.py", "pages/attrition.py")
LACKS = (
    "Not enough data: of April 2026 54.5 % of the clients were delivered, and this needs 90.0 %. "
    "In April 2026 the feed of First had stopped."
)


def plain(said: str) -> str:
    """Without the narrow blanks of numbers."""
    return said.replace("\u2009", " ").replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_what_it_is_based_on_and_what_it_lacks(banks, path):
    _, said = page(banks["a branch, at the end"].data, path, month="2026-04")
    # AUM: (800 + 300 + 180) of (2 × 1100 + 180)
    assert "based on 54.5 % of clients, 53.8 % of AUM" in plain(said)
    assert LACKS in plain(said)


def test_what_the_lost_held_before_lacks_nothing_because_a_feed_stopped_since(banks):
    data = banks["two branches, at the end"].data
    assert "AUM lacks what was not delivered" in page(data, "pages/tiers.py", month="2026-04")[1]
    assert "AUM lacks what was not delivered" not in page(data, "pages/attrition.py", month="2026-04")[1]


@pytest.mark.parametrize(("measure", "lacks"), [("aum", "AUM lacks"), ("contribution", "Contribution lacks")])
def test_concentration_says_that_its_money_lacks_a_feed(tmp_path, measure, lacks):
    """One of eleven clients is missing: enough to show the figures."""
    lives = {f"B1_{n}": 13 for n in range(6)} | {f"B2_{n}": 14 for n in range(60)}
    held = [f"{month(t)} {who} deposit 600000 100" for who, months in lives.items() for t in range(months)]
    tables = {
        "holdings": "\n".join(["month client_id product_id balance interest_income", *held]),
        "clients": "\n".join(["client_id branch_id", *(f"{who} {who[:2]}" for who in lives)]),
    }
    made = tiny_bank(tmp_path, branches=BRANCHES, **tables)
    _, said = page(made.data, "pages/concentration.py", month="2026-02", measure=measure)
    assert "Not enough data" not in said
    assert said.count(f"{lacks} what was not delivered. In February 2026 the feed of First had stopped.") == 1


@pytest.mark.parametrize("path", [*PAGES, "pages/concentration.py", "pages/coverage.py"])
def test_every_figure_of_a_page_is_withheld(made, path):
    _, said = page(made / "short", path, month="2026-10")
    figures = said.count("<h3 ") + (path == "app.py")  # the six numbers have no question above them
    assert figures > 2
    assert said.count("Not enough data: of October 2026") == figures


@pytest.mark.parametrize("path", PAGES)
def test_with_everything_delivered_a_page_says_so_and_withholds_nothing(full, path):
    _, said = page(full.data, path, month="2026-04")
    assert "based on 100 % of clients, 100 % of AUM" in plain(said)
    assert "Not enough data" not in said
    assert "Withheld" not in said


@pytest.mark.parametrize(
    ("gap", "lang", "sentence"),
    [
        ("a branch, two months", "en", " The money of August 2025, September 2025 is not known: a feed had stopped."),
        ("a branch, one month", "zh", "2025年8月有数据中断，金额未知。"),
    ],
)
def test_the_months_that_are_missing_in_a_picture_are_named(banks, gap, lang, sentence):
    assert sentence in page(banks[gap].data, "app.py", month="2026-04", lang=lang)[1]
    assert sentence not in page(banks[gap].data, "pages/tiers.py", month="2026-04", lang=lang)[1]  # of clients


def test_the_numbers_of_the_overview_are_withheld_with_the_reason(banks):
    app, said = page(banks["a branch, at the end"].data, "app.py", month="2026-04")
    values = headlines(app)
    assert values["Clients"] == "33"
    assert (values["AUM"], values["Attrition, 12 months"]) == ("–", "–")
    assert said.count("Withheld: April 2026 was not delivered in full.") == 2


def test_a_figure_that_rests_on_the_month_a_year_before_says_that_it_lacks_it(tmp_path):
    lives = {f"B1_{n}": ["60"] * 16 for n in range(20)} | {f"B2_{n}": ["60"] * 16 for n in range(20)}
    made = bank(tmp_path, ("B1",), (4,), lives)
    _, said = page(made.data, "pages/attrition.py", month="2026-04")
    assert "based on 100 % of clients" in plain(said)
    # attrition by itself, by tier and by branch; nobody was lost, so that there is no list
    assert plain(said).count("Not enough data: of April 2025 50.0 % of the clients were delivered") == 3


def test_a_branch_without_a_rate_is_counted_in_words(tmp_path):
    lives = {f"B1_{n}": ["60"] * 14 for n in range(6)} | {f"B2_{n}": ["60"] * 14 for n in range(60)}
    made = bank(tmp_path, ("B1",), (14,), lives)
    _, said = page(made.data, "pages/attrition.py", month="2026-02")
    assert "Not enough data" not in said
    assert "0 of the 60 clients of February 2025. 6 clients are left out, because their" in said
    assert "Branches without a rate, because they are not delivered: 1." in said
    _, said = page(made.data, "app.py", month="2026-02")
    assert "66 clients; what they hold is not known. In February 2026 the feed of First had stopped." in said


def test_it_is_said_in_chinese(banks):
    _, said = page(banks["a branch, at the end"].data, "pages/attrition.py", month="2026-04", lang="zh")
    assert "数据不足：2026年4月只交付了54.5%的客户，至少需要90.0%。2026年4月，First的数据中断。" in plain(said)
    assert "基于54.5%的客户" in plain(said)


@pytest.mark.parametrize(("month", "mark"), [
    ("2026-04", "✓ Reconciles with what was delivered"),
    ("2025-06", "✓ Reconciles"),
])
def test_a_mark_says_nothing_of_what_was_not_delivered(banks, month, mark):
    app, _ = page(banks["a branch, at the end"].data, "pages/tiers.py", month=month, vs="month")
    assert {(said, kind) for said, kind in words_of(app) if "✓" in said or "≠" in said} == {(mark, "quiet")}
