"""One figure on a page: its question, its answer in one sentence, picture or table, definition with SQL, clients, file.

What is drawn, explained, opened and exported is one object, the `Answer`.
"""

from collections.abc import Callable, Sequence
from functools import partial
from html import escape

import streamlit as st

import queries
from queries import Answer, Listing
from ui import charts, export, gate, headlines
from ui.choice import MEASURE, first_filters
from ui.controls import Switch, Word, show_line
from ui.drawing import draw
from ui.frame import Page
from ui.names import column_label
from ui.numbers import Number, side_by_side
from ui.reconciled import marked
from ui.tables import mark_of, show_table, shown_columns
from ui.text import colon, heading, listed, paragraph, verbatim


@st.fragment
def show(
    page: Page,
    answer: Answer,
    sentence: str = "",
    chart: Callable | None = None,
    height: int = 320,
    column: str | None = None,
    title: str = "",
    headline: Sequence[Number] = (),
) -> None:
    """Draw one figure. `chart`: its function in `ui.charts` (none, or one that finds nothing to draw: a table);
    `column`: the count that a click opens; `headline`: its one row as numbers side by side, instead of a chart.

    Its own controls run the figure again, never the page.
    """
    key = f"{page.name}_{answer.name}"
    with st.container(key=f"figure_{key}", gap="small"):
        question = heading(title or page.t(answer.header.facts["question"]))
        lacking = gate.lacking(page, answer.header.rests_on)
        if answer.missing or answer.is_empty:
            st.html(question)
            st.info(verbatim(lacking) if lacking and not answer.missing else _why_empty(page, answer))
            if off := marked(page, answer, only_when_off=True):
                show_line(key, off)
            return
        lacking += gate.unfilled(page, answer)
        st.html(question + _said(page, answer, lacking, sentence, key, chart))
        figure = chart and _picture(page, answer, chart)
        view = page.t("Chart") if figure else page.t("Numbers") if headline else ""
        views = None if not view else Switch(f"view_{key}", page.t("View"), {"chart": view, "table": page.t("Table")})
        words = lacking or sentence or page.t(answer.header.facts["question"])
        row = own = None
        if not views or views.chosen == "table":
            row = show_table(page, answer, words, key)
        elif headline:
            st.html(side_by_side(headline, page.palette))
        else:
            row, own = draw(figure, height, words, f"chart_{key}", mark_of(page, answer))
        actions(page, answer, key, views)
        if row is not None and answer.header.population:
            open_clients(page, answer, row, own or column)


def _said(
    page: Page, answer: Answer, lacking: str, sentence: str, key: str, chart: Callable | None = None
) -> str:
    """The answer in a sentence, or what it lacks, and what is to be known beside it, as HTML; what lacks something
    greys the picture below.

    It is one element: where elements come and go above a picture, the browser builds the picture anew.
    """
    said = (
        ("lacking", lacking) if lacking else ("answer", sentence),
        ("remark", _untouched(page, answer)),
        ("remark", _left_out(page, answer, chart)),
        ("remark", _once(page, gate.unearned(page, answer), key)),
        ("remark", _once(page, gate.unheld(page, answer), key)),
        ("remark", _once(page, gate.without_averages(page, answer), key)),
    )
    return "".join(paragraph(kind, words) for kind, words in said if words)


def _once(page: Page, sentence: str, key: str) -> str:
    """What is true of several figures of a page, under the first of them; else nothing."""
    return sentence if page.said.setdefault(sentence, key) == key else ""


def _untouched(page: Page, answer: Answer | Listing) -> str:
    """Which of the choices that the reader has made do not touch the figure."""
    chosen = {
        "month": page.filters.month != first_filters(page.bank).month and page.t("the month"),
        "branches": page.filters.branches and page.t("the branches"),
        "products": page.filters.products and page.t("the products"),
    }
    names = [chosen[name] for name in answer.header.ignores if chosen[name]]
    if not names:
        return ""
    return page.t("The choice of {what} does not touch this figure.", what=page.t(" and ").join(names))


def _left_out(page: Page, answer: Answer, chart: Callable | None) -> str:
    """That a picture of branches has no room for all of them."""
    branches = {*answer.table["branch_id"].to_pylist()} if chart and "branch_id" in answer.table.column_names else {}
    if len(branches) <= charts.MOST_BRANCHES:
        return ""
    most, every = (page.write(number, "count") for number in (charts.MOST_BRANCHES, len(branches)))
    return page.t("The picture has room for {most} branches; the table has all {every}.", most=most, every=every)


def _why_empty(page: Page, answer: Answer) -> str:
    if answer.missing:
        files = listed((page.called("file", name) for name in answer.missing), page.language)
        return page.t("This figure needs a file that was not delivered: {files}.", files=files)
    opening = queries.months_before(page.filters.month, 12)
    if answer.header.population == "cohort_in_scope" and opening < page.bank.months[0]:
        return page.t(
            "The data begin in {month}: clients can be followed for twelve months from {first} on.",
            month=page.write(page.bank.months[0], "month"),
            first=page.write(queries.months_before(page.bank.months[0], -12), "month"),
        )
    if answer.header.population == "losses_in_scope" and page.filters.month == page.bank.months[0]:
        first = page.write(page.bank.months[0], "month")
        return page.t("The data begin in {month}: who leaves is seen from the month after it on.", month=first)
    if answer.header.if_none and not page.filters.branches:  # of chosen branches it would say too much
        return page.t(answer.header.if_none)
    if answer.header.population == "movements_in_scope" and page.filters.comparison is None:
        return page.t("The data do not reach back to the comparison month.")
    there = page.rests_on("as_of")
    if answer.header.population and there and there["clients"]:
        clients = page.write(there["clients"], "count")
        return page.t("None of the {clients} clients of this scope belongs in this figure.", clients=clients)
    return nothing(page)


def nothing(page: Page) -> str:
    """That there are no rows for what the reader has chosen."""
    if page.filters.branches or page.filters.products:
        return page.t(
            "There is nothing to show for this choice of branches and products. Reset the filters to see all."
        )
    return page.t("There is nothing to show for this month.")


def _in_picture(words: str) -> str:
    """plotly.js takes `<b>` in a text for bold, a link for a link."""
    return escape(words, quote=False)


def _picture(page: Page, answer: Answer, chart: Callable) -> dict | None:
    """The figure drawn; none where its rows make no picture."""
    currency = _in_picture(page.currency)

    def called(column: str, code: object) -> str:
        return _in_picture(page.called(column, code))

    look = charts.Look(page.palette, page.language, currency, called, page.t, page.bank.ladder)
    return chart(answer.table.to_pylist(), look)


def actions(page: Page, answer: Answer, key: str, views: Switch | None = None) -> None:
    """The quiet line under a figure; `views`: as what it can be seen."""
    words = {"definition": Word(page.t("Definition"), partial(_definition, page, answer))}
    if answer.header.population and not answer.header.overlaps:
        words["clients"] = Word(page.t("Clients"))
    words["download"] = Word(page.t("Download"), partial(_download, page, answer, key))
    words |= marked(page, answer)
    if show_line(key, words, views) == "clients":
        open_clients(page, answer, None, None)


def about_rows(page: Page, rows: Answer, everything: Listing, key: str, condition: str) -> None:
    """What the rows of a list mean, and all of them as a file."""
    words = {
        "definition": Word(page.t("Definition"), partial(_definition, page, rows)),
        "download": Word(page.t("Download"), partial(_download, page, everything, key, condition=condition)),
    }
    show_line(key, words)


def _definition(page: Page, answer: Answer) -> None:
    """What the figure means, column by column, and its SQL."""
    st.write(page.t(answer.header.facts["definition"]))
    if own := _own_rules(page):
        st.caption(page.t("Where the text names other numbers, the bank's own hold: {rules}", rules=verbatim(own)))
    st.caption(page.t("Each row: {grain}", grain=page.t(answer.header.facts["grain"])))
    lines = [
        f"- **{page.t(column_label(c))}**{colon(page.language)}{page.t(answer.header.columns[c].meaning)}"
        for c in shown_columns(page, answer)
    ]
    st.markdown("\n".join(lines))
    st.code(answer.sql, language="sql")


def about(page: Page, rows: Answer | Listing, condition: str = "") -> bytes:
    """What goes with a file: what it shows, for whom, of which data, by which definition; `condition`: of which clients
    it is, in words, where it is a list of those behind a figure.
    """
    facts, head, count = page.bank.facts, rows.header, rows.count
    return export.about_bytes(
        [
            (page.t("Figure"), rows.name),
            (page.t("Question"), page.t(head.facts["question"])),
            (page.t("Scope"), " · ".join(filter(None, (page.scope, _untouched(page, rows))))),
            *([(page.t("Clients"), condition)] if condition else []),
            (page.t("Rows"), page.t("{rows} of {of}", rows=count, of=_population(rows) or count)),
            *((page.t("Not complete"), said) for said in _lacks(page, rows)),
            (page.t("Definition"), page.t(head.facts["definition"])),
            *((page.t("The bank's own numbers in it"), own) for own in [_own_rules(page)] if own),
            (page.t("Load of the data"), facts["load_id"]),
            (page.t("Fingerprint of the loaded definitions"), facts["definitions"]),
            ("SQL", rows.sql),
            *((f"${name}", export.literal(value)) for name, value in rows.parameters.items() if f"${name}" in rows.sql),
            *((name, page.t(column.meaning)) for name, column in head.columns.items()),
            (
                page.t("Note"),
                page.t(
                    "A text that a spreadsheet would run as a formula begins with a single quote. "
                    "Identifiers are text: import them as text."
                ),
            ),
        ]
    )


def _own_rules(page: Page) -> str:
    """The policies of the bank that are not the defaults, which the definitions name."""
    return listed((f"{name} {value:g}" for name, value in page.bank.own_policies.items()), page.language)


def _population(rows: Answer | Listing) -> int | None:
    """How many there are of whom a figure that shows the first so many shows these; None of another figure."""
    found = queries.reconcile(rows) if isinstance(rows, Answer) and rows.header.lists else None
    return found.of if found else None


def _lacks(page: Page, rows: Answer | Listing) -> list[str]:
    """Why the screen withholds the figure, or what it says that the figure lacks."""
    said = (
        gate.lacking(page, rows.header.rests_on),
        gate.unfilled(page, rows),
        gate.unearned(page, rows),
        gate.unheld(page, rows),
        gate.without_averages(page, rows),
    )
    return [one for one in said if one]


def _download(
    page: Page, rows: Answer | Listing, key: str, kind: str = "secondary", condition: str = "", words: str = ""
) -> None:
    """The rows as CSV, and the file that explains them, beside the `words` on what they are."""
    measured = "_".join([rows.name, *([str(rows.parameters[MEASURE])] if MEASURE in rows.header.takes else [])])
    named = partial(export.file_name, measured, page.filters.month)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if words:
            st.caption(words, width="content")
        for label, made, name, what in (
            (page.t("Rows as CSV"), rows.csv, named(), "csv"),
            (page.t("About these rows"), partial(about, page, rows, condition), named(about=True), "about"),
        ):
            st.download_button(label, made, name, "text/csv", key=f"{what}_{key}", type=kind, on_click="ignore")


def download_every_row(page: Page, name: str, words: str) -> None:
    """The rows of a figure that is not drawn, as a file; they are asked for when the file is."""
    _download(page, queries.listing(name, page.filters, of=page.bank), name, "tertiary", words=words)


def open_clients(page: Page, answer: Answer, row: int | None, column: str | None) -> None:
    """Go to the client register of exactly the clients behind a row of the figure (None: behind all rows, or those of
    the as-of month where the figure has rows of several).
    """
    values = {"pick_month": str(page.filters.month)} if "month" in answer.header.picked_by else {}
    if row is not None:
        cells = answer.table.slice(row, 1).to_pylist()[0]
        values = {f"pick_{name}": "" if cells[name] is None else str(cells[name]) for name in answer.header.picked_by}
    asked = {MEASURE: st.query_params[MEASURE]} if MEASURE in st.query_params else {}
    asked |= {k: str(v) for k, v in answer.parameters.items() if k in answer.header.takes and k != "filters"}
    page.go("clients", of=answer.name, origin=page.name, **({"column": column} if column else {}), **values, **asked)


def numbers(page: Page, answer: Answer, history: Answer, sentence: str) -> None:
    """The six numbers in a row: value, change against the named month, line of 24 months; or why one is withheld."""
    st.html(paragraph("lead", gate.lacking(page, ("as_of",)) or sentence))
    if answer.is_empty:
        st.info(_why_empty(page, answer))
        return
    key = f"{page.name}_{answer.name}"
    shown = side_by_side(headlines.key_numbers(page, answer, history), page.palette)
    st.html(shown + _said(page, answer, "", "", key))
    st.fragment(actions)(page, answer, key)
