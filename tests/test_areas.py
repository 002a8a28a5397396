"""Chosen branches as areas: whichever are chosen, each counts once, in areas as large as can be."""

from itertools import combinations

import pytest
from tiny_bank import tiny_bank

from queries import Filters

REGIONS = {"East": ("B1", "B2", "B3"), "West": ("B4", "B5"), "North": ("B6",)}
BRANCHES = [branch for branches in REGIONS.values() for branch in branches]
CHOICES = [chosen for count in range(1, 7) for chosen in combinations(BRANCHES, count)]
MONTHS = 3
AUM = 600_000


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    """In the n-th branch n clients hold a fund, and two nothing but a deposit."""
    lives = [f"F{n}_{k}/fund 60x{MONTHS}" for n in range(1, 7) for k in range(n)]
    lives += [f"D{n}_{k}/deposit 60x{MONTHS}" for n in range(1, 7) for k in range(2)]
    clients = [f"{life.split('/')[0]} B{life[1]}" for life in lives]
    branches = [f"{branch} {branch} City{branch} {region}" for region, of in REGIONS.items() for branch in of]
    return tiny_bank(
        tmp_path_factory.mktemp("areas"),
        "\n".join(lives),
        clients="\n".join(["client_id branch_id", *clients]),
        branches="\n".join(["branch_id branch_name city region", *branches]),
    )


def filters(bank, branches, products=None) -> Filters:
    (month,) = bank.sql("select max(month) from months")[0]
    return Filters(month, None, branches, products)


def areas(bank, branches) -> list[str]:
    found = bank.sql("select area from chosen_areas($filters)", filters=filters(bank, branches).as_struct())
    return sorted(area for (area,) in found)


def expected(chosen) -> list[str]:
    if set(chosen) == set(BRANCHES):
        return ["bank"]
    whole = [region for region, branches in REGIONS.items() if set(branches) <= set(chosen)]
    covered = {branch for region in whole for branch in REGIONS[region]}
    return sorted([f"r:{region}" for region in whole] + [f"b:{branch}" for branch in chosen if branch not in covered])


def test_chosen_branches_are_as_few_areas_as_can_be(bank):
    for chosen in CHOICES:
        assert areas(bank, chosen) == expected(chosen), chosen
    assert areas(bank, None) == ["bank"]


def test_a_branch_that_is_not_there_is_in_no_area(bank):
    assert areas(bank, ("B0",)) == []
    assert areas(bank, ("B0", "B4", "B5")) == ["r:West"]


def test_each_client_counts_once_whichever_branches_are_chosen(bank):
    for chosen in CHOICES:
        count = sum(int(branch[1]) for branch in chosen)
        for products, clients in ((("fund",), count), (None, count + 2 * len(chosen))):
            rows = bank.ask("tiers_over_time", filters(bank, chosen, products))
            assert [(row["clients"], row["aum"]) for row in rows] == [(clients, clients * AUM)] * MONTHS, chosen


def test_the_classes_of_chosen_branches_are_added_up_once(bank):
    sql = "select month, sum(clients), sum(amount) from classes_made($filters, 'aum') group by month"
    for chosen in CHOICES:
        count = sum(2 + int(branch[1]) for branch in chosen)
        rows = bank.sql(sql, filters=filters(bank, chosen).as_struct())
        assert [row[1:] for row in rows] == [(count, count * AUM)] * MONTHS, chosen


def test_a_bank_of_one_branch_is_one_area(tmp_path):
    made = tiny_bank(tmp_path, "A 60")
    assert areas(made, None) == areas(made, ("B1",)) == ["bank"]
