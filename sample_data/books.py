"""The bank's books: holdings, what they earn, movements of money and services, month by month.

Money in the rows is in whole fen (1/100 yuan), as int64; everything before is in yuan, as floats.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sample_data import bank
from sample_data.life import Life, Setting
from sample_data.people import Calendar, Market, Weights

LOAN_COUNT = len(bank.LOANS)
COUNTING = len(bank.PRODUCTS) - LOAN_COUNT
KINDS = ["external", "internal", "interest", "market", "fx"]
EXTERNAL, INTERNAL, INTEREST, MARKET, FX = range(5)
SERVICES = ["airport lounge", "medical", "tax advice", "legal advice", "education", "events"]
UNRECORDED = 0.003
LOAN_REPAID = {"L01": 0.996, "L02": 0.975}


class Holdings(NamedTuple):
    """Holdings of one month by client and product; all but the first two in fen."""

    client: np.ndarray
    product: np.ndarray
    balance: np.ndarray
    average_balance: np.ndarray
    interest_income: np.ndarray
    fee_income: np.ndarray
    expected_loss: np.ndarray
    cost_to_serve: np.ndarray


class Flows(NamedTuple):
    """Movements of one month by day, client and product; `amount` in fen, `kind` a number in KINDS."""

    day: np.ndarray
    client: np.ndarray
    product: np.ndarray
    amount: np.ndarray
    kind: np.ndarray


class Services(NamedTuple):
    """Services of one month by client; `service` a number in SERVICES, `cost` in fen."""

    client: np.ndarray
    service: np.ndarray
    cost: np.ndarray


class Margins(NamedTuple):
    """What a balance earns in a year, clients x products, and what a client costs in a month, in yuan."""

    interest: np.ndarray
    fee: np.ndarray
    cost: np.ndarray


def _fitted(target: np.ndarray, fixed: np.ndarray, free: np.ndarray) -> np.ndarray:
    """The factors by which the free part has to grow so that both parts make the target, by tier."""
    return np.clip((target - fixed) / np.maximum(free, 1e-9), 0.1, 5)


def draw_margins(setting: Setting, weights: Weights, rng: np.random.Generator) -> Margins:
    """Rates of the products, moved by tier so that income and its fee part are what is usual in the tier.

    Exclusive products and their ordinary twins earn the same everywhere, and loans what they always earn.
    """
    people, tiers = setting.people, setting.tiers
    amounts = np.hstack([people.wealth[:, None] * weights.shares[-1], people.loans])
    interest = np.array([product.interest for product in bank.PRODUCTS])
    fee = np.array([product.fee for product in bank.PRODUCTS])
    twins = {product.twin for product in bank.PRODUCTS if product.twin}
    moves = np.array([product.product_id not in twins | set(bank.LOANS) and not product.twin
                      for product in bank.PRODUCTS])
    sums = np.stack([np.bincount(people.tier, column, len(tiers)) for column in amounts.T], axis=1)
    income = bank.habit(tiers, "income") * sums[:, :COUNTING].sum(axis=1)
    fees = income * bank.habit(tiers, "fees")
    more_interest = _fitted(income - fees, sums @ (interest * ~moves), sums @ (interest * moves))
    more_fees = _fitted(fees, sums @ (fee * ~moves), sums @ (fee * moves))
    own = rng.lognormal(-0.02, 0.2, len(people))[:, None]
    return Margins(np.where(moves, interest * more_interest[people.tier, None] * own, interest),
                   np.where(moves, fee * more_fees[people.tier, None] * own, fee),
                   draw_costs(setting, rng))


def draw_costs(setting: Setting, rng: np.random.Generator) -> np.ndarray:
    """Monthly cost of serving each client in yuan: a share of its usual income, for some more than all."""
    people, tiers = setting.people, setting.tiers
    ratio = bank.habit(tiers, "thin")[people.tier] * np.exp(0.9 * rng.standard_normal(len(people)))
    ratio = np.minimum(ratio, np.array([3, 3, 2.6, 2.0, 1.6, 1.3])[people.tier])
    return ratio * bank.habit(tiers, "income")[people.tier] * people.wealth / 12


@dataclass
class Books:
    """Writes the books month by month and keeps what the truth is worked out from, n x months."""

    life: Life
    weights: Weights
    market: Market
    rng: np.random.Generator

    def __post_init__(self):
        setting = self.life.setting
        n, months = self.life.aum.shape
        self.margins = draw_margins(setting, self.weights, self.rng)
        self.before = np.zeros((n, COUNTING), np.int64)
        self.aum = np.zeros((n, months), np.int64)            # of the rows written, fen
        self.contribution = np.zeros((n, months), np.int64)   # fen
        self.present = np.zeros((n, months), bool)

    def month(self, t: int) -> tuple[Holdings, Flows, Services]:
        """The rows of month t; months have to be asked for in order."""
        here = self.life.here(t)
        average = self._average(t, here)
        flows = self._flows(t, average, here)
        services = draw_services(self.life, t, self.rng)
        holdings = self._holdings(t, average, here)
        self.before = average
        self._keep(t, holdings, services)
        return holdings, flows, services

    def _average(self, t: int, here: np.ndarray) -> np.ndarray:
        """Average balance of the products that count, n x products, in fen."""
        aum = np.where(here, self.life.aum[:, t], 0)
        return np.rint(self.weights.shares[t] * aum[:, None] * 100).astype(np.int64)

    def _loans(self, t: int, here: np.ndarray) -> np.ndarray:
        repaid = np.array([LOAN_REPAID[product] for product in bank.LOANS]) ** t
        return np.rint(self.life.setting.people.loans * repaid * here[:, None] * 100).astype(np.int64)

    def _balance(self, t: int, average: np.ndarray) -> np.ndarray:
        """Month-end balance: demand deposits wobble, and some clients dress theirs up as a quarter ends."""
        n, wobble = len(average), np.zeros(average.shape[1])
        wobble[[0, 1]] = 0.08
        wobble[[p for p, product in enumerate(bank.PRODUCTS[:COUNTING]) if product.family == "funds"]] = 0.008
        noise = 1 + wobble * self.rng.standard_normal(average.shape).clip(-2.5, 2.5)
        balance = np.rint(average * noise).astype(np.int64)
        if self.life.setting.calendar.ends_quarter[t]:
            spikes = self.life.setting.people.spiky * self.rng.uniform(0.3, 1.0, n) * average.sum(axis=1)
            balance[np.arange(n), (average > 0).argmax(axis=1)] += np.rint(spikes).astype(np.int64)
        return balance

    def _holdings(self, t: int, average: np.ndarray, here: np.ndarray) -> Holdings:
        """Rows of the clients that the month's files have, as far as they hold anything."""
        loans = self._loans(t, here)
        balance, average = np.hstack([self._balance(t, average), loans]), np.hstack([average, loans])
        client, product = np.nonzero((average > 0) & ~self.life.setting.gaps[:, [t]])
        held = average[client, product]
        share = 100 / np.maximum((average > 0).sum(axis=1), 1)
        return Holdings(
            client, product, balance[client, product], held,
            np.rint(held * self.margins.interest[client, product] / 12).astype(np.int64),
            np.rint(held * self.margins.fee[client, product] / 12).astype(np.int64),
            np.rint(held * (product >= COUNTING) * bank.LOAN_LOSS / 12).astype(np.int64),
            np.rint((self.margins.cost * share)[client]).astype(np.int64),
        )

    def _keep(self, t: int, rows: Holdings, services: Services) -> None:
        n = len(self.aum)
        counts = rows.product < COUNTING
        margin = rows.interest_income + rows.fee_income - rows.expected_loss - rows.cost_to_serve
        np.add.at(self.aum[:, t], rows.client[counts], rows.average_balance[counts])
        np.add.at(self.contribution[:, t], rows.client, margin)
        np.subtract.at(self.contribution[:, t], services.client, services.cost)
        self.present[:, t] = np.bincount(rows.client, minlength=n) > 0

    def _flows(self, t: int, average: np.ndarray, here: np.ndarray) -> Flows:
        """What explains the change of every average balance since the month before; a few are left out."""
        setting, people = self.life.setting, self.life.setting.people
        parts = move(self.before, average, self.market.growth[t, :COUNTING], self.market.fx[t, :COUNTING],
                     self._stirred(t, here), self._bought(t), self.weights.shares[t]) if t else []
        rows = [(client, product, amount[client, product], np.full(len(client), kind))
                for kind, amount in parts for client, product in [np.nonzero(amount)]]
        if not rows:
            return Flows(*(np.empty(0, np.int64),) * 5)
        client, product, amount, kind = (np.concatenate(part) for part in zip(*rows, strict=True))
        kept = (kind != EXTERNAL) | (self.rng.random(len(client)) >= UNRECORDED)
        client, product, amount, kind = client[kept], product[kept], amount[kept], kind[kept]
        joining = people.first[client] == t
        day = flow_days(setting.calendar, t, client, kind, np.where(joining, people.joined_on[client], 0))
        order = np.lexsort((kind, product, client, day))
        return Flows(day[order], client[order], product[order], amount[order], kind[order])

    def _stirred(self, t: int, here: np.ndarray) -> np.ndarray:
        """Clients who put money in or take it out in month t."""
        grown = self.life.aum[:, t - 1] * self.life.setting.growth[:, t]
        return ~here | (np.abs(self.life.aum[:, t] - grown) > 1 + 1e-9 * grown)

    def _bought(self, t: int) -> np.ndarray:
        """Clients who begin to hold a product in month t."""
        people = self.life.setting.people
        return ((people.since[:, :COUNTING] == t) & (people.held[:, :COUNTING] > 0)).any(axis=1)


def move(before, after, growth, fx, stirred, bought, shares) -> list[tuple[int, np.ndarray]]:
    """(kind, amounts n x products in fen) whose sum over kinds is `after - before`.

    Clients who are not `stirred` bring nothing in: what changes is the market, and switches if they `bought`.
    """
    change = after - before
    by_rate = np.rint(before * (fx - 1)).astype(np.int64)
    by_market = np.rint(before * (growth - 1)).astype(np.int64) - by_rate
    still, gone = ~stirred & ~bought, after.sum(axis=1) == 0
    by_market[gone], by_rate[gone] = 0, 0
    by_market[still] = (change - by_rate)[still]
    rest = change - by_rate - by_market
    in_or_out = rest * stirred[:, None]
    both = stirred & bought & ~gone
    in_or_out[both] = np.rint(rest[both].sum(axis=1, keepdims=True) * shares[both]).astype(np.int64)
    is_interest = np.array([product.kind == "interest" for product in bank.PRODUCTS[:COUNTING]])
    return [(EXTERNAL, in_or_out), (INTERNAL, rest - in_or_out), (INTEREST, by_market * is_interest),
            (MARKET, by_market * ~is_interest), (FX, by_rate)]


def flow_days(calendar: Calendar, t: int, client, kind, joined) -> np.ndarray:
    """The day of each movement: the client's own day, the 21st for interest, the last for everything else.

    `joined` is the day of joining in the first month of a client, else 0.
    """
    own = calendar.starts[t] + 1 + client % 26
    later = np.where(kind == INTEREST, calendar.starts[t] + 20, calendar.ends[t])
    day = np.where(kind >= INTEREST, later, own)
    return np.where((joined > 0) & (kind <= INTERNAL), joined, day)


def draw_services(life: Life, t: int, rng: np.random.Generator) -> Services:
    """Services of month t: the higher the tier, the more often and the dearer."""
    setting = life.setting
    tier = np.maximum(life.tier_in(t), 0)
    chance = bank.habit(setting.tiers, "services")[tier] * (life.here(t) & (life.onset > t))
    client = np.flatnonzero(rng.random(len(tier)) < chance)
    usual = bank.habit(setting.tiers, "service_cost")[tier[client]]
    cost = np.maximum(np.rint(usual * rng.lognormal(0, 0.5, len(client)) / 10) * 10, 10)
    return Services(client, rng.integers(0, len(SERVICES), len(client)), (cost * 100).astype(np.int64))
