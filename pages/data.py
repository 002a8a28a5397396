"""Data quality: what was delivered, how complete and how new it is, whether it adds up, and what was wrong in it."""

import streamlit as st

from ui import charts, sentences
from ui.frame import open_page
from ui.panel import download_every_row, show

page = open_page("data")
products = page.ask("data_products")
show(page, products, sentences.data_products(page, products))
st.divider()
findings = page.ask("data_findings")
show(page, findings, sentences.data_findings(page, findings))
if not findings.is_empty:
    download_every_row(page, "data_finding_rows", page.t("Every row, with its place and its content:"))
st.divider()
feeds = page.ask("data_feeds")
height = charts.height_of(feeds.table["branch_id"].to_pylist())
show(page, feeds, sentences.data_feeds(page, feeds), charts.data_feeds, height)
st.divider()
bases = {"clients": page.t("Share of clients"), "aum": page.t("Share of AUM")}
completeness = page.ask("data_completeness")


@st.fragment
def completeness_by() -> None:
    """The figure that can be seen in clients or in AUM; the rest of the page does not depend on which."""
    by = page.choose_measure(bases)
    show(
        page,
        completeness,
        sentences.data_completeness(page, completeness),
        charts.data_completeness(by),
        charts.height_of(completeness.table["branch_id"].to_pylist()),
    )


completeness_by()
st.divider()
left, right = st.columns(2, gap="large")
with left:
    fields = page.ask("data_fields")
    show(page, fields, sentences.data_fields(page, fields), charts.data_fields, 400)
with right:
    timeliness = page.ask("data_timeliness")
    show(page, timeliness, sentences.data_timeliness(page, timeliness))
st.divider()
left, right = st.columns(2, gap="large")
with left:
    duplicates = page.ask("data_duplicates")
    show(page, duplicates, sentences.data_duplicates(page, duplicates))
with right:
    loads = page.ask("data_loads")
    over_loads = charts.data_loads("aum") if loads.table.num_rows > 1 else None
    show(page, loads, sentences.data_loads(page, loads), over_loads, 300)
