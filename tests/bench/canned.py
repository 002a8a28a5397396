"""The product with canned answers: `python -m tests.bench.canned FILE run app.py` for `python -m streamlit run app.py`.

The file holds what pages asked, and what they were told (`questions.Recording.answers`). Here they are told the same at
once, so what is left is the cost of everything but the data: the frame, the drawing, the browser. What is not in the
file is asked in earnest, and said in the log, so that it can be counted.
"""

import pickle
import sys
from collections.abc import Callable
from pathlib import Path

from streamlit.web.cli import main

import queries
from tests.bench.questions import ASKED, question
from tests.bench.unprepared import ask_nothing_ahead

MISSED = "not canned:"


def from_memory(known: dict, function: str, ask: Callable) -> Callable:
    """The function, answering from what is known."""

    def answer(*given: object, **named: object) -> object:
        asked = question(function, given, named)
        if asked not in known:
            print(MISSED, asked.words, flush=True)
            known[asked] = ask(*given, **named)
        return known[asked]

    return answer


if __name__ == "__main__":
    remembered = pickle.loads(Path(sys.argv.pop(1)).read_bytes())
    for name in ASKED:
        setattr(queries, name, from_memory(remembered, name, getattr(queries, name)))
    ask_nothing_ahead()
    sys.exit(main(prog_name="streamlit"))
