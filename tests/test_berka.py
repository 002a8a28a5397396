"""A real bank, reshaped and loaded: figures known beforehand, on input that nobody made up."""

import math
import os
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from queries.database import cursor
from queries.load import load
from queries.reshape import reshape

REPOSITORY = Path(__file__).parents[1]
RAW = Path(os.environ.get("BERKA_RAW", REPOSITORY.parent / "shared/data/berka"))
LAST = "1994-03"
YEAR = ("1993-04", LAST)

pytestmark = pytest.mark.skipif(
    not (RAW / "account.asc").is_file(),
    reason="the bank's raw files are not here; name their folder in the environment variable BERKA_RAW",
)


@pytest.fixture(scope="module")
def delivery(tmp_path_factory) -> Path:
    """The folder into which the raw files were reshaped."""
    folder = tmp_path_factory.mktemp("berka") / "delivery"
    reshape(REPOSITORY / "sample_data/berka.sql", RAW, folder)
    return folder


@pytest.fixture(scope="module")
def holdings(delivery) -> pd.DataFrame:
    return pd.read_csv(delivery / "holdings.csv", dtype={"client_id": str})


@pytest.fixture(scope="module")
def book(holdings) -> pd.Series:
    """Balance of each client at the end of the last month."""
    return holdings[holdings.month == LAST].set_index("client_id").balance


@pytest.fixture(scope="module")
def year(holdings, book) -> pd.DataFrame:
    """Fees and interest of each client of the last month over its last twelve months."""
    rows = holdings[holdings.month.between(*YEAR)]
    return rows.groupby("client_id")[["fee_income", "interest_income"]].sum().reindex(book.index)


@pytest.fixture(scope="module")
def bank(delivery, tmp_path_factory):
    """A cursor on the bank as loaded."""
    with cursor(load(delivery, tmp_path_factory.mktemp("data"))) as con:
        yield con


def gini(amounts: pd.Series) -> float:
    """Half the mean absolute difference of all pairs, over the mean."""
    x = amounts.to_numpy(float)
    return np.abs(x[:, None] - x[None, :]).mean() / (2 * x.mean())


def top_share(amounts: pd.Series, part: float) -> float:
    """What the ceil(part × n) clients with the largest amounts hold of the whole."""
    return amounts.nlargest(math.ceil(part * len(amounts))).sum() / amounts.sum()


def movements() -> pd.DataFrame:
    """The raw transactions with the signed sum of each account up to the end of the day."""
    rows = pd.read_csv(RAW / "trans_1993-01_1994-04.csv.gz", parse_dates=["date"])
    rows["signed"] = rows.amount.where(rows.type == "credit", -rows.amount)
    days = rows.groupby(["account_id", "date"]).signed.sum().groupby("account_id").cumsum()
    return rows.join(days.rename("followed"), on=["account_id", "date"])


def last_days(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of each account's last day with a transaction in each month, in the file's order."""
    rows = rows.assign(month=rows.date.dt.strftime("%Y-%m"))
    return rows[rows.date == rows.groupby(["account_id", "month"]).date.transform("max")]


def client_of_account() -> pd.Series:
    owners = pd.read_csv(RAW / "disp.asc", sep=";", dtype=str).query("type == 'OWNER'")
    return owners.set_index("A" + owners.account_id.str.zfill(10)).client_id


def test_every_account_opened_by_the_last_day_is_a_client(delivery):
    clients = pd.read_csv(delivery / "clients.csv", dtype={"client_id": str})
    assert len(clients) == clients.client_id.nunique() == 1_252
    assert clients.joined_on.max() <= "1994-04-19"


def test_clients_and_book_of_each_month(holdings):
    months = holdings.groupby("month").agg(
        clients=("client_id", "nunique"), rows=("balance", "size"), book=("balance", "sum"))
    assert list(months.index) == [str(m) for m in pd.period_range("1993-01", LAST, freq="M")]
    assert (months.clients == months.rows).all()
    known = {"1993-01": (96, 632_744), "1993-06": (554, 15_946_013), "1993-12": (1_139, 36_575_468),
             # Two rows of account 4743 are equally near to its signed sum, 10,722 and 10,724. The figure
             # known beforehand took 10,724; the account's next movement starts from 6,805 + 3,917 = 10,722.
             "1994-01": (1_163, 31_218_944 - 2), LAST: (1_229, 39_175_429)}
    assert {m: (months.clients[m], months.book[m]) for m in known} == known


def test_no_client_is_lost(holdings):
    months = [set(rows.client_id) for _, rows in holdings.groupby("month")]
    assert all(before <= after for before, after in pairwise(months))


def test_balances_follow_the_signed_sums(holdings):
    rows = movements()
    nearest = (rows.balance - rows.followed).abs().groupby([rows.account_id, rows.date]).min()
    assert nearest.max() == 9
    ends = last_days(rows).drop_duplicates(["account_id", "month"])
    ends = ends.assign(client_id=ends.account_id.map(client_of_account()))
    both = holdings.merge(ends[["client_id", "month", "followed"]], on=["client_id", "month"])
    assert len(both) == ends[ends.month <= LAST].shape[0]
    assert (both.balance - both.followed).abs().max() <= 9


def test_the_last_row_of_a_month_is_often_another_balance(holdings):
    naive = last_days(movements()).drop_duplicates(["account_id", "month"], keep="last")
    naive = naive.assign(client_id=naive.account_id.map(client_of_account()))
    both = holdings.merge(naive[["client_id", "month", "balance"]], on=["client_id", "month"])
    assert (both.balance_x != both.balance_y).mean() > 0.2


def test_a_month_without_transactions_keeps_the_balance(holdings):
    there = last_days(movements())
    there = set(zip(there.account_id.map(client_of_account()), there.month, strict=True))
    held = holdings.sort_values(["client_id", "month"])
    held["before"] = held.groupby("client_id").balance.shift()
    still = held[[pair not in there for pair in zip(held.client_id, held.month, strict=True)]]
    assert len(still) > 0
    assert (still.balance == still.before).all()
    assert (still[["fee_income", "interest_income"]] == 0).all(axis=None)


def test_the_book_is_not_concentrated(book):
    assert round(gini(book), 6) == 0.267234
    assert [round(top_share(book, part), 6) for part in (0.01, 0.1, 0.2)] == [0.031684, 0.206949, 0.354475]


def test_fees_of_twelve_months(year):
    assert (len(year), year.fee_income.sum()) == (1_229, 91_591)
    assert round(gini(year.fee_income), 6) == 0.523009
    assert round(top_share(year.fee_income, 0.2), 6) == 0.500366


def test_no_client_earns_more_than_its_interest(year):
    contribution = year.sum(axis=1)
    assert contribution.sum() == -1_143_514
    assert [(contribution < 0).sum(), (contribution == 0).sum(), (contribution > 0).sum()] == [1_141, 88, 0]


def test_clients_of_each_tier(delivery, book):
    tiers = pd.read_csv(delivery / "tiers.csv")
    places = np.searchsorted(tiers.min_aum, book.clip(lower=0), side="right")
    assert np.bincount(places)[1:].tolist() == [45, 417, 618, 126, 19, 4]


def test_the_bank_as_loaded(bank, holdings):
    months = bank.execute("select strftime(month, '%Y-%m'), count(*), sum(aum) from client_months"
                          " group by month order by month")
    expected = holdings.groupby("month").balance.agg(["size", "sum"])
    assert [(m, n, float(aum)) for m, n, aum in months.fetchall()] == list(expected.itertuples(name=None))
    name = bank.execute("select bank_name, currency from bank").fetchall()
    assert name == [("Berka (Czech bank, 1993-1994)", "CZK")]


def test_tiers_as_loaded(bank):
    tiers = bank.execute(
        "select tier_rank, count(*) from client_months where month = $last::date"
        " group by tier_rank order by tier_rank", {"last": f"{LAST}-01"})
    assert tiers.fetchall() == list(enumerate((45, 417, 618, 126, 19, 4), 1))


def test_contribution_as_loaded(bank):
    found = bank.execute(
        "select count(*) filter (contribution_12m < 0), count(*) filter (contribution_12m = 0),"
        " count(*) filter (contribution_12m > 0), sum(contribution_12m)"
        " from client_months where month = $last::date", {"last": f"{LAST}-01"})
    assert found.fetchone() == (1_141, 88, 0, -1_143_514)


def test_no_client_is_lost_as_loaded(bank):
    """No account is closed, and the policies say that a current account shows no silent loss."""
    found = bank.execute(
        "select count(*), count(loss_kind), bool_and(is_register) from client_months where month = $last::date",
        {"last": f"{LAST}-01"})
    assert found.fetchone() == (1_229, 0, True)


def test_every_month_is_complete_as_loaded(bank):
    assert bank.execute("select count(*), bool_and(is_complete) from months").fetchone() == (15, True)
