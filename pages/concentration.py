"""Contribution concentration: how much depends on how few."""

import streamlit as st

from ui import charts, headlines, sentences
from ui.choice import RANKINGS, rankings
from ui.frame import open_page
from ui.panel import show

page = open_page("concentration")
measures = {measure: page.t(RANKINGS[measure]) for measure in rankings(page.bank, page.filters)}
measure = page.choose_measure(measures)
summary = page.ask("concentration_measures", measure=measure)
show(
    page,
    summary,
    sentences.concentration_measures(page, summary),
    title=page.t("How much depends on how few? – {measure}", measure=measures[measure]),
    headline=headlines.concentration_measures(page, summary),
)
st.divider()
left, right = st.columns(2, gap="large")
with left:
    whale = page.ask("whale_curve", measure=measure)
    peak = next(iter(summary.table["peak_share"].to_pylist()), None)
    held = page.t("How much do the largest clients hold?") if sentences.is_held(whale) else ""
    show(page, whale, sentences.whale_curve(page, summary), charts.whale_curve(peak), 360, title=held)
with right:
    lorenz = page.ask("lorenz_curve", measure=measure)
    show(page, lorenz, sentences.lorenz_curve(page, lorenz, summary), charts.lorenz_curve, 360)
st.divider()
left, right = st.columns([4, 5], gap="large")
with left:
    branches = page.ask("concentration_by_branch", measure=measure)
    height = charts.height_of(branches.table["branch_id"].to_pylist(), 620)
    show(page, branches, sentences.concentration_by_branch(page, branches), charts.concentration_by_branch, height)
with right:
    largest = page.ask("largest_clients", measure=measure)
    show(page, largest, sentences.largest_clients(page, largest))
