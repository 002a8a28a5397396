"""From a delivered cell to the type that the contract asks for: the SQL of it, and a sentence for what does not fit.

Nothing is rounded, guessed or cut off: a cell is understood exactly, or refused with what to write instead.
"""

import re

from queries.contract import Source

DAYS = "['%Y-%m-%d', '%Y/%m/%d', '%Y%m%d', '%Y-%m-%d %H:%M:%S', '%Y/%m/%d %H:%M:%S', '%Y-%m-%dT%H:%M:%S']"
MONTHS = f"['%Y-%m', '%Y/%m', '%Y%m', {DAYS[1:]}"
TRUE = "('true', 't', '1', 'yes', 'y', '是')"
FALSE = "('false', 'f', '0', 'no', 'n', '否')"
EMPTY = "['', 'NULL', '\\N']"
BLANKS = "' \t\u3000\xa0'"
WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "HUGEINT")
FLOATING = ("FLOAT", "DOUBLE")
OPEN_END = "date '2900-01-01'"
EXPECTED = {
    "month": "a month such as 2026-10",
    "date": "a day such as 2026-10-31",
    "boolean": "true or false",
    "integer": "a whole number",
    "decimal": "an amount such as 1234.56",
}
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:([,.'  \u202f])\d{3})(?:\1\d{3})*(?:[.,]\d+)?")
_SHORTENED = re.compile(r"[+-]?\d(?:[.,]\d+)?[eE]\+?\d+")


def kind(source: Source, column: str) -> str:
    """month, date, boolean, integer, decimal or varchar."""
    return "month" if column == "month" else source.columns[column][0].split("(")[0]


def text_of(column: str, delivered: str = "VARCHAR") -> str:
    """SQL of a delivered cell as text without blanks around it, null where it is empty."""
    cell = f'"{column}"'
    if delivered != "VARCHAR":
        return f"{_typed(column, delivered)}::varchar"
    return f"nullif(nullif(nullif(trim({cell}, {BLANKS}), ''), 'NULL'), '\\N')"


def _typed(column: str, delivered: str) -> str:
    """A cell that is no text: what is not a number is empty."""
    return f"nullif(\"{column}\", 'nan'::double)" if delivered in FLOATING else f'"{column}"'


def _number(column: str, delivered: str, decimal_mark: str) -> str:
    if delivered == "VARCHAR":
        cell = text_of(column)
        return f"if(contains({cell}, '.'), null, replace({cell}, ',', '.'))" if decimal_mark == "," else cell
    return _typed(column, delivered)


def cast(source: Source, column: str, delivered: str, decimal_mark: str) -> str:
    """SQL that turns the cell into the type of the contract, null where it cannot."""
    what, type_, cell = kind(source, column), source.columns[column][0], text_of(column, delivered)
    if what in ("month", "date"):
        formats = MONTHS if what == "month" else DAYS
        day = f'try_cast("{column}" as date)' if _is_day(delivered) else f"try_strptime({cell}, {formats})"
        return f"date_trunc('month', {day})::date" if what == "month" else f"{day}::date"
    if what == "boolean":
        if delivered == "BOOLEAN":
            return f'"{column}"'
        return f"case when lower({cell}) in {TRUE} then true when lower({cell}) in {FALSE} then false end"
    if what in ("integer", "decimal"):
        return f"try_cast({_number(column, delivered, decimal_mark)} as {type_})"
    return cell


def _is_day(delivered: str) -> bool:
    return delivered == "DATE" or delivered.startswith("TIMESTAMP")


def stored(source: Source, column: str, cast_sql: str) -> str:
    """SQL of what is kept: the cast; a day such as 9999-12-31 where none need be given means that there is none."""
    if kind(source, column) == "date" and not source.columns[column][1]:
        return f"if({cast_sql} >= {OPEN_END}, null, {cast_sql})"
    return cast_sql


def is_wrong(source: Source, column: str, delivered: str, decimal_mark: str) -> str:
    """SQL condition: there is a cell, and it is not exactly what the contract asks for."""
    what, made = kind(source, column), cast(source, column, delivered, decimal_mark)
    if what in ("integer", "decimal"):
        number = _number(column, delivered, decimal_mark)
        given = f"{text_of(column, delivered) if delivered == 'VARCHAR' else number} is not null"
        return f"{given} and (({made}) is null{_is_inexact(number, made, delivered)})"
    cell = text_of(column, delivered)
    if what == "varchar":
        is_identifier = column in source.key or column in dict(source.refers)
        return rf"regexp_full_match({cell}, '\d(\.\d+)?[eE]\+?\d+')" if is_identifier and delivered not in WHOLE else "false"
    return f"{cell} is not null and ({made}) is null"


def _is_inexact(number: str, made: str, delivered: str) -> str:
    if delivered in WHOLE:
        return ""
    if delivered in FLOATING:
        return f" or abs({number} - ({made})::double) > 0.0005"
    if delivered == "VARCHAR":
        return f" or regexp_matches({number}, '[^0-9.+-]') or try_cast({number} as decimal(38, 12)) <> ({made})"
    return f" or {number} <> ({made})"


def sentence(source: Source, column: str, cell: str | None, decimal_mark: str) -> str:
    """What is wrong with a cell, and what to do about it; None is an empty cell that must be given."""
    what = kind(source, column)
    if cell is None:
        return f"is empty; it must be given: {source.meaning(column)}"
    if what == "varchar":
        return f'"{cell}" is an identifier that a spreadsheet has shortened; export the column as text'
    if what in ("integer", "decimal"):
        return f'"{cell}" {_number_sentence(cell, what, decimal_mark)}'
    if re.fullmatch(r"\d{5}(\.\d+)?", cell):
        return f'"{cell}" is a day as a spreadsheet counts it; format the column as a date, such as 2026-10-31'
    return f'"{cell}" is not {EXPECTED[what]}'


def _number_sentence(cell: str, what: str, mark: str) -> str:
    other = "." if mark == "," else ","
    if _THOUSANDS.fullmatch(cell) and not (cell.count(mark) == 1 and not re.search(f"[{other}'  \u202f]", cell)):
        return f"has thousands separators; write {_without_thousands(cell, mark)}"
    if _SHORTENED.fullmatch(cell):
        return "is a number that a spreadsheet has shortened; format the column as a number"
    if what == "decimal" and re.fullmatch(rf"[+-]?\d+\{other}\d+", cell):
        return f"has another decimal mark than the rest of the file; write {cell.replace(other, mark)}"
    if what == "decimal" and re.fullmatch(rf"[+-]?\d+(\{mark}\d*)?", cell):
        decimals = cell.partition(mark)[2].rstrip("0")
        return "has more than 2 decimals; round it to the cent" if len(decimals) > 2 else "is more than any amount can be"
    return f"is not {EXPECTED[what]}"


def _without_thousands(cell: str, mark: str) -> str:
    last = max(cell.rfind("."), cell.rfind(","))
    groups = re.sub(r"[^\d+-]", "", cell)
    rest = len(cell) - last - 1
    has_decimals = last >= 0 and (rest != 3 or len(set(re.sub(r"[\d+-]", "", cell))) > 1)
    return f"{groups[:-rest]}{mark}{groups[-rest:]}" if has_decimals else groups
