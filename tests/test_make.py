"""The generated bank is the same for the same seed, is what `truth.json` says, and looks like a bank.

What `truth.json` says is found again here from the files alone, with pandas.
"""

import json
import re
import subprocess
import sys
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from sample_data import delivery, truth

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted(path for path in (ROOT / "queries" / "sources").glob("*.sql") if path.stem != "policies")


def make(folder, clients, months, seed, command=("sample_data/make.py",)):
    subprocess.run([sys.executable, "-W", "error", *command, str(folder), f"--clients={clients}",
                    f"--months={months}", f"--seed={seed}"], cwd=ROOT, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return make(tmp_path_factory.mktemp("made") / "small", 600, 15, 1)


@pytest.fixture(scope="module")
def medium(tmp_path_factory):
    return make(tmp_path_factory.mktemp("made") / "medium", 6000, 24, 7)


class Bank:
    """A delivery as tables of clients by months, money in fen; and its `truth.json`."""

    def __init__(self, folder):
        self.folder = folder
        self.truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
        self.months = pd.to_datetime(self.truth["months"])
        self.last_day = self.months[-1] + pd.offsets.MonthEnd()
        self.clients = self.csv("clients").set_index("client_id")
        self.tiers = self.csv("tiers").sort_values("tier_rank", key=lambda rank: rank.astype(int))
        self.holdings = self.parquet("holdings")
        products = self.csv("products").set_index("product_id")
        counts = self.holdings["product_id"].map(products["counts_as_aum"]) == "true"
        self.present = self.by_month(self.holdings["balance"]).notna()
        self.aum = self.by_month(self.holdings["average_balance"].where(counts, 0)).fillna(0).astype("int64")
        self.contribution = self.by_month(self.margin()).fillna(0) - self.service_costs()
        self.nominal = self.walk_tiers()
        self.losses = self.find_losses()

    def csv(self, name):
        return pd.read_csv(self.folder / f"{name}.csv", dtype="str", keep_default_na=False)

    def parquet(self, name):
        table = pq.read_table(self.folder / f"{name}.parquet")
        money = [field.name for field in table.schema if field.type == delivery.MONEY]
        frame = table.drop_columns(money).to_pandas()
        for name_of in money:
            fen = table[name_of].cast("float64").to_numpy() * 100
            frame[name_of] = fen.round().astype("int64")
        return frame

    def by_month(self, amounts):
        months = pd.to_datetime(self.holdings["month"])
        table = amounts.groupby([self.holdings["client_id"], months]).sum().unstack()
        return table.reindex(index=self.clients.index, columns=self.months)

    def margin(self):
        rows = self.holdings
        return rows["interest_income"] + rows["fee_income"] - rows["expected_loss"] - rows["cost_to_serve"]

    def service_costs(self):
        rows = self.parquet("service_costs")
        table = rows.groupby(["client_id", pd.to_datetime(rows["month"])])["cost"].sum().unstack()
        return table.reindex(index=self.clients.index, columns=self.months).fillna(0)

    def walk_tiers(self):
        """Rank of the nominal tier, 0 below the ladder."""
        least = [int(amount) * 100 for amount in self.tiers["min_aum"]]
        grace = dict(enumerate([0, *self.tiers["grace_months"].astype(int)]))
        nominal, short, walked = pd.Series(0, self.aum.index), pd.Series(0, self.aum.index), {}
        for month in self.months:
            here = self.present[month]
            reached = sum((self.aum[month] >= amount).astype(int) for amount in least)
            short = (short + 1).where(reached < nominal, 0).where(here, short)
            changes = here & ((reached > nominal) | (short > nominal.map(grace)))
            nominal, short = nominal.mask(changes, reached), short.mask(changes, 0)
            walked[month] = nominal
        return pd.DataFrame(walked)

    def find_losses(self):
        """Kind, onset and confirmation of each client's loss or open silent run, one client at a time."""
        found = {client: self.loss_of(client) for client in self.falling() | set(self.closings().index)}
        rows = [(client, *loss) for client, loss in found.items() if loss]
        return pd.DataFrame(rows, columns=["client_id", "kind", "onset", "confirmed"]).set_index("client_id")

    @cached_property
    def falls(self):
        """One row per client and present month: AUM and the mean of the three present months before."""
        rows = self.aum.where(self.present).stack().dropna().rename("aum").rename_axis(["client_id", "month"])
        rows = rows.reset_index()
        before = rows.groupby("client_id")["aum"]
        return rows.assign(baseline=(before.shift(1) + before.shift(2) + before.shift(3)) / 3)

    def falling(self):
        """Clients with a month at 30 % or less of the three months before."""
        rows = self.falls
        return set(rows["client_id"][(rows["baseline"] > 0) & (rows["aum"] <= 0.3 * rows["baseline"])])

    def closings(self):
        closed = self.clients["closed_on"]
        return closed[closed != ""].str[:7]

    def loss_of(self, client):
        history = [(str(month)[:7], self.aum.at[client, month])
                   for month in self.months if self.present.at[client, month]]
        run, base = [], 0
        for i, (month, amount) in enumerate(history):
            if run and amount <= 0.3 * base:
                run.append(month)
            elif i >= 3:
                base = sum(before for _, before in history[i - 3:i]) / 3
                run = [month] if base > 0 and amount <= 0.3 * base else []
            if len(run) == 3:
                return "silent", run[0], run[2]
        closed = self.closings().get(client)
        if closed:
            return "hard", closed, closed
        return ("silent", run[0], None) if run else None

    def register_ranks(self):
        return [rank for rank, flag in enumerate(self.tiers["in_register"], 1) if flag == "true"]

    def members(self, month):
        confirmed = self.losses["confirmed"].reindex(self.clients.index)
        lost = confirmed.fillna("9999") <= str(month)[:7]
        return self.present.loc[:, :month].any(axis=1) & ~lost

    def register(self, month):
        return self.members(month) & self.in_tier(month, *self.register_ranks())

    def in_tier(self, month, *ranks):
        return self.nominal[pd.Timestamp(month)].isin(ranks)


@pytest.fixture(scope="module")
def bank(small):
    return Bank(small)


@pytest.fixture(scope="module")
def demo(medium):
    return Bank(medium)


def yuan(fen):
    return str((Decimal(int(fen)) / 100).quantize(Decimal("0.01")))


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_seed_gives_the_same_bytes(small, tmp_path):
    again = make(tmp_path / "again", 600, 15, 1, command=("-m", "sample_data.make"))
    assert contents(small) == contents(again)


def test_another_seed_gives_another_bank(small, tmp_path):
    other, same = contents(make(tmp_path / "other", 600, 15, 2)), contents(small)
    assert {name for name in same if same[name] == other[name]} == {
        "bank.csv", "branches.csv", "products.csv", "tiers.csv"}


def test_a_stopped_run_leaves_the_folder_as_it_was(tmp_path):
    folder = tmp_path / "bank"
    with delivery.whole_folder(folder) as part:
        (part / "bank.csv").write_text("first")
    with pytest.raises(KeyboardInterrupt), delivery.whole_folder(folder) as part:
        (part / "bank.csv").write_text("second")
        raise KeyboardInterrupt
    assert (folder / "bank.csv").read_text() == "first"


def test_too_small_a_bank_is_refused(tmp_path):
    command = [sys.executable, "sample_data/make.py", str(tmp_path / "x"), "--clients=50"]
    run = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert run.returncode == 2 and "at least 200" in run.stderr and not (tmp_path / "x").exists()


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_files_have_the_columns_of_the_contract(small, source):
    known = re.findall(r"^    (\w+) .*--", source.read_text(encoding="utf-8"), re.MULTILINE)
    large = small / f"{source.stem}.parquet"
    names = pq.read_schema(large).names if large.exists() else (
        (small / f"{source.stem}.csv").read_text(encoding="utf-8").splitlines()[0].split(","))
    assert names == known


def test_identifiers_are_text_of_19_digits_with_leading_zeros(bank):
    assert bank.clients.index.str.fullmatch(r"00\d{17}").all() and bank.clients.index.is_unique
    assert set(bank.holdings["client_id"]) == set(bank.clients.index)


def test_clients_and_aum_by_tier_are_those_of_the_truth(bank):
    names = ["below", *bank.tiers["tier_id"]]
    assert len(bank.truth["tiers"]) == 2
    for month, figures in bank.truth["tiers"].items():
        mine = bank.members(month)
        for rank, name in enumerate(names):
            group = mine & bank.in_tier(month, rank)
            found = {"clients": int(group.sum()), "aum": yuan(bank.aum.loc[group, pd.Timestamp(month)].sum())}
            assert figures.get(name, {"clients": 0, "aum": "0.00"}) == found


def test_totals_of_the_register_are_those_of_the_truth(bank):
    for month, figures in bank.truth["register"].items():
        month = pd.Timestamp(month)
        mine, t = bank.register(month), bank.months.get_loc(month)
        year = bank.contribution.loc[mine, bank.months[max(t - 11, 0):t + 1]]
        assert figures == {"clients": int(mine.sum()), "aum": yuan(bank.aum.loc[mine, month].sum()),
                           "contribution_12_months": yuan(year.to_numpy().sum())}


def test_lost_clients_are_those_of_the_truth(bank):
    groups = bank.losses.groupby(["onset", "confirmed", "kind"], dropna=False).size()
    found = {(kind, onset, None if pd.isna(confirmed) else confirmed): clients
             for (onset, confirmed, kind), clients in groups.items()}
    said = {(group["kind"], group["onset"], group["confirmed"]): group["clients"]
            for group in bank.truth["lost"]}
    assert found == said and {kind for kind, _, _ in said} == {"hard", "silent"}


def test_lost_register_clients_are_those_of_the_truth(bank):
    before = bank.losses["onset"].map(lambda onset: pd.Timestamp(onset) - pd.DateOffset(months=1))
    ranks = pd.Series([bank.nominal.at[client, month] for client, month in before.items()], before.index)
    found = bank.losses[ranks.isin(bank.register_ranks())].groupby("kind").size()
    said = pd.DataFrame(bank.truth["lost"]).groupby("kind")["register_clients"].sum()
    assert found.to_dict() == said.to_dict()


def test_losses_of_the_year_are_those_of_the_truth(bank):
    year, confirmed = bank.truth["year"], bank.losses["confirmed"].reindex(bank.clients.index)
    kind = bank.losses["kind"].reindex(bank.clients.index)
    for rank, tier in enumerate(bank.tiers["tier_id"], 1):
        mine = bank.register(year["opening"]) & bank.in_tier(year["opening"], rank)
        if rank in bank.register_ranks():
            assert year["tiers"][tier] == {
                "at_risk": mine.sum(), "lost_hard": (mine & confirmed.notna() & (kind == "hard")).sum(),
                "lost_silent": (mine & confirmed.notna() & (kind == "silent")).sum()}


def test_gaps_are_those_of_the_truth(bank):
    first = bank.present.idxmax(axis=1)
    last = bank.present.loc[:, ::-1].idxmax(axis=1)
    inside = sum(((month > first) & (month < last) & ~bank.present[month]).sum() for month in bank.months)
    assert bank.truth["gaps"] == inside > 0


def test_one_month_of_one_city_is_missing(bank):
    lost, branches = bank.truth["planted"]["lost_city_month"], bank.csv("branches").set_index("branch_id")
    moved = set(bank.csv("branch_moves")["client_id"])
    stayed = bank.clients[~bank.clients.index.isin(moved)]
    there = stayed.index[stayed["branch_id"].map(branches["city"]) == lost["city"]]
    assert len(there) and not bank.present.loc[there, pd.Timestamp(lost["month"])].any()


def rms_in_force(bank):
    """Assignments that hold on the last day, with the RM's role as `rm_role`."""
    rms = bank.csv("relationship_managers").set_index("rm_id").rename(columns={"role": "rm_role"})
    rows = bank.csv("assignments").join(rms[["rm_role", "joined_on", "left_on"]], on="rm_id")
    day = str(bank.last_day)[:10]
    holds = (rows["assigned_on"] <= day) & ((rows["ended_on"] == "") | (rows["ended_on"] > day))
    there = (rows["joined_on"] <= day) & ((rows["left_on"] == "") | (rows["left_on"] > day))
    return rows[holds & there & (rows["rm_role"] != "pool")]


def coverage_of(bank, rank):
    """(counts of a register tier on the last day, as in the truth but for contacts; its covered clients)."""
    month, rows = bank.months[-1], rms_in_force(bank)
    mine = bank.clients.index[bank.register(month) & bank.in_tier(month, rank)]
    rows = rows[rows["client_id"].isin(mine)]
    primary, advisers = rows[rows["role"] == "primary"], rows[rows["role"] == "adviser"]
    fitting = primary[primary["rm_role"] == bank.tiers["rm_role"].iloc[rank - 1]]
    counts = {"clients": len(mine), "covered": primary["client_id"].nunique(),
              "dedicated": fitting["client_id"].nunique(), "advised": advisers["client_id"].nunique()}
    return counts, primary["client_id"].unique()


def test_coverage_and_contacts_are_those_of_the_truth(bank):
    contacts = bank.parquet("contacts")
    last = pd.to_datetime(contacts[contacts["is_effective"]].groupby("client_id")["contacted_on"].max())
    for rank in bank.register_ranks():
        found, covered = coverage_of(bank, rank)
        days = (bank.last_day - last.reindex(covered)).dt.days
        interval = int(bank.tiers["contact_days"].iloc[rank - 1])
        found |= {"overdue": (days > interval).sum(), "compliant": (days <= interval - 14).sum(),
                  "due": ((days > interval - 14) & (days <= interval)).sum(), "no_record": days.isna().sum()}
        assert bank.truth["coverage"][bank.tiers["tier_id"].iloc[rank - 1]] == found


def test_loss_makers_are_those_of_the_truth(bank):
    year = bank.contribution[bank.months[-12:]].sum(axis=1)[bank.register(bank.months[-1])]
    said, peak = bank.truth["loss_makers"], year[year > 0].sum() / year.sum()
    assert said["clients"] == (year < 0).sum() > 0
    assert said["contribution_12_months"] == yuan(year[year < 0].sum())
    assert said["whale_peak"] == pytest.approx(peak, abs=1e-4)


def test_nobody_falls_to_30_percent_by_accident(demo):
    silent = demo.losses.index[demo.losses["kind"] == "silent"]
    others = demo.falls[~demo.falls["client_id"].isin(silent)]
    assert (others["aum"] / others["baseline"]).min() > 0.3


def test_silent_losses_never_come_back(demo):
    silent = demo.losses[demo.losses["kind"] == "silent"]
    rows = demo.falls.assign(onset=pd.to_datetime(demo.falls["client_id"].map(silent["onset"])))
    rows = rows[rows["month"] >= rows["onset"]]
    start = rows[rows["month"] == rows["onset"]].set_index("client_id")["baseline"]
    assert len(start) == len(silent) > 100
    assert (rows["aum"] <= 0.2501 * rows["client_id"].map(start)).all()


@pytest.mark.parametrize(("planted", "closed"), [([5, 5], [6, 6]), ([6, 3], [6, 6]), ([6, 4], [6, 6])])
def test_a_loss_that_was_not_planted_is_refused(planted, closed):
    """Client 0 stays at 100, client 1 falls to 10 in month 3 of 6."""
    aum = np.array([[100] * 6, [100] * 3 + [10] * 3])
    facts = SimpleNamespace(aum=aum, present=np.ones((2, 6), bool), closed=np.array(closed))
    if planted == [6, 3]:
        truth.check(facts, np.array(planted))
    else:
        with pytest.raises(RuntimeError, match="silent losses differ"):
            truth.check(facts, np.array(planted))


def test_movements_explain_nearly_every_change(demo):
    flows, products = demo.parquet("flows"), demo.csv("products").set_index("product_id")
    assert (flows["product_id"].map(products["counts_as_aum"]) == "true").all()
    months = pd.to_datetime(flows["flowed_on"]).dt.to_period("M").dt.to_timestamp()
    moved = flows.groupby(["client_id", months])["amount"].sum().unstack()
    moved = moved.reindex(index=demo.aum.index, columns=demo.months).fillna(0)
    both = demo.present & demo.present.shift(axis=1, fill_value=False)
    exact = (demo.aum.diff(axis=1) - moved).abs() < 1
    share = (exact & both).to_numpy().sum() / both.to_numpy().sum()
    assert 0.99 < share < 1


def test_funds_fall_by_6_percent_in_the_bad_quarter(demo):
    bad, flows = demo.truth["planted"]["bad_quarter"], demo.parquet("flows")

    def rows_of(rows, date):
        month = pd.to_datetime(rows[date]).dt.strftime("%Y-%m")
        return rows[rows["product_id"].isin(bad["products"]) & month.isin(bad["months"])]

    market = rows_of(flows[flows["kind"] == "market"], "flowed_on")["amount"].sum()
    held = rows_of(demo.holdings, "month")["average_balance"].sum() / 3
    assert market / held == pytest.approx(-0.06, abs=0.01)


def test_the_exclusive_product_earns_what_its_twin_earns(demo):
    planted = demo.truth["planted"]
    sums = demo.holdings.groupby("product_id")[["average_balance", "fee_income"]].sum()
    rate = sums["fee_income"] / sums["average_balance"]
    assert rate[planted["exclusive_product"]] == pytest.approx(rate[planted["ordinary_twin"]], rel=1e-4)


def test_quarter_ends_are_dressed_up_by_one_client_in_twenty(demo):
    month = demo.months[demo.months.month % 3 == 0][-1]
    rows = demo.holdings[pd.to_datetime(demo.holdings["month"]) == month]
    sums = rows.groupby("client_id")[["balance", "average_balance"]].sum()
    assert (sums["balance"] > 1.2 * sums["average_balance"]).mean() == pytest.approx(0.05, abs=0.015)


def test_suspected_duplicates_share_number_phone_and_year(demo):
    pairs = demo.truth["planted"]["duplicates"]["client_ids"]
    assert 2 * len(pairs) / len(demo.clients) == pytest.approx(0.005, abs=0.0005)
    for one, other in pairs:
        same = ["identity_number", "phone", "birth_year"]
        assert one != other and demo.clients.loc[one, same].equals(demo.clients.loc[other, same])


def test_some_names_look_like_formulas(demo):
    names = demo.clients["client_name"]
    assert sorted(names[names.str.match("[=@]")]) == ["=1+1", "=2*3", "@SUM(1,1)"]


def test_the_register_has_the_size_that_was_asked_for(demo):
    assert demo.truth["register"]["2026-10"]["clients"] == pytest.approx(6000, rel=0.03)


def test_tiers_have_the_shares_of_the_tail(demo):
    figures, register = demo.truth["tiers"]["2026-10"], demo.truth["register"]["2026-10"]["clients"]
    names = ("select", "wealth", "premier", "private")
    shares = {tier: figures[tier]["clients"] / register for tier in names}
    assert shares == {"select": pytest.approx(0.63, abs=0.04), "wealth": pytest.approx(0.29, abs=0.03),
                      "premier": pytest.approx(0.053, abs=0.012), "private": pytest.approx(0.021, abs=0.006)}


def test_aum_is_as_unequal_as_in_banks(demo):
    month = demo.months[-1]
    ordered = np.sort(demo.aum.loc[demo.register(month), month].to_numpy(float))
    n = len(ordered)
    gini = (2 * np.arange(1, n + 1) - n - 1) @ ordered / (n * ordered.sum())
    assert gini == pytest.approx(0.65, abs=0.05)
    assert ordered[-n // 5:].sum() / ordered.sum() == pytest.approx(0.71, abs=0.04)


@pytest.mark.parametrize(("tier", "rate", "within"), [("select", 0.12, 0.02), ("wealth", 0.08, 0.02),
                                                       ("premier", 0.065, 0.035)])
def test_attrition_is_that_of_the_tier(demo, tier, rate, within):
    year = demo.truth["year"]["tiers"][tier]
    assert (year["lost_hard"] + year["lost_silent"]) / year["at_risk"] == pytest.approx(rate, abs=within)


@pytest.mark.parametrize(("tier", "covered", "within", "done", "about"), [
    ("select", 0.70, 0.02, 0.35, 0.1), ("wealth", 0.88, 0.02, 0.55, 0.1), ("premier", 0.95, 0.03, 0.65, 0.1),
    ("private", 0.99, 0.06, 0.80, 0.15)])  # the clients of few RMs, each of whom keeps contact or does not
def test_coverage_and_contacts_done_are_those_of_the_tier(demo, tier, covered, within, done, about):
    counts = demo.truth["coverage"][tier]
    assert counts["covered"] / counts["clients"] == pytest.approx(covered, abs=within)
    assert (counts["compliant"] + counts["due"]) / counts["covered"] == pytest.approx(done, abs=about)


@pytest.mark.parametrize(("tier", "share", "within"), [("select", 0.18, 0.03), ("wealth", 0.09, 0.02),
                                                        ("premier", 0.05, 0.03)])
def test_some_clients_cost_more_than_they_earn(demo, tier, share, within):
    clients = demo.truth["tiers"]["2026-10"][tier]["clients"]
    assert demo.truth["loss_makers"]["tiers"][tier] / clients == pytest.approx(share, abs=within)
    assert demo.truth["loss_makers"]["whale_peak"] > 1.03


def test_weak_branches_lose_more_and_the_mixed_one_only_seems_to(demo):
    planted, opening, select = demo.truth["planted"], demo.truth["year"]["opening"], 2
    mine = demo.register(opening) & demo.in_tier(opening, select)
    lost = demo.losses["confirmed"].reindex(demo.clients.index).notna()[mine]
    rate = lost.groupby(demo.clients["branch_id"][mine]).mean()
    assert rate[planted["weak_branches"]].mean() > 1.4 * lost.mean()
    assert rate[planted["mix_only_branch"]] < 1.3 * lost.mean()
