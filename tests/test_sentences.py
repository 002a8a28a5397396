"""What is said above the figures: of all that is shown, in its measure, with the numbers that its rate is made of."""

import re
from dataclasses import replace
from datetime import date

import pyarrow as pa
import pytest
from conftest import headlines, html_of, switch_to, tables
from streamlit.testing.v1 import AppTest
from test_publish import ROOT
from tiny_bank import month, named, tiny_bank

import queries
from queries import Filters
from ui import charts, gate, panel, sentences, units
from ui import headlines as heads
from ui.frame import Page
from ui.names import namer
from ui.register import _states
from ui.text import t

OCTOBER = date(2026, 10, 1)


@pytest.fixture
def page(small_bank):
    bank = queries.bank()
    return Page("tiers", bank, Filters(OCTOBER), "en", "light", {}, {}, "", namer(bank, "en"))


def answer(page, name: str, *rows: dict, **parameters):
    """The answer to a figure with other rows, each with what is given of it."""
    asked = page.ask(name, **parameters)
    columns = {column: [row.get(column) for row in rows] for column in asked.header.columns}
    return replace(asked, table=pa.table(columns))


def plain(said: str) -> str:
    return said.replace(units.THIN, " ")


def tier(name: str, **cells) -> dict:
    return {"tier_id": name, **cells}


@pytest.mark.parametrize(("measure", "said"), [
    ("clients", "Ultra high net worth: 2 clients, 20.0 % of all."),
    ("aum", "Ultra high net worth: 20.0 % of the clients hold 60.0 % of the AUM."),
    ("contribution_12m", "Ultra high net worth: 20.0 % of the clients bring 30.0 % of the contribution."),
    ("chosen_aum", "Ultra high net worth: 20.0 % of the clients hold 50 k in the chosen products."),
])
def test_of_the_tiers_is_said_what_is_drawn(page, measure, said):
    rows = [
        tier("select", clients=8, clients_share=0.8, aum_share=0.4, contribution_share=0.7, chosen_aum=0),
        tier("ultra", clients=2, clients_share=0.2, aum_share=0.6, contribution_share=0.3, chosen_aum=50_000),
    ]
    assert plain(sentences.tier_distribution(page, answer(page, "tier_distribution", *rows), measure)) == said


@pytest.mark.parametrize(("measure", "said"), [
    ("clients", "Ultra high net worth: 42 to 50 clients from August 2026 to October 2026."),
    ("aum", "Ultra high net worth: 42 to 50 clients, 2.9 bn to 3.4 bn from August 2026 to October 2026."),
    # of August and September it is not known
    ("contribution_12m", "October 2026: Ultra high net worth has 50 clients and 2.0 m."),
    ("chosen_aum", "In none of these months is the amount known."),
])
def test_how_the_tiers_have_grown_is_told_from_the_first_and_the_last_month_known(page, measure, said):
    rows = [
        tier(name, month=date(2026, at, 1), clients=clients, aum=aum, contribution_12m=earned, is_complete=True)
        for at, clients, aum, earned in ((8, 42, 2.9e9, None), (9, 45, 3e9, None), (10, 50, 3.4e9, 2e6))
        for name, clients, aum in (("select", 900, 1e9), ("ultra", clients, aum))
    ]
    assert plain(sentences.tiers_over_time(page, answer(page, "tiers_over_time", *rows), measure)) == said


@pytest.mark.parametrize(("by", "said"), [
    # 90 + 10 of 110, 30 + 8 of 110; 60 + 400 of 500, 10 + 390 of 500
    ("clients", "90.9 % of the clients have an RM, 34.5 % are contacted as promised; fewest in Select: 30.0 %."),
    ("aum", "Of the AUM 92.0 % has an RM, 80.0 % is contacted as promised; least in Select: 10.0 %."),
])
def test_of_coverage_is_said_the_whole_and_where_it_is_least(page, by, said):
    rows = [
        tier("select", clients=100, covered=90, effective=30, covered_share=0.9, effective_share=0.3,
             aum=100, covered_aum=60, effective_aum=10, covered_aum_share=0.6, effective_aum_share=0.1),
        tier("ultra", clients=10, covered=10, effective=8, covered_share=1.0, effective_share=0.8,
             aum=400, covered_aum=400, effective_aum=390, covered_aum_share=1.0, effective_aum_share=0.975),
        tier("vip", clients=0),
    ]
    assert plain(sentences.coverage_by_tier(page, answer(page, "coverage_by_tier", *rows), by)) == said


def test_of_contacts_is_said_how_many_are_not_kept_and_where_most(page):
    rows = [
        tier(name, contact_state=state, clients=clients, clients_share=share)
        for name, state, clients, share in (
            ("select", "compliant", 70, 0.7),
            ("select", "overdue", 20, 0.2),
            ("select", "no_record", 10, 0.1),
            ("ultra", "compliant", 4, 0.4),
            ("ultra", "overdue", 6, 0.6),
        )
    ]
    # 36 of 110
    assert plain(sentences.contact_states(page, answer(page, "contact_states", *rows))) == (
        "26 clients overdue, 10 without any record: 32.7 % of those with an RM. "
        "Most of all in Ultra high net worth: 60.0 %."
    )
    kept = answer(page, "contact_states", *(row for row in rows if row["contact_state"] == "compliant"))
    assert sentences.contact_states(page, kept) == "No contact is overdue."


@pytest.mark.parametrize(("measure", "rows", "said"), [
    ("aum", 2, "The 2 largest hold at least 202 k each."),
    ("contribution", 2, "The 2 largest bring at least 202 k each."),
    ("contribution", 1, "The only one brings 202 k."),
])
def test_of_the_largest_is_said_what_the_least_of_them_has(page, measure, rows, said):
    found = answer(page, "largest_clients", *[{"amount": 202_000}] * rows, measure=measure)
    assert plain(sentences.largest_clients(page, found)) == said


def test_of_a_single_rm_is_said_what_it_carries(page):
    row = {"rm_id": "R1", "clients": 252, "load_share": 1.008}
    said = sentences.rm_load(page, answer(page, "rm_load", row))
    assert plain(said) == "The only RM, R1, carries 100.8 % of the capacity, with 252 clients."


def test_what_is_to_be_done_says_of_which_register(page):
    row = {"action": "leaving", "clients": 186, "aum": 2_000_000}
    said = sentences.things_to_act_on(page, answer(page, "things_to_act_on", row))
    assert plain(said) == (
        "Register of October 2026. Leaving, not confirmed: 186 clients with 2.0 m. Choose a bar for the list."
    )


FATES = {"attrition_rate": 0.1, "attrition_low": 0.09, "attrition_high": 0.11, "lost_hard": 4, "lost_silent": 3,
         "lost": 7, "withheld": 5}


def test_the_numbers_beside_a_rate_are_those_that_it_is_made_of(page):
    row = FATES | {"at_risk": 66, "left_out": 6, "counted": 60, "lost_counted": 6}
    said = plain(sentences.attrition(page, answer(page, "attrition", row)))
    assert said.startswith(
        "10.0 % lost in twelve months (9.0 % – 11.0 %): 6 of the 60 clients of October 2025. 6 clients are left out, "
        "because their branches are not delivered. With those of them who had left before, 7 are lost: 4 closed or "
        "emptied, 3 silently."
    )
    row = FATES | {"at_risk": 70, "left_out": 0, "counted": 70, "lost_counted": 7}
    said = plain(sentences.attrition(page, answer(page, "attrition", row)))
    assert said.startswith("10.0 % lost in twelve months (9.0 % – 11.0 %): 7 of the 70 clients of October 2025.")
    assert "left out" not in said


def shown(numbers) -> dict[str, tuple[str, str]]:
    return {number.label: (plain(number.value), plain(number.note)) for number in numbers}


def test_the_numbers_of_attrition_are_those_of_its_row(page):
    row = FATES | {"rate_before": 0.08, "unconfirmed": 5, "below": 2}
    row |= {"aum": 3e9, "lost_aum": 6e7, "lost_aum_share": 0.02}
    assert shown(heads.attrition(page, answer(page, "attrition", row))) == {
        "Attrition, 12 months": ("10.0 %", "9.0 % – 11.0 %; a year before 8.0 %"),
        "Closed or emptied": ("4", ""),
        "Money left silently": ("3", ""),
        "Leaving, not confirmed": ("5", "of the clients of October 2025"),
        "Fallen below the register": ("2", ""),
        "Lost AUM": ("60.0 m", "2.0 % of 3.0 bn"),
    }
    without = shown(heads.attrition(page, answer(page, "attrition", row | {"rate_before": None})))
    assert without["Attrition, 12 months"] == ("10.0 %", "9.0 % – 11.0 %")
    unknown = shown(heads.attrition(page, answer(page, "attrition", row | {"attrition_rate": None})))
    assert unknown["Attrition, 12 months"] == ("–", "")


@pytest.mark.parametrize(("measure", "label"), [("contribution", "Contribution"), ("aum", "AUM")])
def test_the_numbers_of_concentration_are_those_of_its_row(page, measure, label):
    tops = {f"top_{top}_share": top / 40 for top in (1, 5, 10, 20)}
    row = tops | {"clients_ranked": 1200, "amount": 2e6, "clients_for_80_share": 0.3}
    found = answer(page, "concentration_measures", row, measure=measure)
    assert shown(heads.concentration_measures(page, found)) == {
        label: ("2.0 m", "1,200 clients"),
        "Top 1 % of clients": ("2.5 %", ""),
        "Top 5 % of clients": ("12.5 %", ""),
        "Top 10 % of clients": ("25.0 %", ""),
        "Top 20 % of clients": ("50.0 %", ""),
        "80 % come from": ("30.0 %", "of the clients"),
    }
    row["clients_ranked"] = 29
    few = shown(heads.concentration_measures(page, answer(page, "concentration_measures", row, measure=measure)))
    assert few.pop(label) == ("2.0 m", "29 clients")
    assert {*few.values()} == {("–", "fewer than 30 clients")}


def test_a_row_of_numbers_can_be_seen_as_a_table(small_bank):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.switch_page("pages/concentration.py").run()
    before = len(tables(app))
    assert len(headlines(app)) == 6
    switch_to(app, view_concentration_concentration_measures="table")
    assert not app.exception
    assert len(tables(app)) == before + 1 and headlines(app) == {}


def test_who_is_leaving_is_not_called_present(page):
    """A row of the month before the loss says what the client was then, and not that the loss is not confirmed."""
    rows = {
        "state": ["present", "present", "gap", "lost", "present"],
        "loss_kind": [None, "silent", "hard", "hard", "hard"],
        "month": [*[OCTOBER] * 4, date(2025, 3, 1)],
    }
    shown = _states(page, pa.table(rows))
    assert shown == ["present", "leaving", "gap", "lost", "present"]
    assert namer(page.bank, "zh")("state", "leaving") == "正在流失，待确认"


def test_where_the_curve_peaks_is_no_guess_at_clients_who_bring_nothing(page):
    # four bring something, five nothing, one takes away: 1 / 10 stands behind the peak
    row = {"peak_share": 1.05, "loss_makers": 1, "clients_ranked": 10}
    said = sentences.whale_curve(page, answer(page, "concentration_measures", row, measure="contribution"))
    assert plain(said) == "The curve peaks at 105.0 %, before 1 client with a loss, 10.0 % of all."


@pytest.mark.parametrize(
    ("measure", "loss_makers", "whale", "lorenz", "branch"),
    [
        ("contribution", 0, "No client takes anything away", "no client has a loss.", "of what 40 clients bring."),
        ("aum", 0, "No client's AUM is negative", "no client's AUM is negative.", "of what 40 clients hold."),
        ("contribution", 2, "before 2 clients with a loss", "clients with a loss: 2, ", "of what 40 clients bring."),
        ("chosen_aum", 2, "before 2 clients with negative AUM", "clients with negative AUM: 2, ", "40 clients hold."),
    ],
)
def test_what_clients_hold_is_not_called_what_they_bring(page, measure, loss_makers, whale, lorenz, branch):
    row = {"peak_share": 1.05, "loss_makers": loss_makers, "clients_ranked": 40, "gini": 0.5, "loss": -5}
    measures = answer(page, "concentration_measures", row, measure=measure)
    assert whale in plain(sentences.whale_curve(page, measures))
    curve = page.ask("lorenz_curve", measure=measure)
    assert lorenz in plain(sentences.lorenz_curve(page, curve, measures))
    rows = [{"branch_id": name, "clients": 40, "top_20_share": share} for name, share in (("B01", 0.9), ("B02", 0.8))]
    for count in (1, 2):
        compared = answer(page, "concentration_by_branch", *rows[:count], measure=measure)
        assert sentences.concentration_by_branch(page, compared).endswith(branch)


COSTS = "month client_id product_id balance average_balance interest_income cost_to_serve"


@pytest.fixture(scope="module")
def uncosted(tmp_path_factory):
    """Of ten clients the cost of one is given, the interest of all, an average of none, though it has its column."""
    held = [f"2025-0{m} C{n} deposit 600000 - 100 {7 if n == 0 else '-'}" for m in range(1, 7) for n in range(10)]
    return tiny_bank(tmp_path_factory.mktemp("uncosted"), holdings="\n".join([COSTS, *held]))


@pytest.mark.parametrize(
    ("language", "incomplete", "averages"),
    [
        ("en", "Contribution is not complete: Cost to serve is given for 10.0", "average balances were not delivered"),
        ("zh", "服务成本", "未交付月日均余额：AUM为月末余额"),
    ],
)
def test_costs_that_are_not_given_do_not_count_as_nothing_without_a_word(uncosted, language, incomplete, averages):
    for path in ("pages/overview.py", "pages/tiers.py"):
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        if path != "pages/overview.py":
            app.switch_page(path)
        app.query_params["lang"] = language
        with named(uncosted.data):
            app.run()
        said = html_of(app).replace(units.THIN, " ")
        assert not app.exception
        assert said.count(incomplete) == 1
        assert said.count(averages) == 1


def test_with_averages_delivered_nothing_is_said_of_them(page):
    assert gate.without_averages(page, page.ask("tier_distribution")) == ""
    assert "not complete" not in gate.unearned(page, page.ask("tier_distribution"))


@pytest.fixture(scope="module")
def young(tmp_path_factory):
    return tiny_bank(tmp_path_factory.mktemp("young"), "A 60x14\nB 60x14")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("place", "months"), [(1, 1), (2, 2), (14, 12)])
def test_the_number_of_contribution_says_of_how_many_months_it_is(young, language, place, months):
    with named(young.data):
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        app.query_params.update({"lang": language, "month": month(place - 1)})
        app.run()
    assert t("Contribution, {months} months", language, months=months) in headlines(app)


def test_in_the_first_months_attrition_says_when_it_begins(young):
    with named(young.data):
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        app.switch_page("pages/attrition.py")
        app.query_params.update({"lang": "en", "month": month(0)})
        app.run()
    said = [info.value for info in app.info]
    followed = "The data begin in January 2025: clients can be followed for twelve months from January 2026 on."
    assert said == [followed, "The data begin in January 2025: who leaves is seen from the month after it on."] + [
        followed] * 3
    assert not re.search("None of the", html_of(app))


@pytest.mark.parametrize(("branches", "chart", "said"), [
    (45, charts.tiers_by_branch, ""),
    (46, charts.tiers_by_branch, "The picture has room for 45 branches; the table has all 46."),
    (46, None, ""),
])
def test_a_picture_says_which_branches_it_leaves_out(page, branches, chart, said):
    rows = [{"branch_id": f"B{n}", "tier_id": tier} for n in range(branches) for tier in ("select", "wealth")]
    assert panel._left_out(page, answer(page, "tiers_by_branch", *rows), chart) == said
