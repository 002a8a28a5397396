"""Contribution is that of twelve months: where the data have just begun it says of how many, and nothing is compared with
it. Two clients, 14 months from 2025-01 on; A earns the bank 100 a month, B 300.
"""

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from tiny_bank import month, named, tiny_bank

from queries import Filters
from ui.text import t

APP = str(Path(__file__).parent.parent / "app.py")
MONTHS = 14
EARNED = {"A": 100, "B": 300}


def first(place: int) -> date:
    return date.fromisoformat(f"{month(place - 1)}-01")


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    rows = [
        f"{month(place)} {client} deposit 900000 {income}" for place in range(MONTHS) for client, income in EARNED.items()
    ]
    holdings = "\n".join(["month client_id product_id balance interest_income", *rows])
    return tiny_bank(tmp_path_factory.mktemp("first_year"), holdings=holdings)


def test_a_month_has_a_year_when_eleven_months_come_before_it(bank):
    found = bank.sql("select month from months where has_year order by month")
    assert found == [(first(place),) for place in (12, 13, 14)]


def test_the_lines_of_contribution_begin_with_the_first_whole_year(bank):
    rows = bank.ask("key_numbers_by_month", Filters(first(14)))
    assert [row["month"] for row in rows] == [first(place) for place in range(1, 15)]
    assert [row["contribution_12m"] for row in rows] == [None] * 11 + [4_800] * 3
    assert [row["top_20_share"] is None for row in rows] == [True] * 11 + [False] * 3
    assert [row["aum"] for row in rows] == [1_800_000] * 14


@pytest.mark.parametrize(("before", "change"), [(11, None), (12, 0), (13, 0)])
def test_contribution_is_compared_with_a_whole_year_only(bank, before, change):
    (row,) = bank.ask("key_numbers", Filters(first(14), first(before)))
    assert row["contribution_now"] == 4_800
    assert row["contribution_change"] == change
    assert row["contribution_before"] == (None if change is None else 4_800)
    assert (row["top_20_before"] is None, row["top_20_change"] is None) == (change is None,) * 2
    assert row["aum_change"] == 0


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("place", "months", "earned"), [(5, 5, "2,000"), (14, 12, "4,800")])
def test_the_page_says_of_how_many_months_it_is(bank, language, place, months, earned):
    with named(bank.data):
        app = AppTest.from_file(APP, default_timeout=60)
        app.query_params |= {"lang": language, "month": month(place - 1)}
        app.run()
    assert not app.exception
    lead = "".join(html.proto.body for html in app.get("html"))
    said = t("{clients} clients hold {aum} and brought {contribution} in {months} months.", language)
    assert said.split("{contribution}")[1].format(months=months).rstrip(".。") in lead
    whole = t("Contribution is that of {months} instead of twelve months: the data begin in {month}.", language)
    notes = [caption.value for caption in app.caption if whole.split("{months}")[0] in caption.value]
    assert bool(notes) == (months < 12)
    assert all(f"{months}" in note for note in notes)
    assert earned in lead
