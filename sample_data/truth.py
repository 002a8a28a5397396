"""What a correct dashboard has to find in the sample bank, worked out without a database.

Arrays run over clients (n) and months (T). Money is in fen, as int64. A tier is its place in the ladder from
0, and -1 is below the ladder. T stands for a month that never comes.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sample_data.bank import Tier

DUE_DAYS = 14


class Losses(NamedTuple):
    """One loss or silent run per client at most: T in `onset` where none, T in `confirmed` where not yet."""

    onset: np.ndarray
    confirmed: np.ndarray
    is_silent: np.ndarray


def nominal_tiers(aum: np.ndarray, present: np.ndarray, tiers: list[Tier]) -> np.ndarray:
    """Tier with grace, n x T: up at once, down after more short months than its grace; gaps do nothing."""
    n, months = aum.shape
    thresholds = np.array([tier.min_aum * 100 for tier in tiers])
    grace = np.array([tier.grace_months for tier in tiers] + [0])
    nominal, short, walked = np.full(n, -1), np.zeros(n, np.int64), np.empty((n, months), np.int64)
    for t in range(months):
        eligible = np.searchsorted(thresholds, aum[:, t], "right") - 1
        seen = present[:, t]
        short = np.where(seen, np.where(eligible < nominal, short + 1, 0), short)
        settles = seen & ((eligible > nominal) | (short > grace[nominal]))
        nominal = np.where(settles, eligible, nominal)
        short[settles] = 0
        walked[:, t] = nominal
    return walked


def silent_runs(aum: np.ndarray, present: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(onset, confirmed) of each client's first silent loss, or of the run that is open in the last month.

    A run starts at 30 % of the mean of the three present months before and is confirmed in its third.
    """
    n, months = aum.shape
    recent, seen_before, base = np.zeros((n, 3), np.int64), np.zeros(n, np.int64), np.zeros(n, np.int64)
    run, onset, confirmed = np.zeros(n, np.int64), np.full(n, months), np.full(n, months)
    for t in range(months):
        seen, now = present[:, t] & (run < 3), aum[:, t]
        total = recent.sum(axis=1)
        goes_on = seen & (run > 0) & (10 * now <= base)
        starts = seen & ~goes_on & (seen_before >= 3) & (total > 0) & (10 * now <= total)
        run = np.where(goes_on, run + 1, np.where(starts, 1, np.where(seen, 0, run)))
        base, onset = np.where(starts, total, base), np.where(starts, t, onset)
        confirmed[goes_on & (run == 3)] = t
        recent[seen] = np.column_stack([recent[seen, 1:], now[seen]])
        seen_before += seen
    return np.where(run > 0, onset, months), confirmed


def losses(aum: np.ndarray, present: np.ndarray, closed: np.ndarray) -> Losses:
    """Every client's loss: silent where confirmed before the closing, else hard in the month of closing."""
    months = aum.shape[1]
    onset, confirmed = silent_runs(aum, present)
    is_silent = confirmed < closed
    is_silent |= (onset < months) & (closed == months)
    return Losses(np.where(is_silent, onset, closed), np.where(is_silent, confirmed, closed), is_silent)


@dataclass
class Facts:
    """What was delivered, in arrays, and what follows from it."""

    months: np.ndarray           # months as datetime64[M]
    tiers: list[Tier]
    aum: np.ndarray              # n x T, 0 where not present
    contribution: np.ndarray     # n x T
    present: np.ndarray          # n x T
    closed: np.ndarray           # month of closing
    assignments: np.ndarray      # rows of client, RM, first day, day of ending or 0, is adviser
    rm_role: np.ndarray          # words
    rm_joined: np.ndarray        # day
    rm_left: np.ndarray          # day or 0
    last_contact: np.ndarray     # day of the last effective contact, 0 where none
    last_day: int

    def __post_init__(self):
        self.nominal = nominal_tiers(self.aum, self.present, self.tiers)
        self.losses = losses(self.aum, self.present, self.closed)
        self.last = len(self.months) - 1
        self.in_register = np.array([tier.in_register for tier in self.tiers] + [False])

    def members(self, t: int) -> np.ndarray:
        """Clients seen up to month t and not confirmed as lost by then."""
        return self.present[:, : t + 1].any(axis=1) & (self.losses.confirmed > t)

    def register(self, t: int) -> np.ndarray:
        """Members whose nominal tier is in the register."""
        return self.members(t) & self.in_register[self.nominal[:, t]]

    def name(self, t: int) -> str | None:
        """The month as text, nothing for a month that has not come."""
        return str(self.months[t]) if t < len(self.months) else None


def money(fen: int) -> str:
    """Yuan with two decimals."""
    sign, fen = "-" if fen < 0 else "", abs(int(fen))
    return f"{sign}{fen // 100}.{fen % 100:02d}"


def tier_figures(facts: Facts, t: int) -> dict:
    """Clients and AUM of every nominal tier in month t; who is missing that month counts with nothing."""
    members, figures = facts.members(t), {}
    for k in range(-1, len(facts.tiers)):
        mine = members & (facts.nominal[:, t] == k)
        if k >= 0 or mine.any():
            name = facts.tiers[k].tier_id if k >= 0 else "below"
            figures[name] = {"clients": int(mine.sum()), "aum": money(facts.aum[mine, t].sum())}
    return figures


def year_contribution(facts: Facts, t: int) -> np.ndarray:
    """Contribution of each client over the twelve months up to t, in fen."""
    return facts.contribution[:, max(t - 11, 0): t + 1].sum(axis=1)


def register_figures(facts: Facts, t: int) -> dict:
    """Totals of the register in month t."""
    mine = facts.register(t)
    return {
        "clients": int(mine.sum()),
        "aum": money(facts.aum[mine, t].sum()),
        "contribution_12_months": money(year_contribution(facts, t)[mine].sum()),
    }


def loss_figures(facts: Facts) -> list[dict]:
    """Losses by kind, onset and confirmation: all clients, and those in the register a month before onset."""
    found, groups = facts.losses, {}
    for i in np.flatnonzero(found.onset <= facts.last):
        onset = int(found.onset[i])
        key = (onset, int(found.confirmed[i]), "silent" if found.is_silent[i] else "hard")
        group = groups.setdefault(key, [0, 0])
        group[0] += 1
        group[1] += bool(onset and facts.in_register[facts.nominal[i, onset - 1]])
    return [
        {"kind": kind, "onset": facts.name(onset), "confirmed": facts.name(confirmed), "clients": clients,
         "register_clients": register}
        for (onset, confirmed, kind), (clients, register) in sorted(groups.items())
    ]


def yearly_losses(facts: Facts) -> dict | None:
    """Register clients a year before the last month, and how many are lost now, by their tier then."""
    opening = facts.last - 12
    if opening < 0:
        return None
    at_risk, lost = facts.register(opening), facts.losses.confirmed <= facts.last
    figures = {"opening": facts.name(opening), "tiers": {}}
    for k, tier in enumerate(facts.tiers):
        mine = at_risk & (facts.nominal[:, opening] == k)
        if tier.in_register:
            figures["tiers"][tier.tier_id] = _lost_by_kind(mine, lost, facts.losses.is_silent)
    return figures | _lost_by_kind(at_risk, lost, facts.losses.is_silent)


def _lost_by_kind(mine: np.ndarray, lost: np.ndarray, is_silent: np.ndarray) -> dict:
    return {"at_risk": int(mine.sum()), "lost_hard": int((mine & lost & ~is_silent).sum()),
            "lost_silent": int((mine & lost & is_silent).sum())}


def gaps(present: np.ndarray) -> np.ndarray:
    """Months in which a client is missing between two in which it is present, n x T."""
    before = np.logical_or.accumulate(present, axis=1)
    after = np.logical_or.accumulate(present[:, ::-1], axis=1)[:, ::-1]
    return ~present & before & after


def rms_in_force(facts: Facts) -> np.ndarray:
    """The assignments that hold at the end of the last month and whose RM is there."""
    day, rows = facts.last_day, facts.assignments
    rm = rows[:, 1]
    holds = (rows[:, 2] <= day) & ((rows[:, 3] == 0) | (rows[:, 3] > day))
    there = (facts.rm_joined[rm] <= day) & ((facts.rm_left[rm] == 0) | (facts.rm_left[rm] > day))
    return rows[holds & there & (facts.rm_role[rm] != "pool")]


def coverage(facts: Facts) -> dict[str, np.ndarray]:
    """Clients with an RM, with one whose role is the one promised to the tier, and with an adviser."""
    n, rows = len(facts.aum), rms_in_force(facts)
    promised = np.array([tier.rm_role or "-" for tier in facts.tiers] + ["-"])[facts.nominal[:, -1]]
    client, is_primary = rows[:, 0], rows[:, 4] == 0
    fits = is_primary & (facts.rm_role[rows[:, 1]] == promised[client])
    return {name: np.bincount(client[which], minlength=n) > 0
            for name, which in (("covered", is_primary), ("dedicated", fits), ("advised", ~is_primary))}


def contact_states(facts: Facts) -> np.ndarray:
    """State of each client's contact at the end of the last month, as words; empty without an interval."""
    interval = np.array([tier.contact_days for tier in facts.tiers] + [0])[facts.nominal[:, -1]]
    days = facts.last_day - facts.last_contact
    state = np.where(days > interval, "overdue", np.where(days > interval - DUE_DAYS, "due", "compliant"))
    state = np.where(facts.last_contact == 0, "no_record", state)
    return np.where(interval > 0, state, "")


def coverage_figures(facts: Facts) -> dict:
    """Per register tier: clients, covered, dedicated, advised, and the contact states of the covered ones."""
    found, states, register = coverage(facts), contact_states(facts), facts.register(facts.last)
    figures = {}
    for k, tier in enumerate(facts.tiers):
        mine = register & (facts.nominal[:, -1] == k)
        if tier.in_register:
            counts = {"clients": int(mine.sum())}
            counts |= {name: int((mine & has).sum()) for name, has in found.items()}
            for state in ("compliant", "due", "overdue", "no_record"):
                counts[state] = int((mine & found["covered"] & (states == state)).sum())
            figures[tier.tier_id] = counts
    return figures


def loss_makers(facts: Facts) -> dict:
    """Register clients with a negative contribution over twelve months, and the peak of the whale curve."""
    mine, earned = facts.register(facts.last), year_contribution(facts, facts.last)
    tiers = {tier.tier_id: int((mine & (earned < 0) & (facts.nominal[:, -1] == k)).sum())
             for k, tier in enumerate(facts.tiers) if tier.in_register}
    return {"clients": sum(tiers.values()), "tiers": tiers,
            "contribution_12_months": money(earned[mine & (earned < 0)].sum()),
            "whale_peak": round(float(earned[mine & (earned > 0)].sum() / max(earned[mine].sum(), 1)), 4)}


def figures(facts: Facts) -> dict:
    """Everything that can be worked out from the delivery alone."""
    compared = [facts.last] + ([facts.last - 12] if facts.last >= 12 else [])
    return {
        "months": [str(month) for month in facts.months],
        "tiers": {facts.name(t): tier_figures(facts, t) for t in compared},
        "register": {facts.name(t): register_figures(facts, t) for t in compared},
        "lost": loss_figures(facts),
        "year": yearly_losses(facts),
        "gaps": int(gaps(facts.present).sum()),
        "coverage": coverage_figures(facts),
        "loss_makers": loss_makers(facts),
    }


def check(facts: Facts, planted_onset: np.ndarray) -> None:
    """Raises where a silent loss was not planted or is not found, or a client ends without a closing date."""
    months = facts.aum.shape[1]
    onset, _ = silent_runs(facts.aum, facts.present)
    later = facts.present & (np.arange(months) >= planted_onset[:, None])
    expected = np.where(later.any(axis=1), later.argmax(axis=1), months)
    wrong = np.flatnonzero(onset != expected)
    ends = np.flatnonzero(~facts.present[:, -1] & (facts.closed == months) & facts.present.any(axis=1))
    if len(wrong) or len(ends):
        raise RuntimeError(f"{len(wrong)} silent losses differ from what was planted (clients {wrong[:5]}), "
                           f"{len(ends)} clients end without a closing date (clients {ends[:5]}); "
                           "try another --seed")
