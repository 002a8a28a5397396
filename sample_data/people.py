"""Who the clients are, what they would own if nobody ever left, and which months the bank has lost.

Arrays run over clients (n), months (T, 0 is the first), branches and products of `bank.PRODUCTS`.
Days are whole numbers since 1970-01-01. Money is in yuan, as floats, until the rows are written.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sample_data import bank

YEARLY_LOSS = 0.105
NEWCOMERS = 0.10
POOL_SHARE = 0.36
KNEE, CAP = 10_000_000, 1_000_000_000
ALPHA_LOW, ALPHA_HIGH = 1.14, 1.50
SURNAMES = "王李张刘陈杨赵黄周吴徐孙朱马胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余"
INDUSTRIES = ["manufacturing", "trade", "technology", "property", "health", "education", "public service",
              "professional services", "agriculture", "retired"]
GROUPS = ["affluent", "business travel", "cross-border", "consumer finance", "internet"]
NO_SUCH_DISTRICT = "990000"
BAD_QUARTER = 0.94
SPREADSHEET_NAMES = ["=1+1", "=2*3", "@SUM(1,1)"]


class Calendar:
    """The months of the sample bank: `starts` and `ends` are their first and last days."""

    def __init__(self, months: int):
        self.months = np.arange(bank.LAST_MONTH - months + 1, bank.LAST_MONTH + 1)
        self.starts = self.months.astype("M8[D]").astype(np.int64)
        self.ends = (self.months + 1).astype("M8[D]").astype(np.int64) - 1
        self.of_year = self.months.astype(np.int64) % 12 + 1
        self.ends_quarter = self.of_year % 3 == 0

    def __len__(self) -> int:
        return len(self.months)

    def number(self, days: np.ndarray) -> np.ndarray:
        """The month of each day; days before the first month are negative."""
        months = np.asarray(days, np.int64).astype("M8[D]").astype("M8[M]")
        return (months - self.months[0]).astype(np.int64)

    def bad_quarter(self) -> np.ndarray:
        """The three months of the calendar quarter that ended about seven months before the end."""
        last = max(t for t in range(len(self)) if self.ends_quarter[t] and t <= max(len(self) - 8, 3))
        return np.arange(max(last - 2, 1), last + 1)


@dataclass
class People:
    """The clients, one entry each; what happens to them month by month is in `life`."""

    client_id: np.ndarray
    wealth: np.ndarray       # AUM in the last month if nothing happened, yuan
    tier: np.ndarray         # tier of that AUM
    branch: np.ndarray       # branch in the last month
    old_branch: np.ndarray   # branch before the move
    moved_in: np.ndarray     # month of the move, T where none
    joined_on: np.ndarray    # day
    first: np.ndarray        # first month with holdings
    held: np.ndarray         # n x products: usual amount of each product beside the others, 0 where not held
    since: np.ndarray        # n x products: month from which the product is held
    loans: np.ndarray        # n x 2: loan at the beginning, yuan
    spiky: np.ndarray        # dresses up its balance at the end of quarters

    def __len__(self) -> int:
        return len(self.client_id)

    def branch_in(self, t: int) -> np.ndarray:
        """The branch of every client in month t."""
        return np.where(t < self.moved_in, self.old_branch, self.branch)


def tail(u: np.ndarray, floor: float = 200_000) -> np.ndarray:
    """AUM in yuan for uniform `u` in (0, 1]: a Pareto tail from `floor`, steeper above 10 million."""
    above = (floor / KNEE) ** ALPHA_LOW
    low = floor * u ** (-1 / ALPHA_LOW)
    high = KNEE * (np.minimum(u, above) / above) ** (-1 / ALPHA_HIGH)
    return np.minimum(np.where(u > above, low, high), CAP)


def survival(years: float) -> tuple[float, float]:
    """Expected share still there at the end: of those there at the beginning, of those who join later."""
    whole = np.exp(-YEARLY_LOSS * years)
    return whole, (1 - whole) / (YEARLY_LOSS * years)


def head_count(clients: int, months: int) -> tuple[int, int, float]:
    """How many to invent in the register and below it, and the share of them who join after the beginning."""
    old, new = survival(months / 12)
    newcomers = 1 - np.exp(-NEWCOMERS * months / 12)
    kept = (1 - newcomers) * old + newcomers * new
    register = round(0.95 * clients / kept)
    return register, round(register * POOL_SHARE), newcomers


def identifiers(rng: np.random.Generator, n: int) -> np.ndarray:
    """`n` identifiers of 19 digits, ascending, the first two of them zeros."""
    numbers = np.cumsum(rng.integers(1, 200, n)) + 1_000_000
    return np.strings.add("0062260000", np.strings.zfill(numbers.astype("U9"), 9))


def draw_wealth(rng: np.random.Generator, register: int, pool: int) -> np.ndarray:
    """AUM at the end of `register` clients from 200,000 up and of `pool` clients below it, shuffled."""
    upper = tail(1 - rng.random(register))
    depth = ALPHA_LOW * register / pool      # as dense at the threshold on either side of it
    below = -np.log(1 - rng.random(pool) * (1 - 2.0 ** -depth)) / depth
    lower = 200_000 * np.exp(-below)
    return rng.permutation(np.concatenate([upper, lower]))


def draw_joining(rng: np.random.Generator, n: int, newcomers: float, calendar: Calendar):
    """(day of joining, first month with holdings); most clients were there years before the first month."""
    years = np.minimum(rng.gamma(1.6, 4.2, n), 28) + 0.02
    before = calendar.starts[0] - 1 - (years * 365.25).astype(np.int64)
    month = rng.integers(1, len(calendar), n)
    later = calendar.starts[month] + rng.integers(0, 28, n)
    is_new = rng.random(n) < newcomers
    return np.where(is_new, later, before), np.where(is_new, month, 0)


class Places(NamedTuple):
    """The branches that are meant to be noticed."""

    weak: list[int]
    mixed: int


def places(count: int) -> Places:
    """Two branches that lose too many clients, and one that only seems to because its clients are small."""
    return Places([1, count - 1], count // 2)


def draw_branch(rng: np.random.Generator, tier: np.ndarray, count: int, tiers: int) -> np.ndarray:
    """A branch for every client: sizes differ, some branches have richer clients, one hardly any."""
    size = rng.lognormal(0, 0.35, count)
    taste = rng.normal(0, 0.22, count)
    size[places(count).weak] = np.maximum(size[places(count).weak], 1.25)
    taste[places(count).weak] = 0
    size[places(count).mixed], taste[places(count).mixed] = 2.2, -2.5
    branch = np.empty(len(tier), np.int64)
    for k in range(tiers):
        chance = size * np.exp(taste * max(k - 1, 0))
        mine = tier == k
        branch[mine] = rng.choice(count, mine.sum(), p=chance / chance.sum())
    return branch


def draw_moves(rng: np.random.Generator, branch: np.ndarray, first: np.ndarray, count: int, months: int):
    """(earlier branch, month of the move): 1.5 % of the clients move once; the month is T for the others."""
    n = len(branch)
    month = first + 2 + (rng.random(n) * np.maximum(months - first - 3, 1)).astype(np.int64)
    moves = (rng.random(n) < 0.015) & (month < months - 1)
    old = np.where(moves, (branch + rng.integers(1, count, n)) % count, branch)
    return old, np.where(moves, month, months)


def draw_products(rng: np.random.Generator, tier: np.ndarray, first: np.ndarray, months: int):
    """(usual amounts n x products, month since when n x products)."""
    n = len(tier)
    held = np.zeros((n, len(bank.PRODUCTS)))
    for family, (_, _, shares) in bank.FAMILIES.items():
        columns = [p for p, product in enumerate(bank.PRODUCTS) if product.family == family]
        some = np.zeros((n, len(columns)), bool)
        for place, p in enumerate(columns):
            some[:, place] = rng.random(n) < np.array(bank.PRODUCTS[p].held)[tier]
        some[~some.any(axis=1), 0] = True
        some &= (rng.random(n) < np.array(shares)[tier])[:, None]
        for place, p in enumerate(columns):
            held[:, p] = some[:, place] * np.array(bank.PRODUCTS[p].size)[tier] * rng.gamma(2, 0.5, n)
    return _with_an_account(held, rng), _draw_starts(rng, first, months, len(bank.PRODUCTS))


def _with_an_account(held: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Everybody without any product that counts gets a demand deposit; no amount is next to nothing."""
    counting = len(bank.PRODUCTS) - len(bank.LOANS)
    without = ~(held[:, :counting] > 0).any(axis=1)
    held[without, 0] = 1
    return np.where(held > 0, np.maximum(held, 0.03), 0)


def _draw_starts(rng: np.random.Generator, first: np.ndarray, months: int, products: int) -> np.ndarray:
    """The month of the first purchase: 0 for most; a quarter of the products come during the months shown."""
    n = len(first)
    later = first[:, None] + 1 + (rng.random((n, products)) * (months - first - 1)[:, None]).astype(np.int64)
    return np.where(rng.random((n, products)) < 0.22, later, 0)


def draw_loans(rng: np.random.Generator, held: np.ndarray) -> np.ndarray:
    """Loans at the beginning, n x 2, in yuan."""
    usual = np.array([bank.LOAN_SIZE[product] for product in bank.LOANS])
    amounts = usual * rng.lognormal(0, 0.5, (len(held), len(usual)))
    return np.where(held[:, -len(usual):] > 0, np.round(amounts, -3), 0)


def _first_product_from_the_start(held: np.ndarray, since: np.ndarray) -> None:
    """A client's first product that counts is there from the beginning, so that it always holds something."""
    counting = len(bank.PRODUCTS) - len(bank.LOANS)
    since[np.arange(len(held)), (held[:, :counting] > 0).argmax(axis=1)] = 0


def draw_people(seed: int, clients: int, calendar: Calendar, tiers: list[bank.Tier], count: int) -> People:
    """All the clients that are ever seen, about `clients` of them in the register in the last month."""
    rng = np.random.default_rng([seed, 1])
    register, pool, newcomers = head_count(clients, len(calendar))
    wealth = draw_wealth(rng, register, pool)
    n = len(wealth)
    tier = np.searchsorted([step.min_aum for step in tiers], wealth, "right") - 1
    joined_on, first = draw_joining(rng, n, newcomers, calendar)
    branch = draw_branch(rng, tier, count, len(tiers))
    old_branch, moved_in = draw_moves(rng, branch, first, count, len(calendar))
    held, since = draw_products(rng, tier, first, len(calendar))
    _first_product_from_the_start(held, since)
    return People(identifiers(rng, n), wealth, tier, branch, old_branch, moved_in, joined_on, first, held,
                  since, draw_loans(rng, held), rng.random(n) < 0.05)


class Market(NamedTuple):
    """What a product's balance grows by of itself, months x products, as ratios to the month before."""

    growth: np.ndarray   # everything together
    fx: np.ndarray       # the part that comes from the exchange rate


def draw_market(seed: int, calendar: Calendar) -> Market:
    """Interest, prices and exchange rates; funds lose 6 % over one bad quarter."""
    rng = np.random.default_rng([seed, 2])
    local, fx = np.ones((2, len(calendar), len(bank.PRODUCTS)))
    rate = {"USD": rng.normal(0, 0.006, len(calendar)), "HKD": rng.normal(0, 0.006, len(calendar))}
    for p, product in enumerate(bank.PRODUCTS):
        step = product.growth / 4 * calendar.ends_quarter if product.quarterly else product.growth / 12
        local[:, p] += step + rng.normal(0, 1, len(calendar)).clip(-2, 2) * product.wobble
        if product.product_id in bank.SHAKEN:
            local[calendar.bad_quarter(), p] = BAD_QUARTER ** (1 / 3)
        if product.currency in rate:
            fx[:, p] += rate[product.currency].clip(-0.012, 0.012)
    return Market(local * fx, fx)


class Weights(NamedTuple):
    """How a client's AUM is spread over its products."""

    shares: np.ndarray    # months x n x products that count, each row sums to 1
    growth: np.ndarray    # n x months: growth of the whole since the month before without any movement


def spread(people: People, market: Market) -> Weights:
    """Products grow with the market and come in when they are bought."""
    counting = market.growth.shape[1] - len(bank.LOANS)
    prices = np.cumprod(market.growth[:, :counting], axis=0)
    months, n = len(prices), len(people)
    shares, growth = np.empty((months, n, counting)), np.ones((n, months))
    for t in range(months):
        amounts = people.held[:, :counting] * (people.since[:, :counting] <= t) * prices[t]
        shares[t] = amounts / amounts.sum(axis=1, keepdims=True)
        if t:
            growth[:, t] = (shares[t - 1] * market.growth[t, :counting]).sum(axis=1)
    return Weights(shares, growth)


def draw_movements(seed: int, wealth: np.ndarray, months: int) -> np.ndarray:
    """Money in and out as changes of log AUM, n x months: many small, some large, some falling for months.

    Half of the clients who end below 200,000 have been sinking all the time.

    No change is so large that a client falls to 30 % of its mean of three months.
    """
    rng, n = np.random.default_rng([seed, 3]), len(wealth)
    sinking = (wealth < 200_000) & (rng.random(n) < 0.55)
    trend = np.where(sinking, -0.05, 0.014)[:, None]
    steps = (trend + rng.normal(0, 0.10, (n, months))).clip(-0.25, 0.25)
    steps *= rng.random((n, months)) < 0.30
    everyone, when = np.arange(n), rng.integers(1, months, n)
    large = rng.random(n) < 0.025 * months / 12
    steps[everyone[large], when[large]] = -rng.uniform(0.4, 0.75, large.sum())
    rising = ~large & (rng.random(n) < 0.02 * months / 12)
    steps[everyone[rising], when[rising]] = rng.uniform(0.3, 0.7, rising.sum())
    falling = ~large & ~rising & (rng.random(n) < 0.015 * months / 12)
    for later in range(5):
        there = falling & (when + later < months)
        steps[everyone[there], when[there] + later] = -rng.uniform(0.14, 0.24, there.sum())
    return steps


def path(wealth: np.ndarray, steps: np.ndarray, growth: np.ndarray) -> np.ndarray:
    """AUM if nobody left, n x months in yuan: walked back from the last month, where it is `wealth`."""
    change = steps + np.log(growth)
    later = np.cumsum(change[:, ::-1], axis=1)[:, ::-1] - change
    return wealth[:, None] * np.exp(-later)


def draw_gaps(seed: int, people: People, months: int) -> np.ndarray:
    """Months whose files miss a client, n x months: 0.15 % of them, in runs of one or two."""
    rng = np.random.default_rng([seed, 4])
    start = rng.random((len(people), months)) < 0.00105
    twice = rng.random((len(people), months)) < 0.5
    gaps = start.copy()
    gaps[:, 1:] |= start[:, :-1] & twice[:, :-1]
    inside = np.arange(months) > people.first[:, None]
    gaps &= inside
    gaps[:, -1] = False
    return gaps


class Migration(NamedTuple):
    """A month whose holdings are missing for all clients of a city."""

    month: int
    city: int


def migration(people: People, branches: list[bank.Branch], months: int) -> Migration:
    """Halfway, in the city nearest to 5 % of the clients; never in the month of the yearly comparison."""
    month = months // 2
    month += month == months - 13
    city_of = np.array([branch.city_number for branch in branches])
    share = np.bincount(city_of[people.branch], minlength=city_of.max() + 1) / len(people)
    return Migration(month, int(np.abs(share - 0.05).argmin()))


def in_migration(people: People, branches: list[bank.Branch], lost: Migration) -> np.ndarray:
    """Clients whose holdings of that month are missing."""
    city_of = np.array([branch.city_number for branch in branches])
    return city_of[people.branch_in(lost.month)] == lost.city


def check_digit(numbers: np.ndarray) -> np.ndarray:
    """The last character of identity numbers (GB 11643) for their first 17 digits."""
    weights = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
    digits = numbers.astype("U17").view("U1").reshape(len(numbers), 17).astype(np.int64)
    return np.array(list("10X98765432"))[(digits * weights).sum(axis=1) % 11]


class Particulars(NamedTuple):
    """What the register says about the person; empty where it says nothing."""

    name: np.ndarray
    birth_year: np.ndarray
    industry: np.ndarray
    groups: np.ndarray
    phone: np.ndarray
    identity_number: np.ndarray
    twins: np.ndarray   # pairs x 2: clients that seem to be one person


def _names(rng: np.random.Generator, n: int) -> np.ndarray:
    surname = np.array(list(SURNAMES))[rng.integers(0, len(SURNAMES), n)]
    order = np.strings.zfill((np.arange(n) + 1).astype("U6"), 5)
    return np.strings.add(np.strings.add(surname, "示例"), order)


def _identity_numbers(rng: np.random.Generator, year: np.ndarray) -> np.ndarray:
    n = len(year)
    day = np.array([f"{month:02d}{day:02d}" for month in range(1, 13) for day in range(1, 29)])
    serial = np.strings.zfill((np.arange(n) % 1000).astype("U3"), 3)
    head = np.strings.add(np.strings.add(NO_SUCH_DISTRICT, year.astype("U4")),
                          np.strings.add(day[rng.integers(0, len(day), n)], serial))
    wrong = rng.random(n) < 0.005
    last = np.where(wrong, "?", check_digit(head))
    return np.strings.add(head, np.where(wrong, "A", last))


def _phones(rng: np.random.Generator, n: int) -> np.ndarray:
    whole = np.strings.add("19900", np.strings.zfill(rng.permutation(n).astype("U6"), 6))
    fate = rng.random(n)
    return np.where(fate < 0.005, "", np.where(fate < 0.01, np.strings.slice(whole, 8), whole))


def _groups(rng: np.random.Generator, people: People) -> np.ndarray:
    """Client groups, separated by |; the richer, the more."""
    more = np.outer(people.tier, [0.15, 0.07, 0.06, -0.03, -0.02])
    chance = np.add(more, [0.25, 0.12, 0.10, 0.25, 0.30])
    joined = np.full(len(people), "", "U80")
    for place, group in enumerate(GROUPS):
        mine = rng.random(len(people)) < chance[:, place]
        comma = np.where(joined == "", "", "|")
        joined = np.where(mine, np.strings.add(np.strings.add(joined, comma), group), joined)
    return joined


def _twins(rng: np.random.Generator, n: int) -> np.ndarray:
    """Pairs of clients for 0.5 % of all clients."""
    return rng.permutation(n)[: 2 * max(round(n * 0.0025), 1)].reshape(-1, 2)


def draw_particulars(seed: int, people: People) -> Particulars:
    """Invented persons: no name, number or district in it exists."""
    rng, n = np.random.default_rng([seed, 5]), len(people)
    age_at_joining = rng.integers(24, 62, n)
    joined_year = people.joined_on.astype("M8[D]").astype("M8[Y]").astype(np.int64) + 1970
    year = joined_year - age_at_joining
    identity, phone, twins = _identity_numbers(rng, year), _phones(rng, n), _twins(rng, n)
    phone[twins[:, 0]] = np.strings.add("19911", np.strings.zfill(np.arange(len(twins)).astype("U6"), 6))
    for values in (identity, phone, year):
        values[twins[:, 1]] = values[twins[:, 0]]
    industry = np.array(INDUSTRIES)[rng.integers(0, len(INDUSTRIES), n)]
    industry = np.where(rng.random(n) < 0.04, "", industry)
    known = rng.random(n) >= 0.06
    known[twins] = True
    return Particulars(_names(rng, n), np.where(known, year, 0), industry, _groups(rng, people), phone,
                       identity, twins)
