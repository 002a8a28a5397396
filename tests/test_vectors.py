"""Published and hand-made vectors of concentration and of intervals, through the product's own SQL, to 1e-6."""

from datetime import date
from decimal import Decimal

import pytest
from scipy.stats import binomtest
from tiny_bank import tiny_bank

from queries import Filters

TWELVE = (100, 50, 50, 50, 20, 10, 10, 5, 5, 0, 0, 0)
WHALE = (60, 40, 30, 15, 5, 0, -5, -15, -30)
# contributions and the Gini of Raffinetti, Siletti and Vernizzi:
# sum of |difference| over all pairs of clients / (2 n²), over (gains + losses) / n
GINI = {
    (10, 10, 10, 10, 10): 0,  # all equal
    (0, 0, 0, 0, 100): 0.8,  # (n − 1) / n
    (1, 2, 3, 4, 5): 0.266667,
    (0, 0, 5, 15, 80): 0.7,
    (-20, -5, 0, 10, 25, 90): 0.722222,
    (-7, -15, 11, -10, 2, 4, 40): 0.699839,
    (-50, -10, 5, 20, 45): 0.676923,
    (-50, -30, 5, 20, 30): 0.622222,  # a negative total
}
VECTORS = (*GINI, TWELVE, WHALE)


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    """Each vector is a branch; each amount a client with 30万 who brought the bank so much interest."""
    clients, holdings = ["client_id branch_id"], ["month client_id product_id balance interest_income"]
    for place, amounts in enumerate(VECTORS):
        for number, amount in enumerate(amounts):
            clients.append(f"V{place}-{number} V{place}")
            holdings.append(f"2025-01 V{place}-{number} deposit 300000 {amount}")
    return tiny_bank(
        tmp_path_factory.mktemp("vectors"),
        clients="\n".join(clients),
        holdings="\n".join(holdings),
        branches="branch_id branch_name city region\n"
        + "\n".join(f"V{place} V{place} Shanghai East" for place in range(len(VECTORS))),
    )


def scope(amounts):
    return Filters(date(2025, 1, 1), branches=(f"V{VECTORS.index(amounts)}",))


def measures(bank, amounts):
    (row,) = bank.ask("concentration_measures", scope(amounts), measure="contribution")
    assert (row["clients_ranked"], row["amount"]) == (len(amounts), sum(amounts))
    return row


@pytest.mark.parametrize(("amounts", "gini"), GINI.items(), ids=str)
def test_the_gini_survives_losses(bank, amounts, gini):
    assert measures(bank, amounts)["gini"] == pytest.approx(gini, abs=1e-6)


@pytest.mark.parametrize("amounts", VECTORS, ids=str)
def test_the_gini_is_that_of_all_pairs_of_clients(bank, amounts):
    n = len(amounts)
    pairs = sum(abs(one - other) for one in amounts for other in amounts)
    expected = pairs / (2 * n**2) / (sum(map(abs, amounts)) / n)
    assert measures(bank, amounts)["gini"] == pytest.approx(expected, abs=1e-12)


def test_a_top_share_splits_the_client_on_the_boundary(bank):
    # 20 % of 12 clients are 2.4: (100 + 50 + 0.4 × 50) / 300; 10 % are 1.2: (100 + 0.2 × 50) / 300
    row = measures(bank, TWELVE)
    assert row["top_20_share"] == pytest.approx(0.566667, abs=1e-6)
    assert row["top_10_share"] == pytest.approx(0.366667, abs=1e-6)
    assert row["top_5_share"] == pytest.approx(0.6 * 100 / 300, abs=1e-6)
    assert row["top_1_share"] == pytest.approx(0.12 * 100 / 300, abs=1e-6)


def test_a_top_share_of_whole_clients_lies_on_the_curve(bank):
    # 25 % of 12 clients are 3: (100 + 50 + 50) / 300
    curve = bank.ask("whale_curve", scope(TWELVE), measure="contribution")
    assert {row["clients_share"]: row["cumulative_share"] for row in curve}[0.25] == pytest.approx(0.666667, abs=1e-6)


def test_the_clients_who_bring_eighty_per_cent_are_found_between_two_clients(bank):
    # 80 % of 300 are 240 = 100 + 50 + 50 + 0.8 × 50: 3.8 of 12 clients
    assert measures(bank, TWELVE)["clients_for_80_share"] == pytest.approx(0.316667, abs=1e-6)


def test_the_whale_curve_peaks_above_the_total(bank):
    # 60 + 40 + 30 + 15 + 5 = 150 of 100
    row = measures(bank, WHALE)
    assert row["peak_share"] == pytest.approx(1.5, abs=1e-6)
    assert (row["loss_makers"], row["loss"]) == (3, -50)
    curve = bank.ask("whale_curve", scope(WHALE), measure="contribution")
    assert [row["cumulative"] for row in curve] == [60, 100, 130, 145, 150, 150, 145, 130, 100]
    assert max(row["cumulative_share"] for row in curve) == pytest.approx(1.5, abs=1e-6)


def test_without_a_positive_total_there_are_no_shares(bank):
    row = measures(bank, (-50, -30, 5, 20, 30))
    assert {column: row[column] for column in row if column.endswith("_share")} == dict.fromkeys(
        ("top_1_share", "top_5_share", "top_10_share", "top_20_share", "clients_for_80_share", "peak_share")
    )


def test_the_lorenz_curve_begins_below_zero_with_losses_and_ends_at_one(bank):
    # lowest first: −30, −45, −50 … of 100
    curve = bank.ask("lorenz_curve", scope(WHALE), measure="contribution")
    assert [row["cumulative_share"] for row in curve[:3]] == pytest.approx([-0.30, -0.45, -0.50], abs=1e-6)
    assert curve[-1]["cumulative_share"] == pytest.approx(1, abs=1e-12)
    assert curve[-1]["clients_share"] == 1


@pytest.mark.parametrize(
    ("hits", "cases", "low", "high"),
    [
        (3, 40, 2.58, 19.86),
        (12, 150, 4.64, 13.46),
        (0, 10, 0, 27.75),
    ],
)
def test_the_interval_is_the_published_one(bank, hits, cases, low, high):
    (found,) = bank.sql("select wilson_low($hits, $cases), wilson_high($hits, $cases)", hits=hits, cases=cases)
    assert [100 * end for end in found] == pytest.approx([low, high], abs=0.005)


@pytest.mark.parametrize(
    ("hits", "cases"),
    [
        (0, 1),
        (1, 1),
        (0, 10),
        (10, 10),
        (3, 40),
        (12, 150),
        (1, 2),
        (500, 20_000),
        (19_999, 20_000),
    ],
)
def test_the_interval_is_wilsons(bank, hits, cases):
    (found,) = bank.sql("select wilson_low($hits, $cases), wilson_high($hits, $cases)", hits=hits, cases=cases)
    expected = binomtest(hits, cases).proportion_ci(0.95, method="wilson")
    assert [float(end) for end in found] == pytest.approx([expected.low, expected.high], abs=1e-6)
    assert 0 <= found[0] <= hits / cases <= found[1] <= 1


def test_without_cases_there_is_no_interval(bank):
    assert bank.sql("select wilson_low(0, 0), wilson_high(0, 0)") == [(None, None)]


def test_amounts_of_vectors_stay_exact(bank):
    assert measures(bank, TWELVE)["amount"] == Decimal("300.00")
