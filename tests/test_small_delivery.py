"""The small delivery shows what its README says, found by walking one client at a time."""

import csv
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SMALL = ROOT / "sample_data" / "small"
MONTHS = [f"2026-{month:02d}-01" for month in range(3, 11)]
LAST_DAY = "2026-10-31"
LONG = "0062260000001234567"
SOURCES = sorted(path for path in (ROOT / "queries" / "sources").glob("*.sql") if path.stem != "policies")


def rows(name):
    with (SMALL / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def aum():
    """AUM in 万 by client, one entry per month, None where the client is not present."""
    counting = {row["product_id"] for row in rows("products") if row["counts_as_aum"] == "true"}
    histories = {row["client_id"]: [None] * len(MONTHS) for row in rows("clients")}
    for row in rows("holdings"):
        history, t = histories[row["client_id"]], MONTHS.index(row["month"])
        amount = float(row["average_balance"]) / 10_000 if row["product_id"] in counting else 0
        history[t] = (history[t] or 0) + amount
    return histories


@pytest.fixture(scope="module")
def ladder():
    """(tier, threshold in 万, grace), highest first."""
    tiers = sorted(rows("tiers"), key=lambda row: -int(row["tier_rank"]))
    return [(row["tier_id"], float(row["min_aum"]) / 10_000, int(row["grace_months"])) for row in tiers]


def eligible(amount, ladder):
    return next((place for place, (_, least, _) in enumerate(ladder) if amount >= least), len(ladder))


def walk(history, ladder):
    """(tier, short months) per month; "below" under the ladder, None before the first month."""
    nominal, short, path = None, 0, []
    names, grace = [step[0] for step in ladder] + ["below"], [step[2] for step in ladder] + [0]
    for amount in history:
        if amount is not None:
            reached = eligible(amount, ladder)
            short = short + 1 if nominal is not None and reached > nominal else 0
            if nominal is None or reached < nominal or short > grace[nominal]:
                nominal, short = reached, 0
        path.append((None if nominal is None else names[nominal], short))
    return path


@pytest.fixture(scope="module")
def tier_in(aum, ladder):
    """Nominal tier and short months of a client in a month of 2026."""
    paths = {client: walk(history, ladder) for client, history in aum.items()}
    return lambda client, month: paths[client][month - 3]


LOST = {"C04", "C05", "C21"}


@pytest.mark.parametrize(("tier", "amounts"), [
    ("select", [40, 30, 25, 31, 25, 22, 45, 20, 30]),
    ("wealth", [55, 8, 120, 60, 90, 50, 50, 70]),
    ("premier", [300, 290, 200, 500]),
    ("private", [500, 700]),
    ("ultra", [4000]),
    ("potential", [17, 19]),
    ("below", [3]),
])
def test_the_tiers_of_october_are_those_of_the_readme(aum, tier_in, tier, amounts):
    found = [history[-1] for client, history in aum.items()
             if tier_in(client, 10)[0] == tier and client not in LOST]
    assert sorted(found) == sorted(amounts)


def test_a_client_drops_in_the_fourth_month_below(tier_in):
    assert [tier_in("C01", month) for month in (4, 5, 6, 7, 8)] == [
        ("wealth", 0), ("wealth", 1), ("wealth", 2), ("wealth", 3), ("select", 0)]


def test_a_private_client_is_still_in_grace(tier_in):
    assert tier_in("C02", 10) == ("private", 3)


def test_a_client_rises_at_once(tier_in):
    assert [tier_in("C03", month)[0] for month in (7, 8)] == ["select", "wealth"]


def test_a_gap_has_months_before_and_after(aum):
    assert aum["C07"] == [30, 30, 30, None, 30, 30, 30, 30]
    inner = {client for client, history in aum.items()
             if re.search("x-+x", "".join("-" if amount is None else "x" for amount in history))}
    assert inner == {"C07"}


def test_a_closed_client_holds_nothing_from_the_month_of_closing_on(aum):
    closed = {row["client_id"]: row["closed_on"] for row in rows("clients") if row["closed_on"]}
    assert closed == {"C04": "2026-07-15"}
    assert aum["C04"] == [30, 30, 30, 30, None, None, None, None]


def silent_start(history):
    """Place of the first month that starts a silent run, None where there is none."""
    present = [(t, amount) for t, amount in enumerate(history) if amount is not None]
    for i in range(3, len(present)):
        baseline = sum(amount for _, amount in present[i - 3:i]) / 3
        if baseline > 0 and present[i][1] <= 0.3 * baseline:
            return present[i][0]
    return None


def test_one_silent_loss_is_confirmed_and_one_is_provisional(aum):
    starts = {client: silent_start(history) for client, history in aum.items()}
    assert {client: t for client, t in starts.items() if t is not None} == {"C05": 3, "C06": 6}
    assert aum["C05"][3:] == [10] * 5      # June to October: confirmed in August
    assert aum["C06"][6:] == [8] * 2       # September and October: not yet three months


def test_a_fall_to_31_percent_is_no_loss(aum):
    assert aum["C16"] == [100] * 4 + [31] * 4


def test_one_client_is_gone_for_three_months_without_a_closing_date(aum):
    assert aum["C21"] == [40] * 5 + [None] * 3


def test_one_client_earns_the_bank_less_than_it_costs():
    earned = {}
    for row in rows("holdings"):
        margin = (float(row["interest_income"]) + float(row["fee_income"])
                  - float(row["expected_loss"]) - float(row["cost_to_serve"]))
        earned[row["client_id"]] = earned.get(row["client_id"], 0) + margin
    for row in rows("service_costs"):
        earned[row["client_id"]] -= float(row["cost"])
    negative = {client: amount for client, amount in earned.items() if amount < 0}
    assert negative == {"C09": 8 * (125 - 10 - 300)}


def in_force():
    """RM by client on the last day."""
    left = {row["rm_id"]: row["left_on"] for row in rows("relationship_managers")}
    return {row["client_id"]: row["rm_id"] for row in rows("assignments")
            if row["role"] != "adviser" and not row["ended_on"]
            and not (left[row["rm_id"]] and left[row["rm_id"]] <= LAST_DAY)}


@pytest.mark.parametrize(("tier", "covered", "dedicated"), [
    ("select", 6, 4), ("wealth", 5, 4), ("premier", 4, 3), ("private", 2, 2), ("ultra", 1, 1)])
def test_coverage_is_that_of_the_readme(tier_in, tier, covered, dedicated):
    role = {row["rm_id"]: row["role"] for row in rows("relationship_managers")}
    promised = next(row["rm_role"] for row in rows("tiers") if row["tier_id"] == tier)
    rms = [rm for client, rm in in_force().items() if client not in LOST and tier_in(client, 10)[0] == tier]
    assert (len(rms), sum(role[rm] == promised for rm in rms)) == (covered, dedicated)


def test_a_client_whose_rm_has_left_is_not_covered():
    still_open = [row["client_id"] for row in rows("assignments")
                  if row["rm_id"] == "R04" and not row["ended_on"]]
    assert still_open == ["C13"]
    assert "C13" not in in_force()


def test_identifiers_keep_leading_zeros_and_19_digits():
    assert len(LONG) == 19 and LONG in {row["client_id"] for row in rows("clients")}
    assert LONG in {row["client_id"] for row in rows("holdings")}


def test_one_name_looks_like_a_formula():
    assert [row["client_id"] for row in rows("clients") if row["client_name"] == "=1+1"] == ["C10"]


def test_a_move_of_branch_ends_with_the_branch_of_today():
    moves = [(row["branch_id"], row["month"]) for row in rows("branch_moves") if row["client_id"] == "C08"]
    assert moves == [("B01", "2026-03-01"), ("B02", "2026-07-01")]
    assert next(row["branch_id"] for row in rows("clients") if row["client_id"] == "C08") == "B02"


def test_movements_explain_every_change_of_aum_but_the_gap(aum):
    moved = {}
    for row in rows("flows"):
        key = row["client_id"], int(row["flowed_on"][5:7])
        moved[key] = moved.get(key, 0) + float(row["amount"]) / 10_000
    for client, history in aum.items():
        for t in range(1, len(MONTHS)):
            if client != "C07":
                change = (history[t] or 0) - (history[t - 1] or 0)
                assert change == pytest.approx(moved.get((client, t + 3), 0))


def contract(path):
    """(all columns, columns that must not be empty) of a source file."""
    text = path.read_text(encoding="utf-8")
    found = re.findall(r"^    (\w+) [\w() ,]*?(not null)?,? --", text, re.MULTILINE)
    return {name for name, _ in found}, {name for name, needed in found if needed}


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_files_have_the_columns_of_the_contract(source):
    known, needed = contract(source)
    delivered = rows(source.stem)
    assert needed and needed <= set(delivered[0]) <= known
    assert all(row[name] for row in delivered for name in needed)
