"""What the answers cost: each figure's SQL alone, and all questions of a page.

*floor*: the SQL of each figure on a warm connection, under each of five choices; nothing of the product's own.
*answers*: what a page asks, in its order, with its reconciliations, after every memory of the process was emptied: one
question after another, and as the product does it, with some of the figures asked beside the others (`ui/ahead.py`).
Which questions these are is not written down here but recorded: the page itself is run under each choice, and what it
asks is kept. So a page that asks more, or in another way, is measured as it is.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import wait
from functools import partial

import queries
from queries import Bank, Filters
from queries.database import cursor
from tests.bench.choices import Choice, five_choices
from tests.bench.questions import Question, Replay, forget, record
from tests.bench.results import Line, line, quantile
from ui.ahead import beside
from ui.choice import OF_PRODUCTS, rankings
from ui.frame import PAGES

PARAMETERS = {"measure": "contribution"}
REPEATS, LEAST, PATIENCE = 5, 3, 2.0
NOTHING = 0.1
MEASURED = "concentration"


def repeated(measure: Callable[[], object]) -> list:
    """The measure several times; fewer times where it takes long."""
    values, end = [], time.perf_counter() + PATIENCE
    while len(values) < REPEATS and (len(values) < LEAST or time.perf_counter() < end):
        values.append(measure())
    return values


def measure_answers(size: str, bank: Bank, pages: list[str]) -> Iterator[Line]:
    """The floor of every figure, every question of every page, and per page the sum; of some pages, only theirs."""
    choices = five_choices(bank)
    asked = {page: {one: record(PAGES[page][0], one).questions for one in choices} for page in pages}
    shown = {name for by_choice in asked.values() for questions in by_choice.values() for name in _figures(questions)}
    floor = {}
    for name in queries.figures() if set(pages) == set(PAGES) else sorted(shown):
        floor[name] = _floor(bank, name, choices)
        yield line(size, "floor", name, "ms", _all(floor[name]))
    for page in pages:
        yield from _page(size, bank, page, asked[page], floor)
    if MEASURED in pages:
        yield from _by_products(size, bank, choices)


def _figures(questions: list[Question]) -> set[str]:
    return {one.words for one in questions if one.function == "ask"}


def _all(by_choice: dict[str, list[float]]) -> list[float]:
    return [value for values in by_choice.values() for value in values]


def _floor(bank: Bank, name: str, choices: list[Choice]) -> dict[str, list[float]]:
    """Milliseconds of a figure's SQL for each choice, by the name of the choice."""
    head = queries.header(name)
    with cursor(bank.path) as con:

        def ask(choice: Choice) -> float:
            given = {"filters": choice.filters(bank).as_struct(), **PARAMETERS}
            begin = time.perf_counter()
            con.execute(head.sql, {key: given[key] for key in head.takes}).to_arrow_table()
            return (time.perf_counter() - begin) * 1000

        return {choice.name: _after_one(lambda choice=choice: ask(choice)) for choice in choices}


def _after_one(measure: Callable[[], object]) -> list:
    """The measure repeated; the first time is not counted."""
    measure()
    return repeated(measure)


def _page(
    size: str, bank: Bank, page: str, asked: dict[Choice, list[Question]], floor: dict[str, dict[str, list[float]]]
) -> list[Line]:
    """Each question of a page, the sum of all, and the floor of the same figures."""
    spent, sums, besides, floors = defaultdict(list), {}, {}, []
    for choice, questions in asked.items():
        runs = _after_one(lambda questions=questions: _ask_all(bank, questions))
        for run in runs:
            for words, milliseconds in run.items():
                spent[words].append(milliseconds)
        sums[choice.name] = [sum(run.values()) for run in runs]
        asking = partial(_ask_beside, page, bank, choice.filters(bank), questions)
        besides[choice.name] = _after_one(asking)
        floors.append(sum(quantile(floor[name][choice.name], 0.5) for name in _figures(questions)))
    return [
        *(line(size, "answers", f"{page}: {words}", "ms", v) for words, v in spent.items() if max(v) > NOTHING),
        line(size, "answers", f"{page}: all answers", "ms", _all(sums), by_choice=_medians(sums)),
        line(size, "answers", f"{page}: all, some beside", "ms", _all(besides), by_choice=_medians(besides)),
        line(size, "answers", f"{page}: floor of its figures", "ms", floors),
    ]


def _by_products(size: str, bank: Bank, choices: list[Choice]) -> Iterator[Line]:
    """All answers of the page that ranks clients, ranked by what the chosen products hold and by what they bring."""
    for measure in OF_PRODUCTS:
        besides = {}
        for choice in choices:
            filters = choice.filters(bank)
            if measure in rankings(bank, filters):
                questions = record(PAGES[MEASURED][0], choice, measure=measure).questions
                besides[choice.name] = _after_one(partial(_ask_beside, MEASURED, bank, filters, questions))
        if besides:
            what = f"{MEASURED}, {measure}: all, some beside"
            yield line(size, "answers", what, "ms", _all(besides), by_choice=_medians(besides))


def _medians(by_choice: dict[str, list[float]]) -> dict[str, float]:
    return {name: round(quantile(values, 0.5), 2) for name, values in by_choice.items()}


def _ask_beside(page: str, bank: Bank, filters: Filters, questions: list[Question]) -> float:
    """Milliseconds until a page that nobody has asked before has all its answers, as the product asks for them."""
    measure = {name: value for asked in questions for name, value in asked.named if name == "measure"}
    forget()
    begin = time.perf_counter()
    under_way, replay = beside.opens(page, bank, filters, **measure), Replay(bank)
    for asked in questions:
        replay.ask(asked)
    wait(under_way)
    return (time.perf_counter() - begin) * 1000


def _ask_all(bank: Bank, questions: list[Question]) -> dict[str, float]:
    """Milliseconds of each question of a page that nobody has asked before; what is asked twice counts twice."""
    forget()
    replay, spent = Replay(bank), defaultdict(float)
    for asked in questions:
        begin = time.perf_counter()
        replay.ask(asked)
        spent[asked.words] += (time.perf_counter() - begin) * 1000
    return spent
