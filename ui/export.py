"""The one way out for rows: files that a spreadsheet and a program read alike, exact and harmless.

UTF-8 with a byte order mark, commas, CRLF. Text is quoted and stays as it is, numbers are plain, dates are
ISO, what is missing is empty. A text that a spreadsheet would run as a formula gets a leading single quote.
"""

import datetime
import re
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import chain

import pyarrow as pa
import pyarrow.compute as pc

_ENCODING_MARK = b"\xef\xbb\xbf"
_LINE_END = "\r\n"
_ROWS_AT_A_TIME = 16_384
_FORMULA = pa.array(list("=+-@"), pa.large_string())
_BREAKS = pa.array(list("\t\r\n"), pa.large_string())
_PLAIN = r"^[0-9A-Za-z\x{4e00}-\x{9fff}]"
# What a spreadsheet may pass over before a formula: blanks of all widths, and characters without any width.
_BLANKS = "\t\n\v\f\r \x85\xa0\u1680\u180e\u2028\u2029\u202f\u205f\u2060\u3000\ufeff" + "".join(
    map(chr, range(0x2000, 0x2010))
)


def csv_bytes(table: pa.Table, heads: dict[str, str] | None = None, months: Collection[str] = ()) -> bytes:
    """The whole table as a CSV file.

    `heads` maps column names to the heads to write (default: the names); `months` names the date columns that
    are written as `2026-10`. Lists are one text joined with ' | '. Decimals are written digit by digit.
    Raises ValueError for a table without columns and for a column that has no text form, such as a struct.
    """
    if not table.num_columns:
        raise ValueError("a table without columns cannot be exported")
    named = pa.array([(heads or {}).get(name, name) for name in table.column_names], pa.large_string())
    lines = [_ENCODING_MARK, ",".join(_quoted(named).to_pylist()).encode(), _LINE_END.encode()]
    with ThreadPoolExecutor() as threads:
        batches = threads.map(partial(_lines, months=months), table.to_batches(max_chunksize=_ROWS_AT_A_TIME))
        return b"".join([*lines, *chain.from_iterable(batches)])


def about_bytes(facts: list[tuple[str, str]], heads: tuple[str, str] = ("what", "value")) -> bytes:
    """The companion file of an export: one line per fact about it (scope, month, definition …)."""
    what, value = ([fact[side] for fact in facts] for side in (0, 1))
    table = pa.table({"what": pa.array(what, pa.string()), "value": pa.array(value, pa.string())})
    return csv_bytes(table, dict(zip(("what", "value"), heads, strict=True)))


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


def _lines(batch: pa.RecordBatch, months: Collection[str]) -> list[bytes]:
    """The rows of a batch as encoded lines, each ending in CRLF."""
    if not batch.num_rows:
        return []
    cells = [_cells(column, name, name in months) for name, column in zip(batch.schema.names, batch.columns)]
    rows = pc.binary_join_element_wise(*cells, pa.scalar(",", pa.large_string()))
    whole = pa.ListArray.from_arrays(pa.array([0, len(rows)], pa.int32()), rows)
    joined = pc.binary_join(whole, pa.scalar(_LINE_END, pa.large_string()))[0]
    return [joined.as_buffer().to_pybytes(), _LINE_END.encode()]


def _cells(column: pa.Array, name: str, is_month: bool) -> pa.Array:
    """A column as it stands in the file: text quoted and harmless, the rest plain, nulls empty."""
    try:
        text = _text(column)
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid) as error:
        raise ValueError(f"column {name} of type {column.type} cannot be exported: {error}") from None
    text = pc.utf8_slice_codeunits(text, 0, 7) if is_month else text
    return pc.fill_null(_quoted(text) if _is_text(column.type) else text, "")


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_text(kind.value_type)
    return _is_list(kind) or any(
        is_kind(kind) for is_kind in (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    )


def _is_list(kind: pa.DataType) -> bool:
    return pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind)


def _text(column: pa.Array) -> pa.Array:
    """The values as text, exact; null stays null."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _text(column.dictionary_decode())
    if _is_list(kind):
        return _joined(column)
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        raise pa.ArrowNotImplementedError("bytes have no text form")
    if pa.types.is_decimal(kind) and not 0 <= kind.scale <= 6:
        return _without_exponent(column)
    if pa.types.is_floating(kind):
        column = pc.if_else(pc.is_finite(column), column, pa.scalar(None, kind))
    return column.cast(pa.large_string())


def _without_exponent(decimals: pa.Array) -> pa.Array:
    """Beyond six decimals a cast writes small values as 1E-8, which not every reader understands."""
    written = (None if value is None else format(value, "f") for value in decimals.to_pylist())
    return pa.array(written, pa.large_string())


def _joined(lists: pa.Array) -> pa.Array:
    """Each list as one text; a null within a list is an empty part, a null list stays null."""
    parts = pc.fill_null(_text(lists.flatten()), "")
    lengths = pc.fill_null(pc.list_value_length(lists), 0).cast(pa.int64())
    ends = pc.cumulative_sum(lengths)
    starts = pa.concat_arrays([pa.array([0], pa.int64()), ends])
    joined = pc.binary_join(pa.LargeListArray.from_arrays(starts, parts), pa.scalar(" | ", pa.large_string()))
    return pc.if_else(lists.is_null(), pa.scalar(None, pa.large_string()), joined)


def _quoted(texts: pa.Array) -> pa.Array:
    """The texts in quotes; of a column that says the same often, each different text is looked at once."""
    codes = texts.dictionary_encode()
    if len(codes.dictionary) * 4 > len(texts):
        return _each_quoted(texts)
    return _each_quoted(codes.dictionary).take(codes.indices)


def _each_quoted(texts: pa.Array) -> pa.Array:
    doubled = pc.replace_substring(texts, '"', '""')
    mark = pa.scalar('"', pa.large_string())
    opening = mark if _are_plain(texts) else pc.if_else(_is_formula(texts), pa.scalar("\"'", pa.large_string()), mark)
    return pc.binary_join_element_wise(opening, doubled, mark, pa.scalar("", pa.large_string()))


def _are_plain(texts: pa.Array) -> bool:
    """Whether each begins with a letter, a digit or a Chinese character, so that none can be a formula."""
    return pc.all(pc.match_substring_regex(texts, _PLAIN), min_count=0).as_py()


def _is_formula(texts: pa.Array) -> pa.Array:
    """Whether a spreadsheet could run the text: judged by its first character in its compatible form."""
    first = pc.utf8_slice_codeunits(pc.utf8_ltrim(texts, _BLANKS), 0, 1)
    compatible = pc.utf8_slice_codeunits(pc.utf8_normalize(first, "NFKC"), 0, 1)
    breaks = pc.is_in(pc.utf8_slice_codeunits(texts, 0, 1), _BREAKS)
    return pc.or_(pc.is_in(compatible, _FORMULA), breaks)
