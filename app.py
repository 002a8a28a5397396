"""Overview: the six numbers, the tiers over time, what is to be done, the branches. And the server of all pages.

`streamlit run app.py` imports this file for the server, and runs it as a page for each reader who opens the overview.
"""

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route

from ui import charts, drawing, filters, sentences
from ui.frame import open_page
from ui.panel import numbers, show
from ui.readiness import answering


def overview() -> None:
    """The page."""
    page = open_page("overview")
    key_numbers = page.ask("key_numbers")
    numbers(page, key_numbers, page.ask("key_numbers_by_month"), sentences.key_numbers(page, key_numbers))
    st.divider()
    over_time = page.ask("tiers_over_time")
    show(page, over_time, sentences.tiers_over_time(page, over_time, "aum"), charts.tiers_over_time("aum"), 330)
    st.divider()
    actions = page.ask("things_to_act_on")
    show(page, actions, sentences.things_to_act_on(page, actions), charts.things_to_act_on, 280)
    st.divider()
    branches = page.ask("branches_compared")
    show(page, branches, sentences.branches_compared(page, branches))


if __name__ == "__main__":
    overview()
else:
    app = st.App(
        "app.py",
        routes=[Route(drawing.LIBRARY, drawing.library), Route(filters.POINTED, filters.pointed)],
        middleware=[Middleware(drawing.Announced)],
        lifespan=answering,
    )
