"""What the first reader would wait for, done while the server starts."""

import importlib
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import streamlit as st

import queries
from ui.frame import first_filters

FIRST_PAGE = (
    "basis",
    "key_numbers",
    "key_numbers_by_month",
    "tiers_over_time",
    "things_to_act_on",
    "branches_compared",
    "data_fields",
)
MEASURE = "contribution"
PAUSE = 5.0  # seconds, in which the first page is painted: it shares the machine with its browser


@asynccontextmanager
async def answering(app: st.App) -> AsyncIterator[None]:
    """Asks for the first page beside the start of the server, so that neither waits for the other."""
    threading.Thread(target=_prepare, name="first page", daemon=True).start()
    yield


def _prepare() -> None:
    ask_first_page()
    import_for_tables()
    time.sleep(PAUSE)
    get_ready()


def ask_first_page() -> None:
    """The answers of the overview to a reader who has chosen nothing yet. What fails is said by the page itself."""
    with _unsaid():
        bank = queries.bank()
        filters = first_filters(bank)
        for name in FIRST_PAGE:
            queries.ask(name, filters, of=bank)


def import_for_tables() -> None:
    """What Streamlit imports at its first table, while the first browser still starts: half a second."""
    importlib.import_module("pandas")


def get_ready() -> None:
    """How to ask for what that reader may choose next, worked out while he looks at the page."""
    with _unsaid():
        bank = queries.bank()
        queries.get_ready(bank, first_filters(bank), measure=MEASURE)


def _unsaid() -> suppress:
    return suppress(queries.NotPublished, queries.Damaged, queries.Unanswered)
