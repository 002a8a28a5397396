"""Tier distribution: who stands where, in which branch, since when, and who moved."""

import streamlit as st

from ui import charts, sentences
from ui.frame import open_page
from ui.panel import show

page = open_page("tiers")
measures = {
    measure: page.t(words)
    for measure, words in charts.TIER_MEASURES.items()
    if measure != "chosen_aum" or page.has_chosen_aum
}


@st.fragment
def stand() -> None:
    """The figures that can be seen in another measure; no other depends on which."""
    measure = page.choose_measure(measures)
    left, right = st.columns(2, gap="large")
    with left:
        tiers = page.ask("tier_distribution")
        said = sentences.tier_distribution(page, tiers, measure)
        show(page, tiers, said, charts.tier_distribution(measure), 360, "clients")
    with right:
        over_time = page.ask("tiers_over_time")
        show(
            page,
            over_time,
            sentences.tiers_over_time(page, over_time, measure),
            charts.tiers_over_time(measure),
            360,
        )


stand()
st.divider()
left, right = st.columns(2, gap="large")
with left:
    branches = page.ask("tiers_by_branch")
    height = charts.height_of(branches.table["branch_id"].to_pylist(), 900)
    show(page, branches, sentences.tiers_by_branch(page, branches), charts.tiers_by_branch, height)
with right:
    moves = page.ask("tier_migration")
    show(page, moves, sentences.tier_migration(page, moves), charts.tier_migration, 400)
    st.divider()
    near = page.ask("near_threshold")
    show(page, near, sentences.near_threshold(page, near), charts.near_threshold, 300)
