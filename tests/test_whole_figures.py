"""The clients behind a whole figure are those of all its rows, no others."""

from datetime import date

import pytest

import queries
from queries import Filters, Picks

OCTOBER = Filters(date(2026, 10, 1), date(2026, 9, 1))


@pytest.mark.parametrize("name", ["uncovered_clients", "contact_states", "tier_distribution", "attrition_by_month"])
def test_a_whole_figure_opens_the_clients_of_all_its_rows(small_bank, name):
    rows = queries.ask(name, OCTOBER).table.to_pylist()
    _, totals = queries.clients_behind(Picks(name), OCTOBER)
    assert totals.table.to_pylist()[0]["clients_listed"] == sum(row["clients"] for row in rows)
