"""Where the data have just begun: contribution says of how many months it is, silent losses that cannot be seen are
named, and nothing is compared with either. Three clients, 16 months from 2025-01 on: A earns the bank 100 a month, B
300, and C has little of its money left in month 2, when there is one month to compare with.
"""

from datetime import date
from pathlib import Path

import pytest
from conftest import html_of
from streamlit.testing.v1 import AppTest
from tiny_bank import month, named, tiny_bank

from queries import Filters
from ui import units
from ui.text import t

APP = str(Path(__file__).parent.parent / "app.py")
MONTHS = 16
EARNED = {"A": 100, "B": 300}


def lead(bank, page: str, place: int, language: str) -> str:
    """What a page says in sentences, as of a month."""
    with named(bank.data):
        app = AppTest.from_file(APP, default_timeout=60)
        if page != "app.py":
            app.switch_page(page)
        app.query_params["lang"], app.query_params["month"] = language, month(place - 1)
        app.run()
    assert not app.exception
    return html_of(app)


def first(place: int) -> date:
    return date.fromisoformat(f"{month(place - 1)}-01")


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    rows = [
        f"{month(place)} {client} deposit 900000 {income}"
        for place in range(MONTHS)
        for client, income in EARNED.items()
    ]
    holdings = "\n".join(["month client_id product_id balance interest_income", *rows])
    policies = "policy_id value\nfield_share 0.5"  # of C, one of three, no income is given
    return tiny_bank(
        tmp_path_factory.mktemp("first_year"), aum="C 900x1 120x15", holdings=holdings, policies=policies
    )


def test_a_month_has_a_year_when_eleven_months_come_before_it(bank):
    found = bank.sql("select month from months where has_year order by month")
    assert found == [(first(place),) for place in range(12, 17)]


def test_the_lines_of_contribution_begin_with_the_first_whole_year(bank):
    rows = bank.ask("key_numbers_by_month", Filters(first(16)))
    assert [row["month"] for row in rows] == [first(place) for place in range(1, 17)]
    assert [row["contribution_12m"] for row in rows] == [None] * 11 + [4_800] * 5
    assert [row["top_20_share"] is None for row in rows] == [True] * 11 + [False] * 5
    assert [row["aum"] for row in rows] == [10_800_000] + [3_000_000] * 15


def test_the_contribution_of_the_tiers_begins_with_the_first_whole_year(bank):
    rows = [row for row in bank.ask("tiers_over_time", Filters(first(16))) if row["tier_id"] == "wealth"]  # A and B
    assert [row["month"] for row in rows] == [first(place) for place in range(1, 17)]
    assert [row["contribution_12m"] for row in rows] == [None] * 11 + [4_800] * 5


@pytest.mark.parametrize(("before", "change"), [(11, None), (12, 0), (13, 0)])
def test_contribution_is_compared_with_a_whole_year_only(bank, before, change):
    (row,) = bank.ask("key_numbers", Filters(first(14), first(before)))
    assert row["contribution_now"] == 4_800
    assert row["contribution_change"] == change
    assert row["contribution_before"] == (None if change is None else 4_800)
    assert (row["top_20_before"] is None, row["top_20_change"] is None) == (change is None,) * 2
    assert row["aum_change"] == 0


def test_a_silent_loss_needs_three_months_before_it(bank):
    assert bank.months("C", "loss_kind") == [None] * 16
    found = bank.sql("select month from months where has_loss_year order by month")
    assert found == [(first(place),) for place in (15, 16)]


def test_attrition_is_drawn_and_compared_where_every_silent_loss_can_be_seen(bank):
    rows = bank.ask("key_numbers_by_month", Filters(first(16)))
    assert [row["attrition_rate"] for row in rows] == [None] * 14 + [0] * 2
    for before, known in ((13, None), (14, None), (15, 0)):
        (row,) = bank.ask("key_numbers", Filters(first(16), first(before)))
        assert (row["attrition_now"], row["attrition_before"], row["attrition_change"]) == (0, known, known)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("place", "page", "is_said"), [(14, "app.py", True), (15, "app.py", False),
    (14, "pages/attrition.py", True), (15, "pages/attrition.py", False)])
def test_the_page_says_which_silent_losses_cannot_be_seen(bank, language, place, page, is_said):
    said = lead(bank, page, place, language)
    note = t(
        " Silent losses before {month} cannot be seen: the money is compared with that of the months before, and the "
        "data begin in {first}.",
        language,
        month=units.write(first(4), "month", language),
        first=units.write(first(1), "month", language),
    )
    assert (note in said) == is_said


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("place", "months", "earned"), [(5, 5, "2,000"), (14, 12, "4,800")])
def test_the_page_says_of_how_many_months_it_is(bank, language, place, months, earned):
    said = lead(bank, "app.py", place, language)
    whole = t("{clients} clients hold {aum} and brought {contribution} in {months} months.", language)
    assert whole.split("{contribution}")[1].format(months=months) in said
    assert earned in said
    note = t(
        "Contribution covers {months} of twelve months: the data begin in {month}.",
        language,
        months=months,
        month=units.write(first(1), "month", language),
    )
    assert (note in said) == (months < 12)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_says_that_contribution_lacks_months_of_a_branch(tmp_path, language):
    """Six of eight clients are in B1, whose feed stops in months 7 and 8."""
    clients = {f"{branch}_{n}": branch for branch, count in (("B1", 6), ("B2", 2)) for n in range(count)}
    rows = [
        f"{month(place)} {client} deposit 900000 100"
        for place in range(13)
        for client, branch in clients.items()
        if branch != "B1" or place not in (6, 7)
    ]
    made = tiny_bank(
        tmp_path,
        branches="branch_id branch_name city region\nB1 First Shanghai East\nB2 Second Shanghai East",
        clients="\n".join(["client_id branch_id", *(f"{client} {branch}" for client, branch in clients.items())]),
        holdings="\n".join(["month client_id product_id balance interest_income", *rows]),
    )
    note = t("Contribution lacks what was not delivered.{which}", language).split("{which}")[0]
    said = lead(made, "app.py", 13, language)
    assert note in said
    assert units.write(first(8), "month", language) in said.split(note)[1]
    more = t(" So had feeds in {count} more of the twelve months.", language, count="1")
    assert more in said
    said = lead(made, "app.py", 8, language)
    assert note in said and more not in said  # the second of the two is the as-of month itself
    assert note not in lead(made, "app.py", 7, language)
