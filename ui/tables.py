"""A figure's rows as a reader sees them: its columns, their heads, and each value in the words of the language."""

from collections.abc import Mapping
from zlib import crc32

import streamlit as st

from queries import Answer
from ui import drawing, units
from ui.charts.parts import placed
from ui.drawing import Column, Table
from ui.frame import Page
from ui.names import column_label

ROWS_IN_SIGHT = 12
WIDE = 9  # columns, from which on the first stays in sight while the others are scrolled
MOST_ROWS = 1_000  # of a figure that the browser is sent; its file has them all
ROW_HEIGHT = 32
SCROLLBAR = 12
COUNTED = ("left_out", "counted", "lost_counted")
HIDDEN = {
    "percentile",
    "is_complete",
    "branch_aum",
    "rule_id",
    "is_short_of_clients",
    "is_short_of_aum",
    "rows_found",
    "suspected",
}


def shown_columns(page: Page, answer: Answer) -> list[str]:
    """The columns a reader sees: of chosen products where some are chosen, of stopped feeds where one has stopped."""
    return [c for c in answer.header.columns if c not in HIDDEN and _tells_something(page, answer, c)]


def _tells_something(page: Page, answer: Answer, column: str) -> bool:
    if column == "feed_state":
        return "not_delivered" in answer.table[column].to_pylist()
    if column == "withheld":
        return any(answer.table[column].to_pylist())
    if column in COUNTED:
        return any(answer.table["left_out"].to_pylist())
    return page.has_chosen_aum or not column.startswith("chosen_")


def readable(page: Page, answer: Answer, instead: Mapping[str, list] | None = None) -> Table:
    """The rows as a reader sees them, the first `MOST_ROWS`; `instead`: other values of a column than the answer's."""
    columns, cells, keys = [], [], []
    names = shown_columns(page, answer)
    for name in names:
        unit = answer.header.columns[name].unit
        values = (instead or {}).get(name) or answer.table[name].slice(0, MOST_ROWS).to_pylist()
        scale = units.scale(values, unit, page.language)
        is_number = unit in units.NUMERIC
        keys.append(placed(values) if is_number else None)
        columns.append(
            Column(
                head=units.column_head(page.t(column_label(name)), unit, scale, page.language, page.currency),
                tip=page.t(answer.header.columns[name].meaning),
                isNumber=is_number,
            )
        )
        if unit == "text":
            cells.append([units.NOTHING if value is None else page.called(name, value) for value in values])
        else:
            cells.append([units.cell(value, unit, page.language, scale) for value in values])
    return Table(
        columns=columns,
        rows=[list(row) for row in zip(*cells)],
        keys=keys,
        isWide=len(names) >= WIDE,
        language=page.language,
    )


def mark_of(page: Page, answer: Answer) -> str:
    """What tells the rows of one choice from those of another, which the browser still shows while these come."""
    return f"{crc32(repr((page.bank.path, answer.parameters)).encode()):x}"


def show_table(
    page: Page,
    answer: Answer,
    alt: str,
    key: str,
    in_sight: int = ROWS_IN_SIGHT,
    instead: Mapping[str, list] | None = None,
    is_whole: bool = True,
) -> int | None:
    """Write a figure as a table, at most `in_sight` rows at once; returns the place of the row whose clients the reader
    wants to see. Of a part of a longer list (not `is_whole`) no rows are sorted, and none is opened.
    """
    table = readable(page, answer, instead)
    row = drawing.write(
        table,
        height=ROW_HEIGHT * (min(len(table["rows"]), in_sight) + 1) + SCROLLBAR,
        alt=alt,
        key=f"table_{key}",
        mark=mark_of(page, answer),
        opens=is_whole and answer.header.population is not None,
        sorts=is_whole and answer.table.num_rows <= MOST_ROWS,
    )
    if answer.table.num_rows > len(table["rows"]):
        first, every = (page.write(rows, "count") for rows in (len(table["rows"]), answer.table.num_rows))
        st.caption(page.t("The first {first} of {every} rows; the download has them all.", first=first, every=every))
    return row
