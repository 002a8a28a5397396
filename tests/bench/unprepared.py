"""The product that asks nothing ahead of its readers: `python -m tests.bench.unprepared run app.py` for `python -m
streamlit run app.py`. Here every choice is fresh, however long a reader looks at the page before he makes it.
"""

import sys

from streamlit.web.cli import main

from ui.ahead import ahead


def ask_nothing_ahead() -> None:
    """Who opens a page is not told to those who ask ahead."""
    ahead.came = lambda *given, **named: None


if __name__ == "__main__":
    ask_nothing_ahead()
    sys.exit(main(prog_name="streamlit"))
