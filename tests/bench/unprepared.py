"""The product that asks nothing ahead of its readers: `python -m tests.bench.unprepared run app.py` for `python -m
streamlit run app.py`. Here every choice is fresh, however long a reader looks at the page before he makes it. With the
word `pointed` before `run` it asks for what a reader points at, and for nothing else.
"""

import sys
import threading

from streamlit.web.cli import main

from ui.ahead import ahead

POINTED = "pointed"


def ask_nothing_ahead() -> None:
    """Neither what a reader may turn to next is asked, nor what he points at."""
    ahead.points = lambda *given, **named: None
    ask_only_what_is_pointed_at()


def ask_only_what_is_pointed_at() -> None:
    """The thread that would ask for what may come next waits forever."""
    ahead.wait_and_ask = threading.Event().wait


if __name__ == "__main__":
    if sys.argv[1] == POINTED:
        sys.argv.pop(1)
        ask_only_what_is_pointed_at()
    else:
        ask_nothing_ahead()
    sys.exit(main(prog_name="streamlit"))
