"""From a click to the last thing painted, in a real browser: filters, controls, page changes, drill-down, loads.

Each page gets a server of its own, just started. The same ways through the filters are gone on four servers, click by
click in turn, so that the noise of the machine meets all of them: on one that asks nothing ahead of its readers
(`unprepared`), where a choice is fresh; on one that asks for what its reader points at, which he does a third to half a
second before he clicks; on the product as it is, whose reader looks at the page until the server has asked for what may
come next, and does nothing; and on one whose answers are canned (`canned`). What a fresh choice takes against canned
answers is what the data cost. Then the ways are gone once more, now seen.
"""

import pickle
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import pairwise
from pathlib import Path

from playwright.sync_api import Browser, Error

from queries import Bank
from tests.bench.banks import Sample
from tests.bench.canned import MISSED
from tests.bench.choices import Choice, clients, latest, products, rarest, regions
from tests.bench.questions import record
from tests.bench.reader import Reader
from tests.bench.results import Line, line
from tests.bench.server import Server, chromium, serving
from tests.bench.unprepared import POINTED as POINTED_ONLY
from ui import units
from ui.frame import PAGES

WINDOW = {"viewport": {"width": 1440, "height": 900}, "locale": "en-US"}
CONTROLS = {
    "tiers": "tiers_measure",
    "concentration": "concentration_measure",
    "coverage": "coverage_measure",
    "data": "data_measure",
    "clients": "register_way",
}
VIEW = "view_"
FRESH, READ, SEEN = "filter, fresh", "filter, after reading", "filter, seen"
POINTED, CANNED = "filter, pointed at", "filter, canned answers"


class Tally:
    """Milliseconds by what was done, and how often the page then named the wrong number of clients."""

    def __init__(self) -> None:
        self.values: dict[str, list[float]] = defaultdict(list)
        self._wrong: dict[str, int] = defaultdict(int)

    def add(self, what: str, milliseconds: float, reader: Reader) -> None:
        self.values[what].append(milliseconds)
        self._wrong[what] += not reader.is_right

    def lines(self, size: str, page: str) -> list[Line]:
        return [
            line(size, "browser", f"{page}: {what}", "ms", values, wrong=self._wrong[what])
            for what, values in self.values.items()
        ]


def measure_browser(sample: Sample, bank: Bank, pages: list[str]) -> Iterator[Line]:
    """The lines of each page, as soon as it is measured."""
    ways = _ways(bank)
    chosen = {choice for choices in (*ways, _visited(bank)) for choice in choices}
    expected = {choice: clients(choice, bank) for choice in chosen}
    for page in pages:
        answers = sample.folder / "canned.pickle"
        answers.write_bytes(pickle.dumps(_answers(page, ways)))
        try:
            yield from _page(sample, bank, page, expected, answers)
        except (Error, RuntimeError) as reason:
            yield line(sample.size, "browser", f"{page}: broken off", "", 1, wrong=1, note=str(reason).splitlines()[0])
        answers.unlink()


def _ways(bank: Bank) -> list[list[Choice]]:
    """Ways through the filters: the first choice of each is opened by its address, each next one is a single click."""
    months, (a, b, c, d, e, *_) = bank.months, products(bank)[1::2]
    middle = months[len(months) // 2]
    first, second, *_, last = regions(bank)
    return [
        _way(bank, latest(bank), first, a, b, c, second, middle),
        _way(bank, months[-4], d, e, last, months[-5]),
        _way(bank, months[-7], rarest(bank, middle), middle, second),
    ]


def _way(bank: Bank, month: date, *clicks: str | date) -> list[Choice]:
    choices = [Choice("", month)]
    for click in clicks:
        was = choices[-1]
        if isinstance(click, date):
            choices.append(Choice("", click, was.regions, was.products))
        elif click in regions(bank):
            choices.append(Choice("", was.month, (*was.regions, click), was.products))
        else:
            choices.append(Choice("", was.month, was.regions, (*was.products, click)))
    return choices


def _option(before: Choice, after: Choice, bank: Bank) -> tuple[str, str]:
    """The filter and the option that lead from one choice to the next."""
    if before.month != after.month:
        return "As of", units.write(after.month, "month", "en")
    if before.regions != after.regions:
        return "Branches", after.regions[-1]
    names = {product["product_id"]: product["product_name"] for product in bank.products}
    return "Products", names[after.products[-1]]


def _visited(bank: Bank) -> list[Choice]:
    """Choices on none of the ways, to come to a page with."""
    return [Choice("", bank.months[-2], (region,)) for region in regions(bank)]


def _answers(page: str, ways: list[list[Choice]]) -> dict:
    """What a page asks on all its ways, and what it is told."""
    answers = {}
    for way in ways:
        for choice in way:
            answers |= record(PAGES[page][0], choice).answers
    return answers


def _page(sample: Sample, bank: Bank, page: str, expected: dict[Choice, int], answers: Path) -> list[Line]:
    """All that is measured of one page, on a server just started."""
    tally, ways = Tally(), _ways(bank)
    with chromium() as browser, serving(sample.data, sample.folder / "server.log") as real:
        _load_twice(tally, browser, real, page, expected, ways[0][0])
        with (
            serving(sample.data, sample.folder / "fresh.log", "tests.bench.unprepared") as fresh,
            serving(sample.data, sample.folder / "pointed.log", "tests.bench.unprepared", POINTED_ONLY) as pointed,
            serving(sample.data, sample.folder / "canned.log", "tests.bench.canned", str(answers)) as canned,
            _window(browser, fresh, expected) as first,
            _window(browser, pointed, expected) as pointing,
            _window(browser, real, expected) as reader,
            _window(browser, canned, expected) as quick,
        ):
            readers = {FRESH: first, POINTED: pointing, READ: reader, CANNED: quick}
            missed = _go(tally, readers, page, bank, ways, canned.log)
        with _window(browser, real, expected) as reader:
            _visit(tally, reader, page, _visited(bank))
        version = browser.version
    return [*tally.lines(sample.size, page), _data_cost(sample.size, page, tally, missed, version)]


@contextmanager
def _window(browser: Browser, server: Server, expected: dict[Choice, int]) -> Iterator[Reader]:
    """A reader who has never been there."""
    context = browser.new_context(**WINDOW)
    try:
        yield Reader(context, server, expected)
    finally:
        context.close()


def _load_twice(
    tally: Tally, browser: Browser, server: Server, page: str, expected: dict[Choice, int], choice: Choice
) -> None:
    """The first page of a server just started, that of a second reader, and that reader coming back to it."""
    with _window(browser, server, expected) as reader:
        cold = reader.open(page, choice)
        tally.add("start of the server", server.healthy_after * 1000, reader)
        tally.add("cold load", cold, reader)
        tally.add("start of the server and cold load", server.healthy_after * 1000 + cold, reader)
    with _window(browser, server, expected) as reader:
        tally.add("warm load", reader.open(page, choice), reader)
        tally.add("warm load, again in the same browser", reader.open(page, choice), reader)


def _go(
    tally: Tally, readers: dict[str, Reader], page: str, bank: Bank, ways: list[list[Choice]], log: Path
) -> int:
    """Go the ways, each reader in turn, then one of them once more; the number of answers not canned."""
    for one in readers.values():
        one.open(page, ways[0][0])
        one.choose("Compared with", "Quarter before")
        one.choose("Compared with", "Year before")
    known = log.read_text(encoding="utf-8").count(MISSED)
    for way in ways:
        _go_way(tally, readers, page, bank, way)
    for way in ways:
        _go_way(tally, {SEEN: readers[READ]}, page, bank, way)
    return log.read_text(encoding="utf-8").count(MISSED) - known


def _go_way(tally: Tally, readers: dict[str, Reader], page: str, bank: Bank, way: list[Choice]) -> None:
    for reader in readers.values():
        reader.open(page, way[0])
    for before, after in pairwise(way):
        for what, reader in readers.items():
            for one in readers.values():
                one.rest()
            tally.add(what, reader.choose(*_option(before, after, bank), after), reader)


def _visit(tally: Tally, reader: Reader, page: str, choices: list[Choice]) -> None:
    """Come to a page by the menu, read it to its end, use its controls, open its clients, leave it and come again."""
    other = "tiers" if page == "overview" else "overview"
    for choice in choices:
        reader.open(other, choice)
        tally.add("change of page, fresh", reader.turn_to(page), reader)
        tally.add("scroll to the end", reader.scroll_down(), reader)
        for what, key in (("its own control", CONTROLS.get(page)), ("chart or table", VIEW)):
            for place in (1, 0) if key and reader.has(key) else ():
                tally.add(what, reader.flip(key, place), reader)
        if reader.can_drill_down:
            tally.add("drill-down", reader.drill_down(), reader)
        reader.turn_to(other)
        tally.add("change of page, seen", reader.turn_to(page), reader)


def _data_cost(size: str, page: str, tally: Tally, missed: int, browser: str) -> Line:
    """How many times as long a fresh choice takes as the same click with canned answers."""
    pairs = zip(tally.values[FRESH], tally.values[CANNED], strict=True)
    note = f"{missed} answers were not canned" if missed else ""
    what, ratios = f"{page}: fresh / canned answers", [fresh / canned for fresh, canned in pairs]
    return line(size, "browser", what, "x", ratios, note=note, browser=browser)
