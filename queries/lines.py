"""The one way out for rows: files that a spreadsheet and a program read alike, exact and harmless.

UTF-8 with a byte order mark, commas, CRLF. Text is quoted and stays as it is, numbers are plain, dates are
ISO, what is missing is empty. A text that a spreadsheet would run as a formula gets a leading single quote.
The lines are made by the database: a million of them cost little more than to read them.
"""

import io
from collections.abc import Collection, Mapping
from functools import cache

import duckdb
import pyarrow as pa

from queries.database import SETTINGS

ENCODING_MARK = b"\xef\xbb\xbf"
ROWS_AT_A_TIME = 100_000
TEXTS = ("VARCHAR", "ENUM")
WITHOUT_TEXT = ("BLOB", "STRUCT", "MAP", "UNION", "VARIANT")
# What a spreadsheet may pass over before a formula: blanks of all widths, and characters without any width.
BLANKS = "\t\n\v\f\r \x85\xa0\u1680\u180e\u2028\u2029\u202f\u205f\u2060\u3000\ufeff" + "".join(
    map(chr, range(0x2000, 0x2010))
)
# Every character that is = + - or @, or begins with one, in its compatible form.
FORMULA = "=+-@⁺⁼₊₌⩵⩶﬩﹢﹣﹦﹫＋－＝＠"


def _coded(characters: str) -> str:
    """The characters as a class of a regular expression spells them."""
    return "".join(f"\\x{{{ord(character):x}}}" for character in characters)


# Line breaks and tabs at the beginning are unsafe by themselves; other blanks only before a formula.
RUNS = f"^(?:[\t\r\n]|[{_coded(BLANKS)}]*[{_coded(FORMULA)}])"
# Digits, letters and Chinese characters: what begins with one cannot be a formula, and need not be searched for one.
PLAIN = ((48, 57), (65, 90), (97, 122), (0x4E00, 0x9FFF))


def csv_bytes(table: pa.Table, heads: Mapping[str, str] | None = None, months: Collection[str] = ()) -> bytes:
    """The whole table as a CSV file.

    `heads` maps column names to the heads to write (default: the names); `months` names the date columns that
    are written as `2026-10`. Lists are one text joined with ' | '. Decimals are written digit by digit.
    Raises ValueError for a table without columns and for a column that has no text form, such as a struct.
    """
    if not table.num_columns:
        raise ValueError("a table without columns cannot be exported")
    with _apart().cursor() as cur:
        cur.register("given", table)
        return csv_of(cur, "select * from given", {}, heads, months)


def csv_of(
    cur: duckdb.DuckDBPyConnection,
    sql: str,
    parameters: Mapping[str, object],
    heads: Mapping[str, str] | None = None,
    months: Collection[str] = (),
    order: str = "",
) -> bytes:
    """The rows of a statement, in its order, as such a file; they go there some at a time.

    An `order by` of columns of the result may be given apart: to order lines is less work than to order all columns.
    """
    given = dict(parameters) or None
    kinds = {name: kind for name, kind, *_ in cur.execute(f"describe {sql}", given).fetchall()}
    cells = [_cell(name, kind, name in months) for name, kind in kinds.items()]
    titles = [(heads or {}).get(name, name) for name in kinds]
    head = cur.execute(f"select {_line([_text(f'${place}') for place in range(1, len(titles) + 1)])}", titles)
    written = io.BytesIO()
    written.write(ENCODING_MARK + head.fetchone()[0].encode())
    lines = f"select {_line(cells)} from ({sql}){order}"  # without a name: a column may have any
    for batch in cur.execute(lines, given).to_arrow_reader(ROWS_AT_A_TIME):
        written.write(_content(batch.column(0)))
    return written.getvalue()


@cache
def _apart() -> duckdb.DuckDBPyConnection:
    """A database without anything in it, to write tables that are already read."""
    return duckdb.connect(config=SETTINGS)


def _content(lines: pa.Array) -> memoryview:
    """The lines one after the other, as they lie in memory: nothing is copied."""
    _, offsets, content = lines.buffers()
    places = memoryview(offsets or b"").cast("q" if pa.types.is_large_string(lines.type) else "i")
    return memoryview(content or b"")[places[lines.offset] : places[lines.offset + len(lines)]] if len(lines) else b""


def _line(cells: list[str]) -> str:
    """SQL: the cells of a row as one line. What is null is empty."""
    comma = ", ',', "
    return f"concat({comma.join(cells)}, chr(13), chr(10))"


def _cell(name: str, kind: str, is_month: bool) -> str:
    """SQL: one column as it stands in the file, one part of a line or several."""
    column = '"' + name.replace('"', '""') + '"'
    if kind.endswith("]"):
        parts = f"list_transform({column}, lambda part: coalesce(part::varchar, ''))"
        return _text(f"array_to_string({parts}, ' | ')")
    if kind.startswith(WITHOUT_TEXT):
        raise ValueError(f"column {name} of type {kind} cannot be exported")
    if kind.startswith(TEXTS):
        return _text(f"{column}::varchar")
    if kind in ("DOUBLE", "FLOAT"):
        return f"if(isfinite({column}), regexp_replace({column}::varchar, '[.]0$', ''), null)"
    return f"({column}::varchar)[1:7]" if is_month else f"{column}::varchar"


def _text(text: str) -> str:
    """SQL: a text in quotes and harmless, as three parts of a line; nothing where it is null."""
    is_plain = " or ".join(f"unicode({text}) between {first} and {last}" for first, last in PLAIN)
    opening = f"""case when {is_plain} then '"' when regexp_matches({text}, '{RUNS}') then '"''' else '"' end"""
    doubled = f"""if(contains({text}, '"'), replace({text}, '"', '""'), {text})"""
    return f"""if({text} is null, null, {opening}), {doubled}, if({text} is null, null, '"')"""
