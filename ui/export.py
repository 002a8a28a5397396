"""Files for the reader: what they are called, and the companion that explains one. Their rows: queries/lines.py."""

import datetime
import re

import pyarrow as pa

from queries.lines import csv_bytes


def about_bytes(facts: list[tuple[str, str]], heads: tuple[str, str] = ("what", "value")) -> bytes:
    """The companion file of an export: one line per fact about it (scope, month, definition …)."""
    what, value = ([fact[side] for fact in facts] for side in (0, 1))
    table = pa.table({"what": pa.array(what, pa.string()), "value": pa.array(value, pa.string())})
    return csv_bytes(table, dict(zip(("what", "value"), heads, strict=True)))


def literal(value: object) -> str:
    """A value that a statement was given, as SQL: `date '2026-10-01'`, `['P01']`, `{'month': …}`, null."""
    if value is None:
        return "null"
    if isinstance(value, dict):
        return "{" + ", ".join(f"'{key}': {literal(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(literal, value)) + "]"
    text = str(value).replace("'", "''")
    return f"date '{text}'" if isinstance(value, datetime.date) else f"'{text}'" if isinstance(value, str) else text


def file_name(figure: str, month: datetime.date | str | None, suffix: str = "csv", about: bool = False) -> str:
    """`tier_distribution_2026-10.csv`, or `tier_distribution_2026-10_about.csv` for its companion.

    `month` is a date or a text that starts with it; None for what has no month. Raises ValueError for a
    figure or a month that is no name for a file.
    """
    day = "" if month is None else f"_{str(month)[:7]}"
    if not re.fullmatch(r"[a-z0-9_]+", figure):
        raise ValueError(f"expected the name of a figure, found {figure!r}")
    if month is not None and not re.fullmatch(r"_\d{4}-\d{2}", day):
        raise ValueError(f"expected a month like 2026-10, found {month!r}")
    return f"{figure}{day}{'_about' if about else ''}.{suffix}"
