"""What the answers cost: each figure's SQL alone, and all questions of a page.

*floor*: the SQL of each figure on a warm connection, under each of five choices; nothing of the product's own.
*answers*: what a page asks, in its order, with its reconciliations, after every memory of the process was emptied.
Which questions these are is not written down here but recorded: the page itself is run under each choice, and what it
asks is kept. So a page that asks more, or in another way, is measured as it is.
"""

import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from streamlit.testing.v1 import AppTest

import queries
from queries import Answer, Bank
from queries.database import cursor
from tests.bench.choices import Choice, five_choices
from tests.bench.results import Line, line, quantile
from ui.frame import PAGES

ROOT = Path(__file__).parent.parent.parent
ASKED = ("ask", "reconcile", "clients_behind")
OF_FILES = {"queries.header", "queries.contract", "queries.reconciliation"}
PARAMETERS = {"measure": "contribution"}
REPEATS, LEAST, PATIENCE = 5, 3, 2.0
NOTHING = 0.1
TIMEOUT = 120


@dataclass(frozen=True)
class Question:
    """One call of a page: the function of `queries`, and what it was given; an Answer among it by its own key."""

    function: str
    given: tuple
    named: tuple[tuple[str, object], ...]

    @property
    def words(self) -> str:
        first = self.given[0]
        figure = first if isinstance(first, str) else getattr(first, "figure", None) or first[0]
        return figure if self.function == "ask" else f"{figure}, {self.function.replace('_', ' ')}"


@dataclass
class Recording:
    """What one page asked under one choice, and what came of it."""

    questions: list[Question] = field(default_factory=list)
    answers: dict[Question, object] = field(default_factory=dict)


def key_of(answer: Answer) -> tuple:
    """What an answer is the answer to, without its rows."""
    return answer.name, answer.filters, _asked(answer)


def _asked(answer: Answer) -> tuple:
    return tuple(sorted((k, v) for k, v in answer.parameters.items() if k != "filters"))


def question(function: str, given: tuple, named: dict) -> Question:
    """A call in a form that can be compared and kept."""
    plain = tuple(key_of(value) if isinstance(value, Answer) else value for value in given)
    return Question(function, plain, tuple(sorted((k, v) for k, v in named.items() if k != "of")))


@contextmanager
def _recorded(recording: Recording) -> Iterator[None]:
    """Whatever is asked meanwhile is kept."""

    def keeping(function: str, ask: Callable) -> Callable:
        def keep(*given: object, **named: object) -> object:
            asked, found = question(function, given, named), ask(*given, **named)
            recording.questions.append(asked)
            recording.answers[asked] = found
            return found

        return keep

    with patch.multiple(queries, **{name: keeping(name, getattr(queries, name)) for name in ASKED}):
        yield


def record(page: str, choice: Choice) -> Recording:
    """Run a page under a choice, as a reader who opens that address would, and keep what it asks."""
    recording = Recording()
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=TIMEOUT)
    if PAGES[page][0] != "app.py":
        app.switch_page(PAGES[page][0])
    for key, values in choice.address.items():
        if values:
            app.query_params[key] = values
    with _recorded(recording):
        app.run()
    if app.exception or app.error:
        raise RuntimeError(f"the page {page} failed: {[said.value for said in (*app.exception, *app.error)]}")
    return recording


def forget() -> None:
    """Empty every memory of the package that asks the database; what was read from the program's own files stays."""
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] == "queries" and name not in OF_FILES:
            for held in list(vars(module).values()):
                if hasattr(held, "cache_clear") and held.__module__ == name:
                    held.cache_clear()


class Replay:
    """A recording asked again: a reconciliation is given the answer that this replay has got."""

    def __init__(self, bank: Bank) -> None:
        self._bank, self._answers = bank, {}

    def ask(self, asked: Question) -> None:
        if asked.function == "reconcile":
            queries.reconcile(self._answers[asked.given[0]])
            return
        found = getattr(queries, asked.function)(*asked.given, of=self._bank, **dict(asked.named))
        for answer in found if isinstance(found, tuple) else (found,):
            self._answers[key_of(answer)] = answer


def repeated(measure: Callable[[], object]) -> list:
    """The measure several times; fewer times where it takes long."""
    values, end = [], time.perf_counter() + PATIENCE
    while len(values) < REPEATS and (len(values) < LEAST or time.perf_counter() < end):
        values.append(measure())
    return values


def measure_answers(size: str, bank: Bank, pages: list[str]) -> list[Line]:
    """The floor of every figure, every question of every page, and per page the sum."""
    choices = five_choices(bank)
    floor = {name: _floor(bank, name, choices) for name in queries.figures()}
    lines = [line(size, "floor", name, "ms", _all(by_choice)) for name, by_choice in floor.items()]
    for page in pages:
        lines += _page(size, bank, page, choices, floor)
    return lines


def _all(by_choice: dict[str, list[float]]) -> list[float]:
    return [value for values in by_choice.values() for value in values]


def _floor(bank: Bank, name: str, choices: list[Choice]) -> dict[str, list[float]]:
    """Milliseconds of a figure's SQL for each choice, by the name of the choice."""
    head = queries.header(name)
    with cursor(bank.path) as con:

        def ask(choice: Choice) -> float:
            given = {"filters": choice.filters(bank).as_struct(), **PARAMETERS}
            begin = time.perf_counter()
            con.sql(head.sql, params={key: given[key] for key in head.takes}).to_arrow_table()
            return (time.perf_counter() - begin) * 1000

        return {choice.name: _after_one(lambda choice=choice: ask(choice)) for choice in choices}


def _after_one(measure: Callable[[], object]) -> list:
    """The measure repeated; the first time is not counted."""
    measure()
    return repeated(measure)


def _page(size: str, bank: Bank, page: str, choices: list[Choice], floor: dict) -> list[Line]:
    """Each question of a page, the sum of all, and the floor of the same figures."""
    spent, sums, floors = defaultdict(list), {}, []
    for choice in choices:
        recording = record(page, choice)
        runs = _after_one(lambda recording=recording: _ask_all(bank, recording.questions))
        for run in runs:
            for words, milliseconds in run.items():
                spent[words].append(milliseconds)
        sums[choice.name] = [sum(run.values()) for run in runs]
        asked = {one.words for one in recording.questions if one.function == "ask"}
        floors.append(sum(quantile(floor[name][choice.name], 0.5) for name in asked))
    medians = {name: round(quantile(values, 0.5), 2) for name, values in sums.items()}
    return [
        *(line(size, "answers", f"{page}: {words}", "ms", v) for words, v in spent.items() if max(v) > NOTHING),
        line(size, "answers", f"{page}: all answers", "ms", _all(sums), by_choice=medians),
        line(size, "answers", f"{page}: floor of its figures", "ms", floors),
    ]


def _ask_all(bank: Bank, questions: list[Question]) -> dict[str, float]:
    """Milliseconds of each question of a page that nobody has asked before; what is asked twice counts twice."""
    forget()
    replay, spent = Replay(bank), defaultdict(float)
    for asked in questions:
        begin = time.perf_counter()
        replay.ask(asked)
        spent[asked.words] += (time.perf_counter() - begin) * 1000
    return spent
