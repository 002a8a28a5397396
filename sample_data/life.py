"""What happens to the clients month by month: RMs come and go, contacts are made, clients leave.

Months count from 0; T, the number of months, stands for "never". Days count from 1970-01-01, 0 for "never".
"""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from sample_data import bank, managers
from sample_data.managers import Book, Desk, Roster
from sample_data.people import Calendar, People, Places

HUMP, HUMP_MONTHS = 1.6, (13, 48)
NEGLECT, ANCHOR, WEAK = 1.5, 0.7, 1.8
MONTHS_AFTER_RM = 6
ORPHANS = (0.3, 0.25, 0.06, 0.02, 0, 0)   # never given another RM, by tier
SILENT_SHARE = 0.55
REASONS = ["competitor", "competitor", "rates", "service", "moved away", "business needs", "death"]
CHANNELS = np.array(["phone", "message", "visit", "event", "video"])
PURPOSES = np.array(["service", "sale", "follow_up", "festival", "product_release"])
STAGES = np.array(["before", "during", "after", ""])


class Setting(NamedTuple):
    """What the months are played on."""

    calendar: Calendar
    tiers: list[bank.Tier]
    branches: list[bank.Branch]
    places: Places
    people: People
    roster: Roster
    path: np.ndarray      # AUM if nobody left, n x months
    growth: np.ndarray    # growth of AUM without movements, n x months
    gaps: np.ndarray      # months missing from the files, n x months
    spared: np.ndarray    # n x months: no loss may begin here


@dataclass
class Life:
    """The state of the clients in the month that is being played, and what is kept of the months before."""

    setting: Setting
    aum: np.ndarray = field(init=False)         # n x months, 0 before joining and after closing
    onset: np.ndarray = field(init=False)       # month in which a silent loss began
    closed: np.ndarray = field(init=False)      # month of closing
    contacts: list[tuple] = field(default_factory=list)

    def __post_init__(self):
        people, months = self.setting.people, len(self.setting.calendar)
        n = len(people)
        self.aum = np.zeros((n, months))
        self.onset, self.closed = np.full(n, months), np.full(n, months)
        self.floor = np.zeros(n)                # most that a silently lost client may still have
        self.recent = np.zeros((n, 3))          # AUM of the last three present months
        self.present_months = np.zeros(n, np.int64)
        self.tier = np.full(n, -1)              # nominal tier, -1 before joining or below the ladder
        self.short = np.zeros(n, np.int64)
        self.primary, self.adviser = Book(n, "primary"), Book(n, "adviser")
        self.wait = np.zeros(n, np.int64)       # first month in which an uncovered client may be given an RM
        self.rm_left = np.full(n, -99)          # month in which the client's RM left
        self.rm_hazard = np.ones(n)
        self.last_contact = people.joined_on.copy()

    def tier_in(self, t: int) -> np.ndarray:
        """The tier that the AUM of month t reaches, -1 below the ladder."""
        return np.searchsorted([step.min_aum for step in self.setting.tiers], self.aum[:, t], "right") - 1

    def here(self, t: int) -> np.ndarray:
        """Clients who have joined and not closed by month t."""
        return (self.setting.people.first <= t) & (self.closed > t)


def hazard_factors(life: Life, t: int) -> np.ndarray:
    """By how much each client is likelier to leave in month t than others of its tier."""
    setting, people = life.setting, life.setting.people
    factor = np.where(np.isin(people.branch_in(t), setting.places.weak), WEAK, 1.0)
    tenure = t - setting.calendar.number(people.joined_on)
    factor[(tenure >= HUMP_MONTHS[0]) & (tenure <= HUMP_MONTHS[1])] *= HUMP
    after = t - life.rm_left
    factor *= np.where((after >= 1) & (after <= MONTHS_AFTER_RM), life.rm_hazard, 1.0)
    factor[neglected(life, setting.calendar.starts[t])] *= NEGLECT
    anchors = [p for p, product in enumerate(bank.PRODUCTS) if product.anchor]
    holds = (people.held[:, anchors] > 0) & (people.since[:, anchors] < t)
    return factor * ANCHOR ** holds.sum(axis=1)


def neglected(life: Life, day: int) -> np.ndarray:
    """Clients without an effective contact for two of their tier's intervals."""
    interval = np.array([step.contact_days for step in life.setting.tiers])[life.tier]
    return (life.tier >= 0) & (interval > 0) & (day - life.last_contact > 2 * interval)


def draw_losses(life: Life, t: int, rng: np.random.Generator) -> np.ndarray:
    """Clients who begin to leave in month t: the tier's rate, times what is planted, beside its mean."""
    at_risk = life.here(t) & (life.setting.people.first < t) & (life.onset > t) & (life.tier >= 0)
    at_risk &= ~life.setting.spared[:, t]
    factor, hazard = hazard_factors(life, t), np.zeros(len(at_risk))
    monthly = 1 - (1 - bank.habit(life.setting.tiers, "attrition")) ** (1 / 12)
    for k, rate in enumerate(monthly):
        mine = at_risk & (life.tier == k)
        hazard[mine] = rate * factor[mine] / max(factor[mine].mean(), 0.1) if mine.any() else 0
    return rng.random(len(at_risk)) < hazard


def lose(life: Life, t: int, rng: np.random.Generator) -> None:
    """Half of the losses are silent, half closings; some of the silent ones close half a year later."""
    leaving = draw_losses(life, t, rng)
    n = len(leaving)
    silent = leaving & (rng.random(n) < SILENT_SHARE) & (life.present_months >= 3)
    life.onset[silent] = t
    baseline = life.recent.mean(axis=1)
    left = rng.uniform(0.02, 0.18, n)
    life.floor[silent] = 0.25 * baseline[silent]
    life.setting.path[silent, t] = left[silent] * baseline[silent]
    hard = leaving & ~silent & ((life.present_months >= 3) | (rng.random(n) < 0.5))
    late = (t - life.onset >= 7) & (life.closed > t) & (rng.random(n) < 0.008)
    life.closed[hard | late] = t


def step_aum(life: Life, t: int) -> None:
    """AUM of the month; what a silently lost client left behind only grows with the market."""
    gone = life.onset < t
    if t:
        residue = np.minimum(life.aum[:, t - 1] * life.setting.growth[:, t], life.floor)
        life.setting.path[gone, t] = residue[gone]
    here = life.here(t)
    life.aum[here, t] = life.setting.path[here, t]
    seen = here & ~life.setting.gaps[:, t]
    life.recent[seen] = np.column_stack([life.recent[seen, 1:], life.aum[seen, t]])
    life.present_months[seen] += 1


def step_tier(life: Life, t: int) -> np.ndarray:
    """Up at once, down after the grace of the tier; returns the tiers of the month before."""
    before, tiers = life.tier.copy(), life.setting.tiers
    eligible = life.tier_in(t)
    grace = np.array([step.grace_months for step in tiers])[life.tier]
    here, below = life.here(t), eligible < life.tier
    life.short = np.where(below & here, life.short + 1, 0)
    falls = below & (life.short > grace)
    life.tier = np.where(here & (~below | falls), eligible, life.tier)
    life.short[falls] = 0
    return before


def rms_leave(life: Life, t: int, rng: np.random.Generator) -> None:
    """The clients of RMs who leave are uncovered for weeks; some of them for good; some rows stay open."""
    calendar, roster = life.setting.calendar, life.setting.roster
    leaving = (roster.left_on >= calendar.starts[t]) & (roster.left_on <= calendar.ends[t])
    for book in (life.primary, life.adviser):
        clients = np.flatnonzero(book.covered & leaving[book.rm])
        if book is life.primary:
            life.rm_left[clients], life.rm_hazard[clients] = t, roster.hazard[book.rm[clients]]
            delay = rng.integers(1, 4, len(clients))
            tier = np.maximum(life.tier[clients], 0)
            orphan = rng.random(len(clients)) < np.array(ORPHANS)[tier]
            life.wait[clients] = t + np.where(tier >= 3, 1, np.where(orphan, 99, delay))
        book.covered[clients] = False
        tidy = clients[rng.random(len(clients)) < 0.85]
        book.end(tidy, roster.left_on[book.rm[tidy]] + 1)


def clients_leave_their_rm(life: Life, t: int) -> None:
    """Assignments end with the relationship, and when a client moves to another branch."""
    calendar, people = life.setting.calendar, life.setting.people
    gone = np.flatnonzero(life.closed == t)
    moved = np.flatnonzero((people.moved_in == t) & life.primary.covered)
    for book in (life.primary, life.adviser):
        book.end(gone, calendar.starts[t] + 1 + gone % 26)
    life.primary.end(moved, calendar.starts[t])
    life.wait[moved] = t


def choose_roles(life: Life, clients: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The role of the RM that a client is given: mostly the one its tier is promised, else the one below."""
    tier = np.maximum(life.tier[clients], 0)
    promised = np.array([managers.ROLES.index(step.rm_role or "relationship_manager")
                         for step in life.setting.tiers])[tier]
    fits = rng.random(len(clients)) < bank.habit(life.setting.tiers, "fitting")[tier]
    other = np.where(promised == managers.RELATIONSHIP, managers.WEALTH, promised - 1)
    return np.where(fits, promised, other)


def hand_over(life: Life, desk: Desk, t: int, clients: np.ndarray, rng: np.random.Generator) -> None:
    """Gives the clients to RMs of fitting roles from a day of month t on."""
    roles, u = choose_roles(life, clients, rng), rng.random(len(clients))
    branch = life.setting.people.branch_in(t)[clients]
    rms = np.full(len(clients), -1)
    for role in np.unique(roles):
        mine = roles == role
        rms[mine] = desk.pick(int(role), branch[mine], u[mine])
    life.primary.assign(clients, rms, days_from(life, clients, t, rng))


def fill(life: Life, book: Book, t: int, wanted: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Clients to cover in month t so that the wanted share of each tier is covered, as far as they may be."""
    here, chosen = life.here(t), []
    for k, share in enumerate(wanted):
        mine = here & (life.tier == k)
        missing = round(share * mine.sum()) - int((mine & book.covered).sum())
        free = np.flatnonzero(mine & ~book.covered & (life.wait <= t))
        chosen.append(rng.permutation(free)[:max(missing, 0)])
    return np.sort(np.concatenate(chosen))


def days_from(life: Life, clients: np.ndarray, t: int, rng: np.random.Generator) -> np.ndarray:
    """A day of month t for each client, not before it joined."""
    days = life.setting.calendar.starts[t] + rng.integers(0, 27, len(clients))
    return np.maximum(days, life.setting.people.joined_on[clients])


def assign(life: Life, t: int, before: np.ndarray, rng: np.random.Generator) -> None:
    """Uncovered clients are given RMs, risen clients better ones, private clients an adviser."""
    calendar, roster = life.setting.calendar, life.setting.roster
    desk = Desk(roster, life.setting.branches, roster.there(calendar.starts[t], calendar.ends[t]))
    new = fill(life, life.primary, t, bank.habit(life.setting.tiers, "covered"), rng)
    rose = (life.tier > before) & (before >= 0) & (life.tier >= 3) & life.primary.covered
    rose = np.flatnonzero(rose & (rng.random(len(rose)) < 0.5) & (life.primary.since < calendar.starts[t]))
    for clients in (new, rose):
        hand_over(life, desk, t, clients, rng)
    share = [bank.ADVISER_SHARE.get(step.tier_id, 0) for step in life.setting.tiers]
    advised = fill(life, life.adviser, t, share, rng)
    rms = desk.pick(managers.ADVISER, life.setting.people.branch_in(t)[advised], rng.random(len(advised)))
    life.adviser.assign(advised, rms, days_from(life, advised, t, rng))


def backdate(life: Life, rng: np.random.Generator) -> None:
    """Assignments of the first month began earlier, when client and RM were both there."""
    for book in (life.primary, life.adviser):
        mine = np.flatnonzero(book.covered)
        known = np.maximum(life.setting.people.joined_on[mine], life.setting.roster.joined_on[book.rm[mine]])
        span = np.maximum(life.setting.calendar.starts[0] - known, 0)
        book.since[mine] = known + (span * rng.random(len(mine))).astype(np.int64)


def contact_chance(tiers: list[bank.Tier]) -> np.ndarray:
    """Monthly chance of an effective contact, by tier, that leaves the usual share of intervals with one."""
    months = np.array([max(round((step.contact_days or 366) / 30.5), 1) for step in tiers])
    return 1 - (1 - bank.habit(tiers, "done")) ** (1 / months)


def make_contacts(life: Life, t: int, rng: np.random.Generator) -> None:
    """Effective contacts of the month by the RM in charge, and attempts that reached nobody."""
    calendar, book = life.setting.calendar, life.primary
    chance = contact_chance(life.setting.tiers)[np.maximum(life.tier, 0)]
    chance = np.where(book.covered, chance * life.setting.roster.diligence[book.rm], 0.006)
    n, open_to = len(chance), life.here(t) & (life.rm_left != t)
    reached = open_to & (rng.random(n) < chance)
    tried = open_to & book.covered & (rng.random(n) < 0.2 * chance)
    for who, effective in ((np.flatnonzero(reached), True), (np.flatnonzero(tried), False)):
        earliest = np.maximum(calendar.starts[t], life.setting.people.joined_on[who])
        earliest = np.where(book.covered[who], np.maximum(earliest, book.since[who]), earliest)
        days = earliest + (rng.random(len(who)) * (calendar.ends[t] - earliest + 1)).astype(np.int64)
        rms = np.where(book.covered[who], book.rm[who], -1)
        life.contacts.append((who, rms, days, np.full(len(who), effective), life.tier[who]))
        if effective:
            life.last_contact[who] = days


def remember_contacts(life: Life, rng: np.random.Generator) -> None:
    """The last contact before the first month, where it is not older than two years."""
    start = life.setting.calendar.starts[0]
    who = np.flatnonzero((life.setting.people.first == 0) & life.primary.covered)
    chance = contact_chance(life.setting.tiers)[np.maximum(life.tier[who], 0)]
    days = start - 1 - (30.4 * (rng.geometric(chance) - rng.random(len(who)))).astype(np.int64)
    known = (days > start - 730) & (days >= life.primary.since[who])
    who, days = who[known], days[known]
    life.last_contact[who] = days
    life.contacts.append((who, life.primary.rm[who], days, np.ones(len(who), bool), life.tier[who]))


def live(setting: Setting, seed: int) -> Life:
    """Plays all months in order."""
    rng, life = np.random.default_rng([seed, 7]), Life(setting)
    for t in range(len(setting.calendar)):
        if t:
            lose(life, t, rng)
        step_aum(life, t)
        before = step_tier(life, t)
        clients_leave_their_rm(life, t)
        rms_leave(life, t, rng)
        assign(life, t, before, rng)
        if not t:
            backdate(life, rng)
            remember_contacts(life, rng)
        make_contacts(life, t, rng)
    return life


def pool_rows(life: Life, rng: np.random.Generator, first_primary: np.ndarray) -> np.ndarray:
    """A fifth of the clients without an RM stand in the book of a pool, which is nobody, until then."""
    calendar, people = life.setting.calendar, life.setting.people
    roster, branches = life.setting.roster, life.setting.branches
    start = np.maximum(people.joined_on, calendar.starts[0])
    end = np.where(first_primary > 0, first_primary, closing_days(life))
    mine = np.flatnonzero((rng.random(len(people)) < 0.2) & ((end == 0) | (end > start)))
    desk = Desk(roster, branches, roster.role == managers.POOL)
    rms = desk.pick(managers.POOL, people.old_branch[mine], rng.random(len(mine)))
    return np.stack([mine, rms, start[mine], end[mine]], axis=1)


def closing_days(life: Life) -> np.ndarray:
    """The day on which each relationship was closed, 0 where it was not."""
    calendar, n = life.setting.calendar, len(life.closed)
    is_closed = life.closed < len(calendar)
    month = np.where(is_closed, life.closed, 0)
    return np.where(is_closed, calendar.starts[month] + 1 + np.arange(n) % 26, 0)


class Contacts(NamedTuple):
    """Contacts by day and client; `rm` is -1 where it was nobody in charge, a day or mark 0 where unknown."""

    client: np.ndarray
    rm: np.ndarray
    day: np.ndarray
    effective: np.ndarray
    channel: np.ndarray
    purpose: np.ndarray
    stage: np.ndarray
    satisfaction: np.ndarray
    complaint: np.ndarray
    resolved: np.ndarray


def _satisfaction(rng: np.random.Generator, stage: np.ndarray, effective: np.ndarray) -> np.ndarray:
    """Marks 1 to 5 of a third of the effective contacts; lower after the sale."""
    marks = np.array([1, 2, 3, 4, 5])
    happy = rng.choice(marks, len(stage), p=[0.01, 0.03, 0.10, 0.46, 0.40])
    less = rng.choice(marks, len(stage), p=[0.03, 0.06, 0.16, 0.43, 0.32])
    given = effective & (rng.random(len(stage)) < 0.35)
    return np.where(given, np.where(stage == "after", less, happy), 0)


def describe_contacts(life: Life, seed: int) -> Contacts:
    """Channel, purpose, stage, marks and complaints of all the contacts made."""
    rng, last_day = np.random.default_rng([seed, 8]), life.setting.calendar.ends[-1]
    client, rm, day, effective, tier = (np.concatenate(part) for part in zip(*life.contacts, strict=True))
    order = np.lexsort((effective, client, day))
    client, rm, day, effective, tier = client[order], rm[order], day[order], effective[order], tier[order]
    n = len(client)
    channel = CHANNELS[rng.choice(5, n, p=[0.46, 0.28, 0.12, 0.08, 0.06])]
    channel = np.where((tier >= 3) & (rng.random(n) < 0.25), "visit", channel)
    stage = STAGES[rng.choice(4, n, p=[0.30, 0.28, 0.22, 0.20])]
    complaint = effective & (rng.random(n) < 0.008)
    settled = day + rng.integers(1, 45, n)
    resolved = np.where(complaint & (rng.random(n) < 0.9) & (settled <= last_day), settled, 0)
    purpose = PURPOSES[rng.choice(5, n, p=[0.4, 0.25, 0.15, 0.1, 0.1])]
    marks = _satisfaction(rng, stage, effective)
    return Contacts(client, rm, day, effective, channel, purpose, stage, marks, complaint, resolved)


def draw_claims(life: Life, seed: int) -> np.ndarray:
    """Rows of (client, RM, day): in half a year RMs ask for uncovered clients of their own branch."""
    rng, setting = np.random.default_rng([seed, 9]), life.setting
    calendar, roster = setting.calendar, setting.roster
    last = len(calendar) - 1
    there = roster.there(calendar.starts[max(last - 6, 0)], calendar.ends[last])
    free = np.flatnonzero(life.here(last) & ~life.primary.covered & (life.tier >= 1) & (life.onset > last))
    clients = np.sort(rng.permutation(free)[:max(round(len(life.here(last)) * 0.01), 1)])
    desk = Desk(roster, setting.branches, there)
    rms = desk.pick(managers.RELATIONSHIP, setting.people.branch[clients], rng.random(len(clients)))
    days = calendar.ends[last] - rng.integers(0, 180, len(clients))
    days = np.maximum(days, setting.people.joined_on[clients])
    return np.stack([clients, rms, days], axis=1)[rms >= 0]
