"""Relationship managers (RMs): who was there when, and the book of who looked after whom.

Days are whole numbers since 1970-01-01; 0 stands for a day that has not come.
"""

from dataclasses import dataclass, field

import numpy as np

from sample_data import bank
from sample_data.people import Calendar

ROLES = ["relationship_manager", "wealth_manager", "private_banker", "investment_adviser", "pool"]
RELATIONSHIP, WEALTH, PRIVATE, ADVISER, POOL = range(5)
PER_20_000 = {RELATIONSHIP: 80, WEALTH: 25, PRIVATE: 15, ADVISER: 10}
TURNOVER = 0.25
STEMS = "甲乙丙丁戊己庚辛壬癸"


@dataclass
class Roster:
    """RMs, one entry each.

    `hazard`: by how much the clients are more likely to leave in the six months after the RM has left.
    `diligence`: contacts beside the usual number. `weight`: share of new clients beside colleagues.
    """

    role: np.ndarray
    branch: np.ndarray
    joined_on: np.ndarray
    left_on: np.ndarray
    hazard: np.ndarray
    diligence: np.ndarray
    weight: np.ndarray

    def __len__(self) -> int:
        return len(self.role)

    def ids(self) -> np.ndarray:
        return np.strings.add("R", np.strings.zfill((np.arange(len(self)) + 1).astype("U4"), 4))

    def names(self) -> np.ndarray:
        place = np.arange(len(self))
        stem = np.array(list(STEMS))[place % len(STEMS)]
        return np.strings.add(np.strings.add("经理示例", stem), (place // len(STEMS) + 1).astype("U3"))

    def there(self, first_day: int, last_day: int) -> np.ndarray:
        """RMs who are there on all of these days."""
        return (self.joined_on <= first_day) & ((self.left_on == 0) | (self.left_on > last_day))


def _posts(rng: np.random.Generator, clients: int, branches: list[bank.Branch]) -> list[tuple[int, int]]:
    """(role, branch) of every post: at least one RM in each branch, one specialist in each city or region."""
    scale = clients / 20_000
    cities = {branch.city_number: b for b, branch in reversed(list(enumerate(branches)))}
    regions = {branch.region_number: b for b, branch in reversed(list(enumerate(branches)))}
    least = {RELATIONSHIP: list(range(len(branches))), WEALTH: list(cities.values()),
             PRIVATE: list(regions.values()), ADVISER: list(regions.values())}
    posts = [(POOL, b) for b in regions.values()]
    for role, seats in least.items():
        more = max(round(PER_20_000[role] * scale) - len(seats), 0)
        turns = [seats[turn % len(seats)] for turn in range(more)]
        posts += [(role, int(b)) for b in seats + sorted(turns)]
    return posts


def _holders(rng: np.random.Generator, calendar: Calendar) -> list[tuple[int, int]]:
    """(first day, last day) of the people who hold one post one after another."""
    leaves = np.flatnonzero(rng.random(len(calendar)) < 1 - (1 - TURNOVER) ** (1 / 12))
    joined, people = int(calendar.starts[0] - rng.integers(40, 3000)), []
    for month in leaves:
        left = int(calendar.starts[month] + rng.integers(9, 26))
        if left < joined + 150:
            continue
        people.append((joined, left))
        joined = left + int(rng.integers(8, 75))
    return [*people, (joined, 0)] if joined <= calendar.ends[-1] else people


def draw_roster(seed: int, clients: int, calendar: Calendar, branches: list[bank.Branch]) -> Roster:
    """All RMs ever there: a quarter of the posts fall vacant in a year and are filled again within weeks."""
    rng, rows = np.random.default_rng([seed, 6]), []
    for role, branch in _posts(rng, clients, branches):
        people = _holders(rng, calendar) if role != POOL else [(int(calendar.starts[0]) - 2000, 0)]
        rows += [(role, branch, joined, left) for joined, left in people]
    role, branch, joined_on, left_on = np.array(rows, np.int64).T
    hazard = np.where(left_on > 0, rng.uniform(1.6, 2.2, len(rows)).round(2), 1.0)
    return Roster(role, branch, joined_on, left_on, hazard, rng.uniform(0.85, 1.15, len(rows)),
                  rng.lognormal(0, 0.45, len(rows)))


class Desk:
    """Picks an RM for a client among those there in one month: of the branch, the city or the region."""

    def __init__(self, roster: Roster, branches: list[bank.Branch], there: np.ndarray):
        city = np.array([branch.city_number for branch in branches])
        region = np.array([branch.region_number for branch in branches])
        self.areas = {RELATIONSHIP: np.arange(len(branches)), WEALTH: city, PRIVATE: region, ADVISER: region,
                      POOL: region}
        self.lists = {role: self._list(roster, role, there) for role in self.areas}

    def _list(self, roster: Roster, role: int, there: np.ndarray):
        """(RMs by area, their areas, cumulative weights before each)."""
        rms = np.flatnonzero(there & (roster.role == role))
        area = self.areas[role][roster.branch[rms]]
        rms = rms[np.argsort(area, kind="stable")]
        return rms, np.sort(area), np.concatenate([[0.0], np.cumsum(roster.weight[rms])])

    def pick(self, role: int, branch: np.ndarray, u: np.ndarray) -> np.ndarray:
        """An RM of the role for each branch and uniform `u`; where an area has none, one from anywhere."""
        rms, areas, weights = self.lists[role]
        if not len(rms):
            return np.full(len(branch), -1)
        low = np.searchsorted(areas, self.areas[role][branch], "left")
        high = np.searchsorted(areas, self.areas[role][branch], "right")
        low, high = np.where(low < high, low, 0), np.where(low < high, high, len(rms))
        target = weights[low] + u * (weights[high] - weights[low])
        return rms[np.clip(np.searchsorted(weights, target, "right") - 1, low, high - 1)]


@dataclass
class Book:
    """Who looks after whom, under one assignment role ("primary" or "adviser").

    An assignment may stay open after its RM has left: then `rm` still names the RM and `covered` is false.
    """

    n: int
    role: str
    rm: np.ndarray = field(init=False)
    since: np.ndarray = field(init=False)
    covered: np.ndarray = field(init=False)
    rows: list[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]] = field(default_factory=list)

    def __post_init__(self):
        self.rm = np.full(self.n, -1)
        self.since = np.zeros(self.n, np.int64)
        self.covered = np.zeros(self.n, bool)

    def end(self, clients: np.ndarray, day: np.ndarray | int) -> None:
        """Ends the open assignments of the clients on `day`, the first day on which they do not hold."""
        is_open = self.rm[clients] >= 0
        day, clients = np.broadcast_to(day, len(clients))[is_open], clients[is_open]
        since = self.since[clients]
        self.rows.append((clients, self.rm[clients], since, np.maximum(day, since)))
        self.rm[clients] = -1
        self.covered[clients] = False

    def assign(self, clients: np.ndarray, rms: np.ndarray, day: np.ndarray) -> None:
        """Gives the clients to the RMs from `day` on; what was open ends on that day."""
        known = rms >= 0
        clients, rms, day = clients[known], rms[known], day[known]
        self.end(clients, day)
        self.rm[clients], self.since[clients], self.covered[clients] = rms, day, True

    def table(self) -> np.ndarray:
        """All assignments as rows of (client, RM, first day, day of ending or 0), by client and day."""
        still = np.flatnonzero(self.rm >= 0)
        parts = [*self.rows, (still, self.rm[still], self.since[still], np.zeros(len(still), np.int64))]
        table = np.concatenate([np.stack(part, axis=1) for part in parts])
        return table[np.lexsort((table[:, 1], table[:, 2], table[:, 0]))]
