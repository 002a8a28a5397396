"""Attrition: whom we lose, when, where, and how sure that is."""

import streamlit as st

from ui import charts, headlines, sentences
from ui.frame import open_page
from ui.panel import show

page = open_page("attrition")
rate = page.ask("attrition")
show(page, rate, sentences.attrition(page, rate), headline=headlines.attrition(page, rate))
st.divider()
months = page.ask("attrition_by_month")
show(page, months, sentences.attrition_by_month(page, months), charts.attrition_by_month, 320)
st.divider()
left, right = st.columns([5, 4], gap="large")
with left:
    tiers = page.ask("attrition_by_tier")
    show(page, tiers, sentences.attrition_by_tier(page, tiers), charts.attrition_by_tier, 300, "lost")
    lost = page.ask("lost_clients")
    show(page, lost, sentences.lost_clients(page, lost, rate))
with right:
    branches = page.ask("attrition_by_branch")
    height = charts.height_of(branches.table["branch_id"].to_pylist(), 720)
    show(page, branches, sentences.attrition_by_branch(page, branches), charts.attrition_by_branch, height, "lost")
