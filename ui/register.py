"""The client register on screen: the condition in words, the sums, a page of rows sorted in SQL, all in the file."""

from dataclasses import replace

import pyarrow as pa
import streamlit as st

import queries
from queries import Answer, Picks
from ui import gate
from ui.choice import MEASURE, OF_PRODUCTS, RANKINGS, rankings
from ui.controls import Switch, show_switch
from ui.frame import ORDER, PAGES, Page, or_stop
from ui.names import column_label
from ui.panel import about_rows, nothing
from ui.tables import show_table
from ui.text import colon, paragraph

PAGE_ROWS = 50
ROWS_IN_SIGHT = 16
PAGES_SHOWN, PAGE_WIDTH = 7, 38  # pixels: where the pager takes the width of its content, it leaves pages out
WHOLE = Picks("client_register")
PICK = "pick_"
"""Before a column of the figure, in the address: the row whose clients are meant holds this in it."""


def picks_of(page: Page) -> tuple[Picks, dict[str, str], str | None]:
    """What the address asks for: the picks, the figure's other parameters, and the page it came from.

    Raises LookupError where there is no such thing: without it more clients would be shown than it names.
    """
    first = {key: values[0] for key, values in page.extra.items()}
    figure, column = first.get("of", WHOLE.figure), first.get("column")
    head = queries.header(figure)
    picked = {key.removeprefix(PICK): value or None for key, value in first.items() if key.startswith(PICK)}
    asked = {name: first.get(name, "contribution") for name in head.takes if name != "filters"}
    if not head.population:
        raise LookupError(f"{figure} does not open clients")
    measures = rankings(page.bank, page.filters)
    if asked.get(MEASURE) in OF_PRODUCTS and asked[MEASURE] not in measures:  # gone with the choice of products
        asked[MEASURE] = measures[0]
    if unknown := {*picked} - {*head.picked_by} | {column} - {None, *head.columns} | {*asked.values()} - {*measures}:
        raise LookupError(f"{figure} has no {', '.join(sorted(unknown))}")
    values = tuple((name, picked[name]) for name in head.picked_by if name in picked)
    return Picks(figure, column, values), asked, first.get("origin")


def _condition(page: Page, picks: Picks, measure: str | None) -> str:
    """The picks in words, and the measure by which the figure ranks."""
    head = queries.header(picks.figure)
    if picks == WHOLE:
        return page.t("All clients of the register in this scope.")
    parts = [page.t(head.facts["question"])] if picks.figure != WHOLE.figure else []
    for name, value in picks.values:
        unit = head.columns[name].unit
        shown = page.called(name, value) if unit == "text" else (value or "–")[:7]
        parts.append(f"{page.t(column_label(name))}{colon(page.language)}{shown}")
    if measure:
        parts.append(f"{page.t('Measure')}{colon(page.language)}{page.t(RANKINGS[measure])}")
    if picks.words:
        parts.append(f"{page.t('Name or number contains')}{colon(page.language)}{picks.words}")
    if picks.column:
        parts.append(page.t(head.columns[picks.column].meaning))
    return " · ".join(parts)


def _of_when(page: Page, rows: Answer) -> str:
    """Of which month the rows are, where it is not the as-of month."""
    months = set(rows.table["month"].to_pylist())
    if months <= {page.filters.month}:
        return ""
    if len(months) > 1:
        return page.t(" · each row of the month that it names")
    return page.t(" · rows of {month}", month=page.write(months.pop(), "month"))


def _counted(page: Page, sums: dict) -> str:
    """What the figure counts of these clients, where it is neither their AUM nor their contribution."""
    if sums["amount"] in (None, sums["aum"], sums["contribution_12m"]):
        return ""
    return page.t(" · the figure counts {amount}", amount=page.write(sums["amount"], "money"))


def _lacking(page: Page, rows: Answer) -> str:
    """What the sums of the as-of month lack, as HTML: who was not delivered has no AUM of it."""
    said = gate.stopped(page, "as_of") if page.filters.month in rows.table["month"].to_pylist() else ""
    return paragraph("remark", page.t("AUM lacks what was not delivered.{which}", which=said)) if said else ""


def _states(page: Page, table: pa.Table) -> list[str]:
    """The state of each row, with another word for who is there still, but about to be counted as lost. A row of an
    earlier month, from which the loss is known, says what the state was then.
    """
    rows = zip(*(table[name].to_pylist() for name in ("state", "loss_kind", "month")))
    return [
        "leaving" if kind and state == "present" and month == page.filters.month else state
        for state, kind, month in rows
    ]


def _turning(meant: tuple) -> str:
    """The key under which the pages are turned: another one whenever other clients are meant, which begin anew."""
    known, times = st.session_state.get("register_of", (None, 0))
    if meant != known:
        times += 1
        st.session_state["register_of"] = (meant, times)
    return f"register_page_{times}"


def _back(page: Page) -> dict[str, list[str]]:
    """The address of the page that the clients were opened from."""
    return page.address | {key: value for key, value in page.extra.items() if key == MEASURE}


def _offer_all(page: Page) -> None:
    if st.button(page.t("All clients"), key="register_all", type="tertiary"):
        page.go("clients")


def show_register(page: Page) -> None:
    """Draw the register, or the clients behind the figure that the address names."""
    try:
        picks, asked, origin = picks_of(page)
    except LookupError:
        st.warning(page.t("This address names clients that cannot be found here."))
        _offer_all(page)
        return
    if picks != WHOLE:
        with st.container(horizontal=True, vertical_alignment="center"):
            if origin in PAGES:
                st.page_link(PAGES[origin][0], label="← " + page.t(PAGES[origin][1]), query_params=_back(page))
            _offer_all(page)
    columns = [c for c in queries.header("client_register").columns if page.has_chosen_aum or c[:7] != "chosen_"]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = st.text_input(page.t("Name or number contains"), key="register_words", width=220).strip()
        order = st.selectbox(
            page.t("Sorted by"),
            columns,
            index=columns.index("aum"),
            key=ORDER,
            width=260,
            format_func=lambda c: page.t(column_label(c)),
        )
        ways = {"desc": page.t("Highest first"), "asc": page.t("Lowest first")}
        way = show_switch(Switch("register_way", page.t("Order"), ways))
    picks, measure = replace(picks, words=words), asked.get(MEASURE)
    asked |= {"order": order, "descending": way != "asc", "of": page.bank}
    turning = _turning((page.bank.path, picks, page.filters, measure, order, way))
    place = st.session_state.get(turning, 1)
    with or_stop(page.language):
        rows, totals = queries.clients_behind(
            picks, page.filters, limit=PAGE_ROWS, offset=(place - 1) * PAGE_ROWS, **asked
        )
    sums = totals.table.to_pylist()[0]
    together = page.t(
        "{clients} clients, AUM {aum}, contribution in {months} months {contribution}",
        months=gate.earned_months(page, rows.table["month"][0].as_py() if rows.table.num_rows else None),
        clients=page.write(sums["clients_listed"], "count"),
        aum=page.write(sums["aum"], "money"),
        contribution=page.write(sums["contribution_12m"], "money"),
    )
    together += _of_when(page, rows) + _counted(page, sums)
    condition = _condition(page, picks, measure)
    st.html(paragraph("lead", condition) + paragraph("answer", together) + _lacking(page, rows))
    if not sums["clients_listed"]:
        st.info(page.t("No client has such a name or number.") if words else nothing(page))
        return
    states = {"state": _states(page, rows.table)}
    show_table(page, rows, condition, "register", ROWS_IN_SIGHT, instead=states, is_whole=False)
    pages = -(-int(sums["clients_listed"]) // PAGE_ROWS)
    with st.container(horizontal=True, vertical_alignment="center"):
        if pages > 1:
            width = (min(pages, PAGES_SHOWN) + 3) * PAGE_WIDTH  # with the two arrows, and room to spare
            st.pagination(pages, key=turning, max_visible_pages=PAGES_SHOWN, width=width)
        before = (place - 1) * PAGE_ROWS
        part = page.t(
            "{first} to {last} of {of}",
            first=page.write(before + 1, "count"),
            last=page.write(before + rows.table.num_rows, "count"),
            of=page.write(sums["clients_listed"], "count"),
        )
        st.html(paragraph("scope", part), width="content")
    everything = queries.clients_listed(picks, page.filters, **asked)
    st.fragment(about_rows)(page, rows, everything, "register", condition)
