"""Every page under every kind of filter: it runs, and says something."""

import asyncio
import csv
import io
import json
import re
import shutil
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest
from conftest import cells, choose, controls_of, html_of, switch_to, tables
from streamlit.testing.v1 import AppTest
from tiny_bank import named, tiny_bank

import queries
from queries import Picks, answers, asking
from queries.database import cursor, published
from tests.bench.choices import Choice, clients, latest, products, regions
from tests.bench.server import serving
from tests.bench.users import connected, shown
from ui import units
from ui.choice import branch_tree, first_filters
from ui.frame import Page, or_stop
from ui.names import namer
from ui.panel import about

ROOT = Path(__file__).parent.parent
PAGES = (
    "app.py",
    *(f"pages/{name}.py" for name in ("tiers", "concentration", "attrition", "coverage", "data", "clients")),
)
STANDS_IN = "The usual choice stands in for it."
CHOICES = {
    "nothing": {},
    "one branch": {"branch": ["b:B02"]},
    "one product": {"product": ["p:P3"]},
    "an early month": {"month": ["2026-03"]},
    "Chinese": {"lang": ["zh"]},
}


@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_runs(small_bank, path, choice):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    if path != "app.py":
        app.switch_page(path)
    for key, values in CHOICES[choice].items():
        app.query_params[key] = values
    app.run()
    assert not app.exception
    assert app.header[0].value


@pytest.mark.parametrize(("measure", "is_said"), [("aum", False), ("chosen_aum", False), ("turnover", True)])
@pytest.mark.parametrize("path", ["tiers", "concentration", "coverage"])
def test_a_measure_that_a_page_does_not_know_is_said(small_bank, path, measure, is_said):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.switch_page(f"pages/{path}.py")
    app.query_params["measure"] = [measure]
    app.run()
    said = [warning.value for warning in app.warning]
    assert said == ([f"This address names something that is not here: {measure}. {STANDS_IN}"] if is_said else [])


@pytest.fixture(scope="module")
def sparse(tmp_path_factory):
    """The four files that are needed, without what anything earns; A holds nothing but a loan in the last month. One
    tier has every client, so that what is not known of it is known of none.
    """
    tiers = "tier_id tier_rank tier_name min_aum in_register grace_months\nVIP 1 VIP 1000 true 3"
    return tiny_bank(tmp_path_factory.mktemp("sparse"), "A 60x13 0\nA/loan 5x14\nB 60x14", tiers=tiers)


@pytest.mark.parametrize(
    ("path", "measure", "product"),
    [
        *((path, "", "p:loan") for path in PAGES),
        *((f"pages/{name}.py", "aum", "p:loan") for name in ("tiers", "concentration", "coverage", "data")),
        ("pages/tiers.py", "contribution_12m", None),
    ],
)
def test_a_page_runs_where_little_is_known(sparse, path, measure, product):
    with named(sparse.data):
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        if path != "app.py":
            app.switch_page(path)
        app.query_params["measure"] = [measure]
        app.query_params["product"] = [product] if product else []
        app.run()
    assert not app.exception and not app.error
    said = html_of(app)
    based = "1 client · based on 100.% of clients<" if product else "2 clients · based on 100.% of clients, 100.% of"
    assert re.search(based, said)


@pytest.mark.parametrize("path", ["pages/tiers.py", "pages/concentration.py"])
def test_aum_in_chosen_products_is_offered_where_one_of_them_counts_as_aum(sparse, path):
    offered = []
    for product in ("p:loan", "p:deposit"):
        with named(sparse.data):
            app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
            app.switch_page(path)
            app.query_params["product"] = [product]
            app.run()
        measures = controls_of(app, path.removeprefix("pages/").replace(".py", "_measure"))["options"]
        offered.append("AUM in the chosen products" in [words for _, words in measures])
    assert offered == [False, True]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_list_of_who_was_there_before_says_of_which_month_it_is(sparse, language):
    with named(sparse.data):
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        app.switch_page("pages/clients.py")
        for key, value in {"of": "attrition_by_tier", "pick_tier_id": "VIP", "lang": language}.items():
            app.query_params[key] = [value]
        app.run()
    (said,) = re.findall("<p class='answer'>(.*?)</p>", html_of(app))
    assert said.endswith(" · 2025年2月的数据" if language == "zh" else " · rows of February 2025")


def companion(name: str, picked: str = "", products: tuple[str, ...] = (), **asked: str) -> dict[str, str]:
    """What goes with the file of a figure in October, of the clients behind a tier of it where one is `picked`."""
    bank, filters = queries.bank(), queries.Filters(date(2026, 10, 1), products=products or None)
    page = Page("tiers", bank, filters, "en", "light", {}, {}, "the scope", namer(bank, "en"))
    rows = queries.ask(name, filters, of=bank, **asked)
    if picked:
        rows = queries.clients_listed(Picks(name, None, (("tier_id", picked),)), filters, of=bank)
    return dict(list(csv.reader(io.StringIO(about(page, rows, picked).decode("utf-8-sig"))))[1:])


def test_what_goes_with_a_file_tells_it_from_every_other(small_bank):
    """Its statement with what it was given is the file once more."""
    of_aum = companion("concentration_measures", products=("P03", "P01"), measure="aum")
    of_contribution = companion("concentration_measures", products=("P03", "P01"), measure="contribution")
    assert (of_aum["$measure"], of_contribution["$measure"]) == ("'aum'", "'contribution'")
    filters = "{'month': date '2026-10-01', 'comparison': null, 'branches': null, 'products': ['P03', 'P01']}"
    assert of_aum["$filters"] == filters
    select, ultra = (companion("tier_distribution", tier) for tier in ("select", "ultra"))
    assert (select["$pick_tier_id"], ultra["$pick_tier_id"]) == ("'select'", "'ultra'")
    assert (select["Figure"], select["Clients"], ultra["Clients"]) == ("tier_distribution_clients", "select", "ultra")
    with cursor(published(small_bank)) as cur:
        said = cur.execute(of_aum["SQL"].replace("$filters", filters).replace("$measure", "'aum'")).to_arrow_table()
    chosen = queries.Filters(date(2026, 10, 1), products=("P03", "P01"))
    assert said.to_pylist() == queries.ask("concentration_measures", chosen, measure="aum").table.to_pylist()


def test_of_a_figure_of_the_first_so_many_the_companion_says_of_how_many(small_bank):
    assert companion("largest_clients", measure="aum")["Rows"] == "20 of 24"
    assert companion("tier_distribution")["Rows"] == "5 of 5"


def test_a_choice_that_a_figure_leaves_aside_is_said_beside_its_file_too(small_bank):
    assert companion("tier_distribution", products=("P01",))["Scope"] == "the scope"
    said = "the scope · The choice of the products does not touch this figure."
    assert companion("rm_load", products=("P01",))["Scope"] == said


def test_what_a_bank_has_decided_otherwise_stands_beside_the_definition(small_bank, tmp_path):
    own = "The bank's own numbers in it"
    assert own not in companion("attrition")
    data = shutil.copytree(small_bank, tmp_path / "data")
    damage(data, "update policies set value = 0.5 where policy_id = 'silent_share'")
    with named(data):
        assert companion("attrition")[own] == "silent_share 0.5"


def test_what_the_screen_withholds_is_said_beside_the_file_and_not_in_the_lead(small_bank, tmp_path):
    data = shutil.copytree(small_bank, tmp_path / "data")
    damage(data, "update completeness set clients_given = 0, aum_given = 0 where field = 'interest_income'")
    with named(data):
        said = companion("key_numbers")["Not complete"]
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    assert "interest income is given for" in said.lower()
    lead = next(e.proto.body for e in app.get("html") if "<p class='lead'>" in e.proto.body)
    assert "hold" in lead and "brought" not in lead


def test_a_choice_stays_however_often_a_client_asks_without_saying_what_its_filters_hold(small_bank, tmp_path):
    bank = queries.bank()
    choice = Choice("", latest(bank), tuple(regions(bank)[:1]), tuple(products(bank)[:1]))

    async def numbers(server) -> list[int | None]:
        async with connected(server) as line_open:
            return [await shown(line_open, "tiers", choice) for _ in range(4)]

    with serving(small_bank, tmp_path / "log.txt") as server:
        with ThreadPoolExecutor(1) as aside:  # a browser of another test may keep this thread's loop running
            found = aside.submit(asyncio.run, numbers(server)).result()
    assert clients(choice, bank) != clients(Choice("", latest(bank)), bank)
    assert found == [clients(choice, bank)] * 4


MARKUP = {
    "bank": "bank_name bank_name_zh currency\n<img/src='http://127.0.0.1:9/x'> <b>银行</b> <u>C</u>",
    "branches": "branch_id branch_name city region\nB1 <i>First</i> A&B East\nB2 Second A&B East",
    "tiers": "tier_id tier_rank tier_name min_aum in_register grace_months\nVIP 1 <u>VIP</u> 1000 true 3",
}


@pytest.fixture(scope="module")
def marked_up(tmp_path_factory):
    return tiny_bank(tmp_path_factory.mktemp("marked_up"), "A 60x14\nB 40x14", **MARKUP)


@pytest.mark.parametrize("path", PAGES)
def test_a_name_is_text_whatever_it_looks_like(marked_up, monkeypatch, path):
    drawn = []
    monkeypatch.setattr("ui.panel.draw", lambda figure, *_: drawn.append(json.dumps(figure)) or (None, None))
    with named(marked_up.data):
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        if path != "app.py":
            app.switch_page(path)
        app.query_params["branch"] = ["b:B1", "b:<img src='x'>"]
        app.run()
    assert not app.exception
    said = html_of(app)
    assert "&lt;img/src=" in said and "&lt;i&gt;First&lt;/i&gt;" in said
    assert not re.search("<(img/|i>|u>|b>)", said + "".join(drawn))
    assert [r"\<img src='x'\>" in warning.value for warning in app.warning] == [True]


@pytest.mark.parametrize("reason", [queries.Unanswered("no answer"), queries.NotPublished("no bank")])
def test_what_fails_while_a_file_is_made_is_raised(reason):
    """A file is made beside the page, where a page cannot be stopped."""
    with pytest.raises(type(reason)), or_stop("en"):
        raise reason


def test_branches_of_one_name_are_told_apart(tmp_path):
    """A picture makes one bar of what has one name, and a filter would offer it twice."""
    branches = "branch_id branch_name city region\nB1 Main Shanghai East\nB2 Main Suzhou East\nB3 Other Suzhou East"
    with named(tiny_bank(tmp_path, "A 60", branches=branches).data):
        called, offered = namer(queries.bank(), "en"), branch_tree(queries.bank(), "en").words
    for words in ([called("branch_id", code) for code in ("B1", "B2", "B3")], map(offered, ("b:B1", "b:B2", "b:B3"))):
        assert list(words) == ["Main (B1)", "Main (B2)", "Other"]


@contextmanager
def stopped_in_february(folder: Path, branch: str, name: str) -> Iterator[AppTest]:
    """The page on attrition of a bank in which this branch delivered nothing in the last month, and another did."""
    branches = f"branch_id branch_name city region\n{branch} {name} A East\nB2 Second A East"
    lives = "".join(f"B1_{n} 60x13\nB2_{n} 60x14\n" for n in range(8))
    clients = "client_id branch_id\n" + "".join(f"B1_{n} {branch}\nB2_{n} B2\n" for n in range(8))
    with named(tiny_bank(folder, lives, branches=branches, clients=clients).data):
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        app.switch_page("pages/attrition.py").run()
        app.query_params.update({"month": "2026-02"})
        yield app


def test_what_is_said_of_a_stopped_feed_is_text(tmp_path):
    """Where a figure is empty its reason is drawn as Markdown."""
    with stopped_in_february(tmp_path, "B1", "![x](http://127.0.0.1:9/x)") as app:
        app.query_params.update({"branch": "b:B1"})
        app.run()
    assert not app.exception
    said = [info.value for info in app.info if "the feed of" in info.value]
    assert said and not any("![x](" in words for words in said)


def test_a_stopped_feed_is_named_whatever_its_code_holds(tmp_path):
    with stopped_in_february(tmp_path, "B|1", "B|1") as app:
        said = html_of(app.run())
        app.switch_page("pages/clients.py").run()
        listed = html_of(app)
        app.query_params.update({"month": "2026-01"})
        app.run()
    assert "the feed of B|1 had stopped" in said
    assert "AUM lacks what was not delivered. In February 2026 the feed of B|1 had stopped." in listed
    assert "not delivered" not in html_of(app)


UNKNOWN = {
    "figure": {"of": "nonsense"},
    "figure of no clients": {"of": "basis"},
    "column": {"of": "near_threshold", "column": "nonsense"},
    "pick": {"of": "near_threshold", "pick_nonsense": "1"},
    "measure": {"of": "whale_curve", "pick_percentile": "5", "measure": "nonsense"},
}


@pytest.mark.parametrize("what", UNKNOWN)
def test_an_address_that_names_what_is_not_there_shows_nobody(small_bank, what):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.switch_page("pages/clients.py")
    app.query_params.update(UNKNOWN[what])
    app.run()
    assert [warning.value for warning in app.warning] == ["This address names clients that cannot be found here."]
    assert not tables(app) and not app.exception
    app.button(key="register_all").click().run()
    assert len(tables(app)) == 1 and not app.warning


def test_clients_behind_a_ranking_say_by_what_they_are_ranked(small_bank):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.switch_page("pages/clients.py")
    said = []
    for measure in ("aum", "contribution"):
        app.query_params.update({"of": "whale_curve", "pick_percentile": "5", "measure": measure})
        app.run()
        said += re.findall("Measure: ([^<]*)</p>", html_of(app))
    assert said == ["AUM", "Contribution"]


def test_from_page_to_page_of_a_list_its_sums_are_asked_once(small_bank, monkeypatch):
    asked, rows = [], asking._rows
    answers.added_up.cache_clear()
    monkeypatch.setattr(asking, "_rows", lambda cur, sql, given: asked.append(sql) or rows(cur, sql, given))
    every = Picks("client_register")
    here = first_filters(queries.bank())
    first, sums = queries.clients_behind(every, here, limit=5)
    second, same = queries.clients_behind(every, here, order="client_id", limit=5, offset=5)
    assert len(asked) == 3 and same.table is sums.table and not first.table.equals(second.table)
    elsewhere = replace(here, branches=("B01",))
    _, others = queries.clients_behind(every, elsewhere, limit=5)
    _, leaving = queries.clients_behind(Picks("things_to_act_on", None, (("action", "leaving"),)), here, limit=5)
    _, dropping = queries.clients_behind(Picks("things_to_act_on", None, (("action", "dropping"),)), here, limit=5)
    counts = [one.table["clients_listed"][0].as_py() for one in (sums, others, leaving, dropping)]
    assert len(asked) == 9 and len({*counts}) == 4


def test_cities_of_one_name_in_two_regions_are_two(tmp_path):
    branches = """branch_id branch_name city city_zh region region_zh
B1 First Taizhou 泰州 Jiangsu 江苏
B2 Second Taizhou 台州 Zhejiang 浙江
B3 Third Hangzhou 杭州 Zhejiang 浙江"""
    with named(tiny_bank(tmp_path, "A 60", branches=branches).data):
        trees = {language: branch_tree(queries.bank(), language) for language in ("en", "zh")}
    cities = ["c:Jiangsu/Taizhou", "c:Zhejiang/Taizhou", "c:Hangzhou"]
    assert [trees["zh"].words(code) for code in cities] == ["泰州", "台州", "杭州"]
    assert trees["en"].words(cities[0]) == "Taizhou (Jiangsu/Taizhou)"
    assert [trees["en"].leaves([code]) for code in cities] == [("B1",), ("B2",), ("B3",)]
    assert trees["en"].leaves(["r:Zhejiang"]) == ("B2", "B3")


def test_a_city_whose_name_looks_like_region_and_city_is_another(tmp_path):
    branches = "branch_id branch_name city region\nB1 First X East\nB2 Second X West\nB3 Third East/X South"
    with named(tiny_bank(tmp_path, "A 60", branches=branches).data):
        tree = branch_tree(queries.bank(), "en")
    cities = [code for code in tree.nodes if code.startswith("c:")]
    assert sorted(tree.leaves([code]) for code in cities) == [("B1",), ("B2",), ("B3",)]


def test_the_clients_behind_a_sum_say_what_the_figure_counts_of_them(small_bank):
    near = queries.ask("near_threshold", queries.Filters(latest(queries.bank()))).table.to_pylist()[0]
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.switch_page("pages/clients.py")
    app.query_params.update({"of": "near_threshold", "pick_next_tier_id": near["next_tier_id"]})
    aum, gap = (units.write(near[column], "money", "en", "CNY") for column in ("aum", "gap"))
    for column, end in (("gap", f"the figure counts {gap}"), ("aum", "")):
        app.query_params["column"] = column
        app.run()
        (answer,) = re.findall("<p class='answer'>(.*?)</p>", html_of(app))
        assert answer.startswith(f"{near['clients']} clients, AUM {aum}, contribution in ")
        assert answer.partition(" · ")[2] == end


def test_the_measure_of_chosen_products_goes_with_their_choice(small_bank):
    """The clients ranked by it are those of the measure that a page would show then, and are called so."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.switch_page("pages/clients.py")
    app.query_params.update({"of": "whale_curve", "measure": "chosen_income", "product": "p:P01"})
    app.run()
    assert "Measure: Contribution of the chosen products" in html_of(app)
    choose(app, product=[])
    assert "Measure: Contribution<" in html_of(app)
    assert not app.warning


def test_clients_of_many_months_are_opened_of_the_last_and_of_overlapping_rows_row_by_row(small_bank, monkeypatch):
    """A client of two years is no 24 clients, and one for whom several things are to be done is one."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.run()
    leading = [
        [code for code, *_, opens in controls_of(app, f"overview_{name}")["words"] if not opens]
        for name in ("things_to_act_on", "tiers_over_time")
    ]
    assert leading == [[], ["clients"]]
    pressed = {"overview_tiers_over_time": "clients"}
    monkeypatch.setattr("ui.panel.show_line", lambda key, *given: pressed.get(key))
    app.run()
    bank = queries.bank()
    (clients,) = queries.ask("client_totals", queries.Filters(latest(bank))).table["clients_listed"].to_pylist()
    (answer,) = re.findall("<p class='answer'>(.*?)</p>", html_of(app))
    assert answer.startswith(f"{clients} clients, AUM ") and " · " not in answer


def test_the_list_of_clients_begins_anew_where_others_are_meant(small_bank, monkeypatch):
    monkeypatch.setattr("ui.register.PAGE_ROWS", 5)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.switch_page("pages/clients.py").run()
    (first,) = (cells(table, "Client") for table in tables(app))
    app.session_state["register_page_1"] = 4
    app.run()
    (fourth,) = (cells(table, "Client") for table in tables(app))
    assert len(fourth) == 5 and not set(first) & set(fourth)
    choose(app, branch=["b:B03"])
    in_branch = queries.ask("client_totals", queries.Filters(latest(queries.bank()), branches=("B03",))).table
    assert 0 < in_branch["clients_listed"][0].as_py() < 15
    (table,) = tables(app)
    assert len(table["rows"]) == min(5, in_branch["clients_listed"][0].as_py())
    choose(app, branch=[])
    (table,) = tables(app)
    assert cells(table, "Client") == first


def damage(data, sql: str) -> None:
    """Change the published database behind the product's back."""
    with duckdb.connect(published(data)) as con:
        con.execute(sql)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_database_that_does_not_answer_is_a_sentence(small_bank, tmp_path, language, monkeypatch, caplog):
    data = shutil.copytree(small_bank, tmp_path / "data")
    damage(data, "drop table register_months")
    monkeypatch.setenv("CLIENTELE_DATA", str(data))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    app.query_params["lang"] = language
    app.run()
    assert not app.exception
    (said,) = [error.value for error in app.error]
    number = re.search(r"\b[0-9a-f]{8}\b", said)[0]
    assert number in caplog.text and "register_months" in caplog.text
    assert ("数据库未能回答" in said) == (language == "zh")


def test_a_log_says_what_failed_and_no_value_of_the_bank(small_bank):
    path = queries.bank().path
    with pytest.raises(queries.Unanswered, match="ConversionException") as failed:
        asking.run(path, "select client_name::integer from client_names where client_id = 'C01'", {})
    assert "示例" not in "".join(traceback.format_exception(failed.value))
    with pytest.raises(queries.Unanswered, match="CatalogException") as failed:
        asking.run(path, "select * from nowhere", {})
    assert "nowhere does not exist" in "".join(traceback.format_exception(failed.value))


def test_data_loaded_under_other_definitions_are_named(small_bank, tmp_path, monkeypatch):
    data = shutil.copytree(small_bank, tmp_path / "data")
    damage(data, "update loads set definitions = 'before'")
    monkeypatch.setenv("CLIENTELE_DATA", str(data))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30).run()
    assert any("The definitions have changed since these data were loaded" in warning.value for warning in app.warning)
    assert not app.exception and not app.error


@pytest.mark.parametrize("path", ["tiers", "concentration", "coverage", "data"])
def test_the_measure_of_a_page_is_kept_in_its_address(small_bank, path):
    """A link shows it, a choice of filters keeps it, and what an address cannot mean is taken away."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.switch_page(f"pages/{path}.py")
    app.query_params["measure"] = "aum"
    app.run()
    assert not app.exception
    control = f"{path}_measure"
    assert controls_of(app, control)["chosen"] == "aum"
    choose(app, branch=["b:B01"])
    assert "measure" in app.query_params and controls_of(app, control)["chosen"] == "aum"
    app.query_params["measure"] = "nothing"
    app.run()
    assert "measure" not in app.query_params
    assert controls_of(app, control)["chosen"] != "aum"
    switch_to(app, **{control: "aum"})
    assert app.query_params["measure"] in ("aum", ["aum"])  # as the one or the other, says AppTest
    assert app.query_params["branch"] in ("b:B01", ["b:B01"])


def test_what_is_said_of_coverage_is_in_the_measure_that_is_drawn(tmp_path):
    """Of two clients in the only tier, the one with three quarters of the AUM has an RM."""
    bank = tiny_bank(
        tmp_path,
        "A 90\nB 30",
        relationship_managers="rm_id rm_name branch_id role\nR1 One B1 relationship_manager",
        assignments="client_id rm_id role assigned_on\nA R1 primary 2024-01-01",
        tiers="tier_id tier_rank tier_name min_aum in_register grace_months contact_days rm_role load_weight\n"
        "all 1 All 200000 true 3 183 relationship_manager 1",
    )
    with named(bank.data):
        for measure, part in (("clients", "50.0"), ("aum", "75.0")):
            app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
            app.switch_page("pages/coverage.py")
            app.query_params["measure"], app.query_params["lang"] = measure, "en"
            app.run()
            (said,) = (html.proto.body for html in app.get("html") if "contacted as promised" in html.proto.body)
            assert part in said
