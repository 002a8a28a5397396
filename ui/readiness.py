"""What readers would wait for, done before: while the server starts, and while they look at a page."""

import logging
import os
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import streamlit as st

import queries
from ui.ahead import MEASURES, ahead, ask_page
from ui.choice import first_filters

LOG = logging.getLogger(__name__)
PRIVATE = 0o077  # what a question cannot hold in memory waits on the disk, for nobody else to read
PAUSE = 5.0  # seconds, in which the first page is painted: it shares the machine with its browser


@asynccontextmanager
async def answering(app: st.App) -> AsyncIterator[None]:
    """Asks for the first page beside the start of the server, so that neither waits for the other; later, ahead."""
    os.umask(PRIVATE)
    threading.Thread(target=_prepare, name="ahead", daemon=True).start()
    yield


def _prepare() -> None:
    ask_first_page()
    time.sleep(PAUSE)
    get_ready()
    while True:
        with _unsaid():
            ahead.wait_and_ask()


def ask_first_page() -> None:
    """The answers of the overview to a reader who has chosen nothing yet. What fails is said by the page itself."""
    with _unsaid():
        bank = queries.bank()
        ask_page("overview", bank, first_filters(bank))


def get_ready() -> None:
    """How to ask for what that reader may choose next, worked out while he looks at the page."""
    with _unsaid():
        bank = queries.bank()
        queries.get_ready(bank, first_filters(bank), **MEASURES)


@contextmanager
def _unsaid() -> Iterator[None]:
    """What fails here, the page says; what nobody has thought of stands in the log, and does not end the thread."""
    try:
        yield
    except (queries.NotPublished, queries.Damaged, queries.Unanswered):
        pass
    except Exception:
        LOG.exception("asking ahead of a reader")
