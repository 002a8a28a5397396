"""RM coverage: who is looked after, by whom, and how well."""

import streamlit as st

from ui import charts, sentences
from ui.frame import open_page
from ui.panel import show

page = open_page("coverage")
bases = {"clients": page.t("Share of clients"), "aum": page.t("Share of AUM")}
coverage = page.ask("coverage_by_tier")


@st.fragment
def coverage_by() -> None:
    """The figure that can be seen in clients or in AUM; the rest of the page does not depend on which."""
    by = page.choose_measure(bases)
    show(page, coverage, sentences.coverage_by_tier(page, coverage, by), charts.coverage_by_tier(by), 320)


coverage_by()
st.divider()
left, right = st.columns(2, gap="large")
with left:
    contacts = page.ask("contact_states")
    show(page, contacts, sentences.contact_states(page, contacts), charts.contact_states, 320)
with right:
    load = page.ask("rm_load")
    show(page, load, sentences.rm_load(page, load), charts.rm_load, 320)
st.divider()
uncovered = page.ask("uncovered_clients")
show(page, uncovered, sentences.uncovered_clients(page, uncovered), charts.uncovered_clients, 300)
