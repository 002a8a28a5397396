"""What pages ask, and asking it before they do: beside the page that a reader opens, several figures at a time, and for
the pages that he may turn to, while nobody opens one.
"""

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor

import queries
from queries import Bank, Filters

PAGES_ASK = {
    "overview": (
        "basis",
        "key_numbers",
        "key_numbers_by_month",
        "tiers_over_time",
        "things_to_act_on",
        "branches_compared",
        "data_fields",
    ),
    "tiers": ("tier_distribution", "tiers_over_time", "tiers_by_branch", "tier_migration", "near_threshold"),
    "concentration": (
        "concentration_measures",
        "whale_curve",
        "lorenz_curve",
        "concentration_by_branch",
        "largest_clients",
    ),
    "attrition": ("attrition", "attrition_by_month", "attrition_by_tier", "lost_clients", "attrition_by_branch"),
    "coverage": ("coverage_by_tier", "contact_states", "rm_load", "uncovered_clients"),
}
"""The figures of each page that is made of figures, as it shows them until the reader chooses another measure."""
MEASURES = {"measure": "contribution"}
"""The parameters of figures that take some, until the reader chooses others."""
PAUSE = 1.0  # seconds without a page for anybody


def ask_page(name: str, bank: Bank, filters: Filters) -> None:
    """Ask what a page shows. Raises Unanswered, and Damaged."""
    for figure in PAGES_ASK[name]:
        ask_figure(figure, bank, filters)


def ask_figure(figure: str, bank: Bank, filters: Filters, **chosen: str) -> None:
    """Ask for a figure, in the measure that is shown first or in the one `chosen`. Raises Unanswered, and Damaged."""
    takes = queries.header(figure).takes
    given = {name: value for name, value in {**MEASURES, **chosen}.items() if name in takes}
    queries.ask(figure, filters, of=bank, **given)


def asked_beside(page: str) -> list[str]:
    """The figures that are asked while the page asks for its first: those that read no rows together with others."""
    others = [figure for figure in PAGES_ASK.get(page, ()) if figure != "basis"][1:]
    return [figure for figure in others if not queries.header(figure).shares]


class Beside:
    """Asks for figures of a page while it asks for others itself and draws: it finds them answered, or under way."""

    def __init__(self, threads: int = queries.AT_ONCE - 1) -> None:
        self._pool = ThreadPoolExecutor(threads, "beside") if threads else None

    def opens(self, page: str, bank: Bank, filters: Filters, **chosen: str) -> list[Future]:
        """A page is opened. What fails here, the page asks again, and says."""
        figures = asked_beside(page) if self._pool else []
        return [self._pool.submit(ask_figure, figure, bank, filters, **chosen) for figure in figures]


class Ahead:
    """Asks for the pages that the last reader has not come to, as soon as there is a pause, one figure after another.

    Whoever opens a page ends it, at the latest after the figure that is under way.
    """

    def __init__(self, pause: float = PAUSE) -> None:
        self._pause = pause
        self._came = threading.Event()
        self._choice: tuple[Bank, Filters] | None = None

    def came(self, bank: Bank, filters: Filters) -> None:
        """A reader has opened a page of a bank under a choice."""
        self._choice = bank, filters
        self._came.set()

    def wait_and_ask(self) -> None:
        """Wait for a reader, then for a pause, and ask. Raises Unanswered, and Damaged."""
        self._came.wait()
        while self._came.is_set():
            self._came.clear()
            time.sleep(self._pause)
        bank, filters = self._choice
        for figure in dict.fromkeys(figure for figures in PAGES_ASK.values() for figure in figures):
            if self._came.is_set() or queries.bank() is not bank:
                return
            ask_figure(figure, bank, filters)


ahead = Ahead()
beside = Beside()
