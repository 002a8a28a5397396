"""What the first reader would wait for, done while the server starts."""

import threading
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


@asynccontextmanager
async def answering(app: st.App) -> AsyncIterator[None]:
    """Asks for the first page beside the start of the server, so that neither waits for the other."""
    threading.Thread(target=ask_first_page, name="first page", daemon=True).start()
    yield


def ask_first_page() -> None:
    """The answers of the overview to a reader who has chosen nothing yet, then how to ask for what he may choose.

    What fails is said by the page itself.
    """
    with suppress(queries.NotPublished, queries.Damaged, queries.Unanswered):
        bank = queries.bank()
        filters = first_filters(bank)
        for name in FIRST_PAGE:
            queries.ask(name, filters, of=bank)
        queries.get_ready(bank, filters, measure=MEASURE)
