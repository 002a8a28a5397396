"""What pages ask, and asking it before they do: beside the page that a reader opens, several figures at a time; for the
choice that he points at; and for what he may turn to or choose next, while nobody opens a page.
"""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

import queries
from queries import Bank, Filters
from ui.choice import MEASURE, OF_PRODUCTS, filters_of, one_click_away, rankings

FRAME_ASKS = ("basis", "data_fields")
"""What every page asks, beside its figures."""
PAGES_ASK = {
    "overview": (
        "key_numbers",
        "key_numbers_by_month",
        "tiers_over_time",
        "things_to_act_on",
        "branches_compared",
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
    "data": (
        "data_products",
        "data_findings",
        "data_feeds",
        "data_completeness",
        "data_timeliness",
        "data_duplicates",
        "data_loads",
    ),
}
"""The figures of each page that is made of figures, as it shows them until the reader chooses another measure."""
MEASURES = {MEASURE: "contribution"}
"""The parameters of figures that take some, until the reader chooses others."""
PAUSE = 1.0  # seconds without a page for anybody
READING = 10.0  # seconds of asking ahead of one page: then the machine rests, whatever is left
BUSY = 0.3  # seconds after a page was opened, in which its reader waits for it


def asked_by(page: str) -> tuple[str, ...]:
    """The figures that a page and its frame ask for. Raises KeyError for a page that is not made of figures."""
    return *FRAME_ASKS, *PAGES_ASK[page]


def ask_page(name: str, bank: Bank, filters: Filters) -> None:
    """Ask what a page shows. Raises Unanswered, and Damaged."""
    for figure in asked_by(name):
        ask_figure(figure, bank, filters)


def ask_figure(figure: str, bank: Bank, filters: Filters, **chosen: str) -> None:
    """Ask for a figure, in the measure that is shown first or in the one `chosen`. Raises Unanswered, and Damaged."""
    takes = queries.header(figure).takes
    given = {name: value for name, value in {**MEASURES, **chosen}.items() if name in takes}
    queries.ask(figure, filters, of=bank, **given)


def asked_beside(page: str) -> list[str]:
    """The figures that are asked while the page asks for its first: those that read rows together with it the last, and
    from the end on, so that the two meet in the middle.
    """
    return sorted(PAGES_ASK.get(page, ())[:0:-1], key=lambda figure: bool(queries.header(figure).shares))


class Beside:
    """Asks for figures of a page while it asks for others itself and draws: it finds them answered, or under way."""

    def __init__(self, threads: int = queries.AT_ONCE - 1) -> None:
        self._pool = ThreadPoolExecutor(threads, "beside") if threads else None

    def opens(self, page: str, bank: Bank, filters: Filters, **chosen: str) -> list[Future]:
        """A page is opened. What fails here, the page asks again, and says."""
        figures = asked_beside(page) if self._pool else []
        return [self._pool.submit(ask_figure, figure, bank, filters, **chosen) for figure in figures]


@dataclass(frozen=True)
class Seen:
    """The page that a reader has opened: its bank, his choice (`ui.choice`), and the measure that he chose."""

    page: str
    bank: Bank
    choice: dict
    chosen: dict[str, str]

    def next(self) -> Iterator[tuple[str, Filters, dict[str, str]]]:
        """Figure, filters and measure of all that he may ask for next: the other pages under his choice, then the page
        that he is on after one click on its measure or on a filter. Measures of chosen products come last: clients are
        put in order by them only when they are asked for.
        """
        filters = filters_of(self.bank, self.choice)
        for figure in dict.fromkeys(figure for page in PAGES_ASK for figure in asked_by(page)):
            yield figure, filters, {}
        if self.page in PAGES_ASK:
            yield from self._in_measures(filters, of_products=False)
            for choice in one_click_away(self.bank, self.choice):
                one_away = filters_of(self.bank, choice)
                for figure in asked_by(self.page):
                    yield figure, one_away, self.chosen
            yield from self._in_measures(filters, of_products=True)

    def _in_measures(self, filters: Filters, of_products: bool) -> Iterator[tuple[str, Filters, dict[str, str]]]:
        """The page that he is on, in the other measures."""
        measured = [figure for figure in asked_by(self.page) if MEASURE in queries.header(figure).takes]
        for measure in rankings(self.bank, filters):
            if measure != self.chosen.get(MEASURE) and (measure in OF_PRODUCTS) == of_products:
                for figure in measured:
                    yield figure, filters, {MEASURE: measure}


class Ahead:
    """Asks for what the last reader may turn to or choose, as soon as there is a pause, one figure after another.

    Whoever opens a page ends it, at the latest after the figure that is under way; so does the time in which he reads.
    """

    def __init__(self, pause: float = PAUSE, reading: float = READING) -> None:
        self._pause, self._reading = pause, reading
        self._came = threading.Event()
        self._came_at = -BUSY
        self._seen: Seen | None = None
        self._pointed: Seen | None = None
        self._pool = ThreadPoolExecutor(1, "pointed")

    def came(self, page: str, bank: Bank, choice: dict, **chosen: str) -> None:
        """A reader has opened a page of a bank under a choice, in a measure."""
        self._seen, self._came_at = Seen(page, bank, choice, chosen), time.monotonic()
        self._came.set()

    def points(self, page: str, bank: Bank, choice: dict, **chosen: str) -> Future | None:
        """A reader of a page points at a choice, which his next click may make: its figures are asked until a page is
        opened or another choice is pointed at; None where the page is not made of figures. Who has just opened a page
        goes first.
        """
        if page not in PAGES_ASK:
            return None
        self._pointed = pointed = Seen(page, bank, choice, chosen)
        return self._pool.submit(self._ask_pointed, pointed, self._came_at)

    def _ask_pointed(self, pointed: Seen, before: float) -> None:
        time.sleep(max(0.0, before + BUSY - time.monotonic()))
        filters = filters_of(pointed.bank, pointed.choice)
        for figure in asked_by(pointed.page):
            if self._pointed is not pointed or self._came_at != before:
                return
            ask_figure(figure, pointed.bank, filters, **pointed.chosen)

    def wait_and_ask(self) -> None:
        """Wait for a reader, then for a pause, and ask. Raises Damaged."""
        self._came.wait()
        while self._came.is_set():
            self._came.clear()
            time.sleep(self._pause)
        seen, end = self._seen, time.monotonic() + self._reading
        for figure, filters, chosen in seen.next():
            if self._came.is_set() or time.monotonic() > end or queries.bank() is not seen.bank:
                return
            with suppress(queries.Unanswered):  # its page says so
                ask_figure(figure, seen.bank, filters, **chosen)


ahead = Ahead()
beside = Beside()
