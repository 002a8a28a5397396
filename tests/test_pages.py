"""Every page under every kind of filter: it runs, and says something."""

import asyncio
import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest
from tiny_bank import named, tiny_bank

import queries
from queries.database import published
from tests.bench.choices import Choice, clients, latest, products, regions
from tests.bench.server import serving
from tests.bench.users import connected, shown

ROOT = Path(__file__).parent.parent
PAGES = (
    "app.py",
    *(f"pages/{name}.py" for name in ("tiers", "concentration", "attrition", "coverage", "data", "clients")),
)
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


@pytest.fixture(scope="module")
def sparse(tmp_path_factory):
    """The four files that are needed, without what anything earns; A holds nothing but a loan in the last month. One
    tier has every client, so that what is not known of it is known of none.
    """
    tiers = "tier_id tier_rank tier_name min_aum in_register grace_months\nVIP 1 VIP 1000 true 3"
    return tiny_bank(tmp_path_factory.mktemp("sparse"), "A 60x13 0\nA/loan 5x14\nB 60x14", tiers=tiers)


@pytest.mark.parametrize("product", [None, "p:loan"])
@pytest.mark.parametrize(
    ("path", "measure"),
    [
        *((path, "") for path in PAGES),
        *((path, "aum") for path in ("pages/tiers.py", "pages/concentration.py", "pages/coverage.py", "pages/data.py")),
        ("pages/tiers.py", "contribution_12m"),
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
    said = "".join(element.proto.body for element in app.get("html"))
    based = "· 1 client · based on 100.% of clients</p>" if product else "· 2 clients · based on 100.% of clients, 100.% of"
    assert re.search(based, said)


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
    "bank": "bank_name bank_name_zh currency\n<img/src='http://127.0.0.1:9/x'> <b>银行</b> CNY",
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
    said = "".join(element.proto.body for element in app.get("html"))
    assert "&lt;img/src=" in said and "&lt;i&gt;First&lt;/i&gt;" in said
    assert not re.search("<(img/|i>|u>|b>)", said + "".join(drawn))
    assert [r"\<img src='x'\>" in warning.value for warning in app.warning] == [True]


def test_the_list_of_clients_begins_anew_where_others_are_meant(small_bank, monkeypatch):
    monkeypatch.setattr("ui.register.PAGE_ROWS", 5)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.switch_page("pages/clients.py").run()
    first = app.dataframe[0].value["client_id"].to_list()
    app.session_state["register_page_1"] = 4
    app.run()
    fourth = app.dataframe[0].value["client_id"].to_list()
    assert len(fourth) == 5 and not set(first) & set(fourth)
    app.multiselect(key="filter_branch").set_value(["b:B03"]).run()
    in_branch = queries.ask("client_totals", queries.Filters(latest(queries.bank()), branches=("B03",))).table
    assert 0 < in_branch["clients_listed"][0].as_py() < 15
    assert len(app.dataframe[0].value) == min(5, in_branch["clients_listed"][0].as_py())
    app.multiselect(key="filter_branch").set_value([]).run()
    assert app.dataframe[0].value["client_id"].to_list() == first


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
    assert app.segmented_control(key=control).value == "aum"
    app.multiselect(key="filter_branch").set_value(["b:B01"]).run()
    assert "measure" in app.query_params and app.segmented_control(key=control).value == "aum"
    app.query_params["measure"] = "nothing"
    app.run()
    assert "measure" not in app.query_params
    assert app.segmented_control(key=control).value != "aum"
    app.segmented_control(key=control).set_value("aum").run()
    assert app.query_params["measure"] in ("aum", ["aum"])  # as the one or the other, says AppTest
    assert app.multiselect(key="filter_branch").value == ["b:B01"]


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
