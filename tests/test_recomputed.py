"""Figures recomputed from the files of the small bank with pandas alone, client by client, and compared to the cent."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from one_by_one import one_by_one

import queries
from queries import Filters

SMALL = Path(__file__).parent.parent / "sample_data" / "small"
MONTHS = [f"2026-{number:02d}" for number in range(3, 11)]
LAST = pd.Timestamp("2026-10-31")


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(SMALL / f"{name}.csv", dtype=str, keep_default_na=False)


def cents(column: pd.Series) -> pd.Series:
    return column.map(lambda text: int(Decimal(text or "0") * 100))


class Client:
    """One client's months, as delivered; money in cents, None where there is no row."""

    def __init__(self, aum: list, empty: list, closed: str, tiers: pd.DataFrame):
        self.aum, self.empty, self.tiers = aum, empty, tiers
        self.closed = MONTHS.index(closed[:7]) if closed else None
        self.ranks = self._ranks()

    def _eligible(self, amount: int) -> int:
        return max([0, *self.tiers.index[self.tiers["min_cents"] <= max(amount, 0)]])

    def _ranks(self) -> list:
        path, rank, short = [], None, 0
        for amount in self.aum:
            if amount is not None:
                reached = self._eligible(amount)
                short = short + 1 if rank is not None and reached < rank else 0
                if rank is None or reached > rank or short > int(self.tiers["grace_months"].get(rank, 0)):
                    rank, short = reached, 0
            path.append(rank)
        return path

    def loss(self, now: int) -> tuple | None:
        """(kind, onset, confirmed or None) as known in the month `now`; nobody in this bank is won back."""
        silent = self._silent(now)
        if (
            self.closed is not None
            and self.closed <= now
            and not (silent and silent[2] is not None and silent[2] < self.closed)
        ):
            return "hard", self.closed, self.closed
        seen = [t for t, amount in enumerate(self.aum) if amount is not None]
        if self.closed is None and seen[-1] < now:
            return "hard", seen[-1] + 1, seen[-1] + 3 if seen[-1] + 3 <= now else None
        return silent

    def _silent(self, now: int) -> tuple | None:
        present = [(t, amount) for t, amount in enumerate(self.aum[: now + 1]) if amount is not None]
        for i in range(3, len(present)):
            baseline = sum(amount for _, amount in present[i - 3 : i])  # of three months: compare 3 × AUM
            run = 0
            while baseline > 0 and i + run < len(present) and 10 * 3 * present[i + run][1] <= 3 * baseline:
                run += 1
            if run >= 3 or run and i + run == len(present):
                return "silent", present[i][0], present[i + 2][0] if run >= 3 else None
        return None

    def tier(self, now: int) -> str | None:
        """The register tier, None for who is not in the register."""
        rank, loss = self.ranks[now], self.loss(now)
        lost = loss is not None and loss[2] is not None
        return self.tiers["tier_id"][rank] if rank and not lost and self.tiers["in_register"][rank] == "true" else None


@pytest.fixture(scope="module")
def tiers() -> pd.DataFrame:
    ladder = table("tiers")
    return ladder.assign(min_cents=cents(ladder["min_aum"])).set_index(ladder["tier_rank"].astype(int))


@pytest.fixture(scope="module")
def holdings() -> pd.DataFrame:
    rows = table("holdings").merge(table("products")[["product_id", "counts_as_aum"]], on="product_id")
    rows["month"] = rows["month"].str[:7]
    average = rows["average_balance"].where(rows["average_balance"] != "", rows["balance"])
    rows["aum"] = cents(average).where(rows["counts_as_aum"] == "true", 0)
    rows["income"] = (
        cents(rows["interest_income"])
        + cents(rows["fee_income"])
        - cents(rows["expected_loss"])
        - cents(rows["cost_to_serve"])
    )
    return rows


@pytest.fixture(scope="module")
def clients(holdings, tiers) -> dict[str, Client]:
    sums = holdings.groupby(["client_id", "month"])[["aum"]].sum()["aum"].to_dict()
    closed = table("clients").set_index("client_id")["closed_on"]
    return {one: Client([sums.get((one, m)) for m in MONTHS], [], closed[one], tiers) for one in closed.index}


@pytest.fixture(scope="module")
def register(clients, holdings) -> pd.DataFrame:
    """The register of October: tier, branch, AUM and contribution of the (eight) months, in cents."""
    costs = table("service_costs")
    spent = costs.assign(cost=cents(costs["cost"])).groupby("client_id")["cost"].sum()
    frame = table("clients").set_index("client_id")[["branch_id"]]
    frame["tier_id"] = [clients[one].tier(7) for one in frame.index]
    frame["aum"] = [clients[one].aum[7] or 0 for one in frame.index]
    frame["contribution"] = holdings.groupby("client_id")["income"].sum().sub(spent, fill_value=0)
    return frame[frame["tier_id"].notna()]


@pytest.fixture(scope="module")
def looked_after(register) -> pd.DataFrame:
    """The register with RM, role and last effective contact at the end of October."""
    rows = table("assignments").merge(table("relationship_managers"), on="rm_id", suffixes=("", "_rm"))
    day = {
        name: pd.to_datetime(rows[name], errors="coerce")
        for name in ("assigned_on", "ended_on", "joined_on", "left_on")
    }
    there = (
        (day["assigned_on"] <= LAST)
        & ~(day["ended_on"] <= LAST)
        & ~(day["joined_on"] > LAST)
        & ~(day["left_on"] <= LAST)
    )
    primary = rows[there & rows["role"].isin(["", "primary"]) & (rows["role_rm"] != "pool")]
    assert primary["client_id"].is_unique
    met = table("contacts")
    met = met[(met["is_effective"] != "false") & (pd.to_datetime(met["contacted_on"]) <= LAST)]
    frame = register.join(primary.set_index("client_id")[["rm_id", "role_rm"]])
    frame["last"] = pd.to_datetime(met.groupby("client_id")["contacted_on"].max())
    promised = table("tiers").set_index("tier_id")
    frame["dedicated"] = frame["role_rm"] == frame["tier_id"].map(promised["rm_role"])
    days = (LAST - frame["last"]).dt.days
    allowed = frame["tier_id"].map(promised["contact_days"]).astype(int)
    frame["state"] = np.select(
        [frame["last"].isna(), days > allowed, days > allowed - 14], ["no_record", "overdue", "due"], "compliant"
    )
    frame["covered"] = frame["rm_id"].notna()
    frame["effective"] = frame["covered"] & frame["state"].isin(["compliant", "due"])
    return frame


def asked(name: str, month: date = date(2026, 10, 1), **parameters) -> list[dict]:
    return queries.ask(name, Filters(month), **parameters).table.to_pylist()


def yuan(value) -> Decimal:
    return Decimal(int(value)) / 100


@pytest.fixture(autouse=True)
def in_force(small_bank):
    return small_bank


def test_tier_distribution(register):
    found = {r["tier_id"]: (r["clients"], r["aum"], r["contribution_12m"]) for r in asked("tier_distribution")}
    assert found == {
        tier: (len(part), yuan(part["aum"].sum()), yuan(part["contribution"].sum()))
        for tier, part in register.groupby("tier_id")
    }
    assert sum(row["clients_share"] for row in asked("tier_distribution")) == pytest.approx(1)


@pytest.mark.parametrize("measure", ["aum", "contribution"])
def test_concentration_measures(register, measure):
    (row,) = asked("concentration_measures", measure=measure)
    expected = one_by_one([yuan(amount) for amount in register[measure]])
    assert row == {k: pytest.approx(v, abs=1e-9) if isinstance(v, float) else v for k, v in expected.items()}


def test_coverage_by_tier(looked_after):
    found = {row["tier_id"]: row for row in asked("coverage_by_tier")}
    assert set(found) == set(looked_after["tier_id"])
    for tier, part in looked_after.groupby("tier_id"):
        row, aum = found[tier], part["aum"].sum()
        assert (row["clients"], row["uncovered"]) == (len(part), (~part["covered"]).sum())
        for kind in ("covered", "dedicated", "effective"):
            own = part[part[kind]]
            assert (row[kind], row[f"{kind}_aum"]) == (len(own), yuan(own["aum"].sum()))
            assert row[f"{kind}_share"] == pytest.approx(len(own) / len(part), abs=1e-12)
            assert row[f"{kind}_aum_share"] == pytest.approx(own["aum"].sum() / aum, abs=1e-12)


def test_shares_of_movements_are_those_of_the_clients_of_each_tier_before():
    rows = queries.ask("tier_migration", Filters(date(2026, 10, 1), date(2026, 6, 1))).table.to_pylist()
    tiers = {row["tier_id"] for row in asked("tier_distribution")}
    assert {row["opening_state"] in tiers for row in rows} == {True, False}
    for tier in {row["opening_state"] for row in rows}:
        own = [row for row in rows if row["opening_state"] == tier]
        all_of_it = sum(row["clients"] for row in own)
        for row in own:
            assert row["share"] == (row["clients"] / all_of_it if tier in tiers else None)


def test_contact_states(looked_after):
    found = {(r["tier_id"], r["contact_state"]): (r["clients"], r["aum"]) for r in asked("contact_states")}
    assert found == {
        key: (len(part), yuan(part["aum"].sum()))
        for key, part in looked_after[looked_after["covered"]].groupby(["tier_id", "state"])
    }


def test_attrition_by_month(clients):
    found = {
        (r["loss_onset"].isoformat()[:7], r["loss_kind"]): (r["clients"], r["confirmed"], r["provisional"], r["aum"])
        for r in asked("attrition_by_month")
    }
    losses = {
        one: loss
        for one, client in clients.items()
        if (loss := client.loss(7)) and loss[1] and client.tier(loss[1] - 1)
    }
    rows = pd.DataFrame(
        [
            {
                "onset": MONTHS[onset],
                "kind": kind,
                "confirmed": confirmed is not None,
                "aum": clients[one].aum[onset - 1],
            }
            for one, (kind, onset, confirmed) in losses.items()
        ]
    )
    assert len(rows) == 4
    assert found == {
        key: (len(part), part["confirmed"].sum(), (~part["confirmed"]).sum(), yuan(part["aum"].sum()))
        for key, part in rows.groupby(["onset", "kind"])
    }


def test_clients_and_aum_per_branch(register):
    found = {r["branch_id"]: (r["clients"], r["aum"], r["contribution_12m"]) for r in asked("branches_compared")}
    assert found == {
        branch: (len(part), yuan(part["aum"].sum()), yuan(part["contribution"].sum()))
        for branch, part in register.groupby("branch_id")
    }


@pytest.mark.parametrize("month", [5, 7])
def test_clients_and_aum_per_branch_before_and_after_a_move(clients, month):
    now = month - 3
    branch = table("clients").set_index("client_id")["branch_id"].to_dict() | {"C08": "B01" if month < 7 else "B02"}
    expected = {}
    for one, client in clients.items():
        if client.tier(now):
            count, aum = expected.get(branch[one], (0, 0))
            expected[branch[one]] = count + 1, aum + (client.aum[now] or 0)
    found = {r["branch_id"]: (r["clients"], r["aum"]) for r in asked("branches_compared", date(2026, month, 1))}
    assert found == {key: (count, yuan(aum)) for key, (count, aum) in expected.items()}


def test_tiers_over_time(clients):
    expected = {}
    for now, month in enumerate(MONTHS):
        for client in clients.values():
            if client.tier(now):
                key = month, client.tier(now)
                count, aum = expected.get(key, (0, 0))
                expected[key] = count + 1, aum + (client.aum[now] or 0)
    found = {(r["month"].isoformat()[:7], r["tier_id"]): (r["clients"], r["aum"]) for r in asked("tiers_over_time")}
    assert found == {key: (count, yuan(aum)) for key, (count, aum) in expected.items()}


def test_client_register(register, looked_after):
    found = {
        r["client_id"]: (r["tier_id"], r["branch_id"], r["aum"], r["contribution_12m"], r["rm_id"])
        for r in asked("client_register")
    }
    assert found == {
        one: (row.tier_id, row.branch_id, yuan(row.aum), yuan(row.contribution), row.rm_id if row.covered else None)
        for one, row in looked_after.iterrows()
    }


def test_chosen_products_count_with_their_own_balances(register, holdings):
    chosen = holdings[(holdings["product_id"] == "P03") & (holdings["month"] == "2026-10") & (holdings["aum"] > 0)]
    expected = chosen[chosen["client_id"].isin(register.index)].set_index("client_id")["aum"]
    rows = queries.ask("client_register", Filters(date(2026, 10, 1), products=("P03",))).table.to_pylist()
    assert len(expected) and {r["client_id"]: r["chosen_aum"] for r in rows} == expected.map(yuan).to_dict()


def test_near_threshold(clients, tiers):
    expected = {}
    for client in clients.values():
        loss, rank, aum = client.loss(7), client.ranks[7], client.aum[7]
        above = min([r for r in tiers.index if r > rank and tiers["in_register"][r] == "true"], default=None)
        least = tiers["min_cents"].get(above, 0)
        if not (loss and loss[2] is not None) and 0.8 * least <= aum < least:
            count, lacking = expected.get(tiers["tier_id"][above], (0, 0))
            expected[tiers["tier_id"][above]] = count + 1, lacking + least - aum
    found = {r["next_tier_id"]: (r["clients"], r["gap"]) for r in asked("near_threshold")}
    assert found == {tier: (count, yuan(lacking)) for tier, (count, lacking) in expected.items()}


def test_uncovered_clients(looked_after):
    nobody = looked_after[~looked_after["covered"]]
    found = asked("uncovered_clients")
    assert (sum(r["clients"] for r in found), sum(r["aum"] for r in found)) == (len(nobody), yuan(nobody["aum"].sum()))
    # C13: its RM left on 30 June, 123 days before the end of October; C18: joined on 10 June, never had one, 143 days
    assert [r["clients"] for r in found if (r["tier_id"], r["uncovered_band"]) == ("wealth", "91-365")] == [2]
