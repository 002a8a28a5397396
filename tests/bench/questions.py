"""What a page asks of the database: recorded, kept in a form that can be compared, and asked again."""

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple
from unittest.mock import patch

from streamlit.testing.v1 import AppTest

import queries
from queries import Answer, Bank, Filters
from tests.bench.choices import Choice
from tests.bench.server import ROOT
from ui.ahead import beside

ASKED = ("ask", "reconcile", "is_proven", "clients_behind")
THE_BANK = "the bank"
NO_ANSWERS = {"queries.header", "queries.contract", "queries.reconciliation", "queries.written_out"}
TIMEOUT = 120
logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").disabled = True


class Key(NamedTuple):
    """What an answer is the answer to: the answer without its rows."""

    figure: str
    filters: Filters
    parameters: tuple[tuple[str, object], ...]


@dataclass(frozen=True)
class Question:
    """One call of a page: a function of `queries` and what it was given, an Answer as its key, the bank as a word."""

    function: str
    given: tuple
    named: tuple[tuple[str, object], ...]

    @property
    def words(self) -> str:
        first = self.given[0]
        figure = first if isinstance(first, str) else first.figure
        return figure if self.function == "ask" else f"{figure}, {self.function.replace('_', ' ')}"


@dataclass
class Recording:
    """What one page asked under one choice, and what came of it."""

    questions: list[Question] = field(default_factory=list)
    answers: dict[Question, object] = field(default_factory=dict)


def key_of(answer: Answer) -> Key:
    asked = sorted((name, value) for name, value in answer.parameters.items() if name != "filters")
    return Key(answer.name, answer.filters, tuple(asked))


def question(function: str, given: tuple, named: dict) -> Question:
    """A call in a form that can be compared and kept."""
    return Question(function, tuple(map(_plain, given)), tuple((name, _plain(named[name])) for name in sorted(named)))


def _plain(value: object) -> object:
    if isinstance(value, Bank):
        return THE_BANK
    return key_of(value) if isinstance(value, Answer) else value


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


def record(path: str, choice: Choice, **more: str) -> Recording:
    """Run the page of a file under a choice, as a reader who opens that address would, and keep what it asks; `more` is
    added to the address.
    """
    recording = Recording()
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=TIMEOUT)
    if path != "app.py":
        app.switch_page(path)
    for key, values in {**choice.address, **more}.items():
        if values:
            app.query_params[key] = values
    with _recorded(recording), patch.object(beside, "opens"):
        app.run()
    if app.exception or app.error:
        raise RuntimeError(f"{path} failed: {[said.value for said in (*app.exception, *app.error)]}")
    return recording


def forget() -> None:
    """Empty every memory of answers; what was read from the program's files stays, and how a kind of choice asks."""
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] == "queries" and name not in NO_ANSWERS:
            for held in list(vars(module).values()):
                if hasattr(held, "cache_clear") and held.__module__ == name:
                    held.cache_clear()


class Replay:
    """A recording asked again: what is asked of an answer is asked of the one that this replay has got."""

    def __init__(self, bank: Bank) -> None:
        self._bank, self._answers = bank, {}

    def ask(self, asked: Question) -> None:
        given, named = map(self._whole, asked.given), {name: self._whole(value) for name, value in asked.named}
        found = getattr(queries, asked.function)(*given, **named)
        for answer in found if isinstance(found, tuple) else (found,):
            if isinstance(answer, Answer):
                self._answers[key_of(answer)] = answer

    def _whole(self, value: object) -> object:
        if isinstance(value, Key):
            return self._answers[value]
        return self._bank if value == THE_BANK else value
