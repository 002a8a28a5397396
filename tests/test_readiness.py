"""What a reader will see is asked for before he comes: the first page at the start, the others while he reads."""

import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from conftest import choose, switch_to
from starlette.requests import Request
from streamlit.testing.v1 import AppTest

import queries
from queries import answers
from queries.written_out import written
from tests.bench.choices import Choice
from tests.bench.questions import record
from ui import ahead, filters
from ui.ahead import FRAME_ASKS, PAGES_ASK, Ahead, Beside, Seen, asked_beside, beside
from ui.choice import branch_tree, filters_of, first_choice, first_filters, one_click_away, product_tree
from ui.frame import PAGES
from ui.readiness import ask_first_page, get_ready

APP = Path(__file__).parent.parent / "app.py"
IMPORTS = "import sys, app, queries.load, ui.register; sys.exit('pandas' in sys.modules)"
SHOWS = """
import sys
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("app.py", default_timeout=60).run()
for name in ("tiers", "concentration", "attrition", "coverage", "data", "clients"):
    app.switch_page(f"pages/{name}.py").run()
    assert not app.exception and app.header[0].value and app.get("bidi_component")
sys.exit("pandas" in sys.modules)
"""


def test_neither_the_start_of_the_server_nor_a_load_waits_for_pandas():
    assert subprocess.run([sys.executable, "-c", IMPORTS], cwd=APP.parent, check=False).returncode == 0


def test_no_page_waits_for_pandas(small_bank):
    assert subprocess.run([sys.executable, "-c", SHOWS], cwd=APP.parent, check=False).returncode == 0


def test_the_first_page_finds_its_answers(small_bank):
    answers._table.cache_clear()
    ask_first_page()
    asked = answers._table.cache_info().misses
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    assert not app.exception and app.header[0].value
    assert asked > 0
    assert answers._table.cache_info().misses == asked


def test_answers_are_kept_by_their_weight(small_bank):
    answers._table.cache_clear()
    kept, filters = answers._table.cache, first_filters(queries.bank())
    few, many = (queries.ask(name, filters).table for name in ("client_totals", "data_completeness"))
    assert kept.currsize == kept.getsizeof(few) + kept.getsizeof(many)
    assert kept.getsizeof(many) - kept.getsizeof(few) == many.nbytes - few.nbytes > 0
    assert kept.maxsize == answers.REMEMBERED


@pytest.mark.parametrize("compared", [True, False])
def test_a_usual_choice_finds_its_statements_written_out(small_bank, monkeypatch, compared):
    bank = queries.bank()
    filters = replace(first_filters(bank), comparison=bank.months[0] if compared else None)
    monkeypatch.setattr("ui.readiness.first_filters", lambda bank: filters)
    written.cache_clear()
    get_ready()
    branch, held = bank.branches[0]["branch_id"], bank.products[0]["product_id"]
    known = written.cache_info().misses
    for choice in (replace(filters, branches=(branch,)), replace(filters, branches=(branch,), products=(held,))):
        for name in ("basis", "key_numbers", "tier_distribution", "attrition_by_tier"):
            queries.ask(name, choice)
        queries.ask("largest_clients", choice, measure="contribution")
    assert written.cache_info().misses == known > 0


def test_of_a_bank_that_was_replaced_nothing_is_opened_to_get_ready(small_bank, monkeypatch):
    bank, opened = queries.bank(), []
    monkeypatch.setattr(answers, "written_out", lambda path, *_: opened.append(path))
    get_ready()
    assert set(opened) == {bank.path}
    opened.clear()
    monkeypatch.setattr(answers, "bank", lambda: None)
    queries.get_ready(bank, first_filters(bank), measure="contribution")
    assert opened == []


def test_what_a_choice_does_not_touch_is_not_asked_again(small_bank):
    bank = queries.bank()
    first = replace(first_filters(bank), comparison=bank.months[-2])
    others = (replace(first, comparison=bank.months[-3]), replace(first, products=("P03",)))
    answers._table.cache_clear()
    for name, touched in (("coverage_by_tier", (0, 1)), ("rm_load", (0, 0)), ("tier_migration", (1, 1))):
        queries.ask(name, first)
        for choice, times in zip(others, touched):
            misses = answers._table.cache_info().misses
            answer = queries.ask(name, choice)
            assert answers._table.cache_info().misses - misses == times
            assert (answer.filters, answer.parameters["filters"]) == (choice, choice.as_struct())


def test_without_a_bank_there_is_nothing_to_ask(tmp_path, monkeypatch):
    monkeypatch.setenv("CLIENTELE_DATA", str(tmp_path))
    ask_first_page()
    get_ready()


@pytest.mark.parametrize("name", PAGES_ASK)
def test_a_page_asks_what_is_asked_ahead_of_it(small_bank, name):
    bank = queries.bank()
    choice = Choice("", bank.months[-2], (bank.branches[0]["region"],), (bank.products[0]["product_id"],))
    asked = {question for question in record(PAGES[name][0], choice).questions if question.function == "ask"}
    assert {question.given[0] for question in asked} - {*FRAME_ASKS} == {*PAGES_ASK[name]}
    assert {value for question in asked for key, value in question.named if key != "of"} <= {"contribution"}


def test_who_turns_to_another_page_after_a_pause_finds_its_answers(small_bank, monkeypatch):
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    choose(app, month=["2026-08"])
    monkeypatch.setattr(ahead.ahead, "_pause", 0)
    ahead.ahead.wait_and_ask()
    misses = answers._table.cache_info().misses
    for name in PAGES_ASK:
        app.switch_page(PAGES[name][0]).run()
        assert not app.exception and not app.error and len(app.header) == 1
    assert answers._table.cache_info().misses == misses


@pytest.mark.parametrize("name", PAGES_ASK)
def test_who_changes_a_filter_after_a_pause_finds_the_answers(small_bank, monkeypatch, name):
    measure = {"measure": "aum"} if name == "concentration" else {}
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.switch_page(PAGES[name][0])
    app.query_params.update({"month": "2026-07", "product": "p:P01", **measure})
    app.run()
    monkeypatch.setattr(ahead.ahead, "_pause", 0)
    ahead.ahead.wait_and_ask()
    misses = answers._table.cache_info().misses
    bank = queries.bank()
    region, *_ = branch_tree(bank, "en").nodes
    *_, product = product_tree(bank, "en").nodes
    choose(app, branch=[region])
    assert app.query_params["branch"] in (region, [region])
    choose(app, branch=[], product=["p:P01", product])
    assert app.query_params["product"] == ["p:P01", product]
    assert not app.exception and not app.error and len(app.header) == 1
    assert answers._table.cache_info().misses == misses


@pytest.mark.parametrize("measure", ["aum", "chosen_income", "chosen_aum"])
def test_who_turns_to_another_measure_after_a_pause_finds_the_answers(small_bank, monkeypatch, measure):
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.switch_page(PAGES["concentration"][0])
    app.query_params.update({"month": "2026-06", "product": "p:P01"})
    app.run()
    monkeypatch.setattr(ahead.ahead, "_pause", 0)
    ahead.ahead.wait_and_ask()
    misses = answers._table.cache_info().misses
    app.query_params["measure"] = measure
    app.run()
    assert app.query_params["measure"] in (measure, [measure])
    assert not app.exception and not app.error and len(app.header) == 1
    assert answers._table.cache_info().misses == misses


def pointed_at(page: str, address: str) -> int:
    """What the server says to a browser that tells it where a reader of the page points: the status."""
    query = f"page={page}&{address}".encode()
    return filters.pointed(Request({"type": "http", "query_string": query, "headers": []})).status_code


@pytest.fixture
def pointing(monkeypatch):
    """Someone who asks for what is pointed at, to whom no page has been opened yet."""
    anew = Ahead()
    monkeypatch.setattr(filters, "ahead", anew)
    return anew


@pytest.mark.parametrize("name", PAGES_ASK)
def test_who_points_at_an_option_before_he_clicks_finds_the_answers(small_bank, pointing, name):
    """Of a branch, which is not asked ahead by itself, and in the measure that the page shows."""
    measure = "measure=aum&" if name == "concentration" else ""
    address = f"{measure}month=2026-09&vs=quarter&branch=b:B02&lang=en"
    assert pointed_at(name, address) == 204
    pointing._pool.submit(lambda: None).result()
    misses = answers._table.cache_info().misses
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.switch_page(PAGES[name][0])
    app.query_params.update({key: values for key, values in parse_qs(address).items()})
    app.run()
    assert not app.exception and not app.error and len(app.header) == 1
    assert answers._table.cache_info().misses == misses


@pytest.mark.parametrize("address", ["month=2026-99", "branch=b:NOWHERE", "product=p:P01&lang=xx"])
def test_what_nobody_can_point_at_is_not_asked(small_bank, pointing, address):
    misses = answers._table.cache_info().misses
    assert pointed_at("tiers", address) == 204
    assert pointed_at("nowhere", "month=2026-09") == 204
    pointing._pool.submit(lambda: None).result()
    assert answers._table.cache_info().misses == misses


def test_a_reader_who_has_just_opened_a_page_goes_first(small_bank, monkeypatch):
    bank = queries.bank()
    asked = []
    monkeypatch.setattr(ahead, "ask_figure", lambda *given, **named: asked.append(time.monotonic()))
    busy = Ahead()
    busy.came("tiers", bank, first_choice(bank))
    opened = time.monotonic()
    busy.points("tiers", bank, first_choice(bank)).result()
    assert len(asked) == len([*FRAME_ASKS, *PAGES_ASK["tiers"]])
    assert asked[0] - opened > 0.9 * ahead.BUSY
    asked.clear()
    busy.came("tiers", bank, first_choice(bank))
    pointed = busy.points("tiers", bank, first_choice(bank))
    busy.came("coverage", bank, first_choice(bank))
    pointed.result()
    assert asked == []


@pytest.mark.parametrize("then", ["another option", "a page"])
def test_what_is_pointed_at_is_asked_until_something_else_is_meant(small_bank, monkeypatch, then):
    bank = queries.bank()
    choice = first_choice(bank)
    asked = []
    reader = Ahead()

    def meanwhile(figure: str, *given: object, **named: object) -> None:
        asked.append(figure)
        if len(asked) == 1 and then == "a page":
            reader.came("tiers", bank, choice)
        elif len(asked) == 1:
            reader.points("coverage", bank, choice)

    monkeypatch.setattr(ahead, "ask_figure", meanwhile)
    reader.points("tiers", bank, choice).result()
    reader._pool.submit(lambda: None).result()
    (first, *rest) = asked
    assert first == FRAME_ASKS[0]
    assert rest == ([] if then == "a page" else [*FRAME_ASKS, *PAGES_ASK["coverage"]])


def test_one_click_is_a_region_a_product_a_family_or_a_month(small_bank):
    bank = queries.bank()
    regions = list(dict.fromkeys(row["region"] for row in bank.branches))
    held, families = ({row[name] for row in bank.products} for name in ("product_id", "family"))
    region = f"r:{regions[0]}"
    first = first_choice(bank) | {"branch": [region]}
    found = list(one_click_away(bank, first))
    changed = [{key: value for key, value in choice.items() if value != first[key]} for choice in found]
    assert all(len(change) == 1 for change in changed)
    branches = [change["branch"] for change in changed if "branch" in change]
    assert branches == [[region, f"r:{other}"] for other in regions[1:]] and branches
    products = {code for change in changed for code in change.get("product", [])}
    assert products == {*(f"p:{code}" for code in held), *(f"f:{code}" for code in families)}
    place = bank.months.index(date.fromisoformat(first["month"] + "-01"))
    near = [bank.months[place - 1], *bank.months[place + 1 : place + 2]]
    assert [change["month"] for change in changed if "month" in change] == [f"{month:%Y-%m}" for month in near]
    earliest = first | {"month": f"{bank.months[0]:%Y-%m}"}
    assert [choice["month"] for choice in one_click_away(bank, earliest)][-1] == f"{bank.months[1]:%Y-%m}"


def test_whoever_opens_a_page_ends_what_is_asked_ahead(small_bank, monkeypatch):
    bank, asked = queries.bank(), []
    waiting = Ahead(0)

    def ask_and_come(figure, *question, **chosen):
        asked.append(figure)
        if len(asked) == 3:
            waiting.came("tiers", bank, first_choice(bank))

    monkeypatch.setattr(ahead, "ask_figure", ask_and_come)
    waiting.came("tiers", bank, first_choice(bank))
    waiting.wait_and_ask()
    assert len(asked) == 3
    waiting.wait_and_ask()
    assert asked[3:] == [figure for figure, _, _ in Seen("tiers", bank, first_choice(bank), {}).next()]


def test_after_the_time_of_reading_nothing_more_is_asked(small_bank, monkeypatch):
    bank, asked, clock = queries.bank(), [], iter(range(100))
    monkeypatch.setattr(ahead.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(ahead, "ask_figure", lambda figure, *question, **chosen: asked.append(figure))
    waiting = Ahead(0, reading=5)
    waiting.came("tiers", bank, first_choice(bank))
    waiting.wait_and_ask()
    assert len(asked) == 5


def test_the_pause_begins_anew_with_each_page(small_bank, monkeypatch):
    bank, slept, asked = queries.bank(), [], []
    later = first_choice(bank) | {"branch": ["b:B01"]}
    waiting = Ahead(7)

    def sleep(seconds):
        slept.append(seconds)
        if len(slept) < 3:
            waiting.came("clients", bank, later)

    monkeypatch.setattr(ahead.time, "sleep", sleep)
    monkeypatch.setattr(ahead, "ask_figure", lambda figure, bank, filters: asked.append(filters))
    waiting.came("overview", bank, first_choice(bank))
    waiting.wait_and_ask()
    assert slept == [7, 7, 7]
    assert set(asked) == {filters_of(bank, later)}


def test_nothing_is_asked_ahead_of_a_bank_that_is_no_longer_in_force(small_bank, monkeypatch):
    asked = []
    monkeypatch.setattr(ahead, "ask_figure", lambda *question, **chosen: asked.append(question))
    waiting = Ahead(0)
    waiting.came("overview", replace(queries.bank()), first_choice(queries.bank()))
    waiting.wait_and_ask()
    assert not asked


@pytest.mark.parametrize("name", PAGES_ASK)
def test_a_page_finds_what_was_asked_beside_it(small_bank, name):
    bank = queries.bank()
    filters = replace(first_filters(bank), month=bank.months[-3], branches=(bank.branches[-1]["branch_id"],))
    for asked in Beside(2).opens(name, bank, filters, measure="aum"):
        asked.result()
    misses = answers._table.cache_info().misses
    for figure in asked_beside(name):
        takes = {"measure": "aum"} if "measure" in queries.header(figure).takes else {}
        queries.ask(figure, filters, of=bank, **takes)
    assert asked_beside(name) and answers._table.cache_info().misses == misses


def test_beside_a_page_figures_are_asked_from_its_end_on_those_that_share_rows_last():
    assert asked_beside("coverage") == ["rm_load", "uncovered_clients", "contact_states"]


def test_beside_a_page_its_own_figures_are_asked_under_its_own_choice(small_bank, monkeypatch):
    bank, asked = queries.bank(), []
    monkeypatch.setattr(beside, "opens", lambda *given, **named: asked.append((given, named)))
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.switch_page(PAGES["concentration"][0])
    app.query_params.update({"measure": "aum", "branch": "b:B01"})
    app.run()
    assert not app.exception and not app.error
    own = "concentration", bank, replace(first_filters(bank), branches=("B01",))
    assert asked == [(own, {"measure": "aum"})]
    switch_to(app, concentration_measure="contribution")
    assert asked[1:] == [(own, {"measure": "contribution"})]
    app.query_params["measure"] = "aum"
    app.run()
    assert asked[2:] == [(own, {"measure": "aum"})]


def test_what_fails_beside_a_page_is_asked_by_the_page_itself(small_bank, monkeypatch):
    def fail(*question, **chosen):
        raise queries.Unanswered("no answer")

    failed = []
    monkeypatch.setattr(ahead, "ask_figure", fail)
    monkeypatch.setattr(beside, "opens", lambda *given, **named: failed.extend(Beside(1).opens(*given, **named)))
    answers._table.cache_clear()
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    assert not app.exception and not app.error and app.header[0].value
    assert failed and all(isinstance(one.exception(), queries.Unanswered) for one in failed)


def test_with_one_core_nothing_is_asked_beside(small_bank):
    assert Beside(0).opens("overview", queries.bank(), first_filters(queries.bank())) == []
