"""From a delivered cell to the type that the contract asks for: the SQL of it, and a sentence for what does not fit.

Nothing is rounded, guessed or cut off: a cell is understood exactly, or refused with what to write instead.
"""

import re
import unicodedata

from queries.contract import Source

DAY_FORMATS = "['%Y-%m-%d', '%Y/%m/%d', '%Y%m%d', '%Y-%m-%d %H:%M:%S', '%Y/%m/%d %H:%M:%S', '%Y-%m-%dT%H:%M:%S']"
MONTH_FORMATS = f"['%Y-%m', '%Y/%m', '%Y%m', {DAY_FORMATS[1:]}"
DAY_SHAPE = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}([ T]\d{1,2}:\d{2}:\d{2})?|\d{8}"
MONTH_SHAPE = rf"\d{{4}}[-/]\d{{1,2}}|\d{{6}}|{DAY_SHAPE}"
DAYS, MONTHS = (DAY_SHAPE, DAY_FORMATS), (MONTH_SHAPE, MONTH_FORMATS)
TRUE = "('true', 't', '1', 'yes', 'y', '是')"
FALSE = "('false', 'f', '0', 'no', 'n', '否')"
UNKNOWN = ("NULL", "null", "\\N")  # how a cell that is not empty says that nothing is known
_WORDS = ", ".join(f"'{cell}'" for cell in ("", *UNKNOWN))
EMPTY, NOTHING = f"[{_WORDS}]", f"({_WORDS})"  # as a list, and behind `in`
BLANKS = "' \t\r\n\u3000\xa0'"
WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "HUGEINT")
FLOATING = ("FLOAT", "DOUBLE")
PLAIN = ("VARCHAR", *WHOLE, *FLOATING, "BOOLEAN", "DATE", "UUID", '"NULL"')
NOISE = 1e-12  # of the amount: what floating point adds to cents
OPEN_END = "date '2900-01-01'"
EXPECTED = {
    "month": "a month such as 2026-10",
    "date": "a day such as 2026-10-31",
    "boolean": "true or false",
    "integer": "a whole number",
    "decimal": "an amount such as 1234.56",
}
THOUSANDS = ",.'’ \xa0\u2009\u202f，"
_THOUSANDS = re.compile(rf"[+-]?[1-9]\d{{0,2}}(?:([{THOUSANDS}])\d{{3}})(?:\1\d{{3}})*(?:[.,]\d+)?")
LONGEST_SHOWN = 60
AMBIGUOUS = r"[+-]?[1-9]\d{0,2}[.,]\d{3}"
_SHORTENED = re.compile(r"[+-]?\d(?:[.,]\d+)?[eE]\+?\d+")


def kind(source: Source, column: str) -> str:
    """month, date, boolean, integer, decimal or varchar."""
    return "month" if column == "month" else source.columns[column][0].split("(")[0]


def scale(source: Source, column: str) -> int:
    """How many decimals the contract gives a column of numbers."""
    found = re.search(r", ?(\d+)\)", source.columns[column][0])
    return int(found[1]) if found else 0


def unusable_type(source: Source, column: str, delivered: str) -> str | None:
    """What is wrong with the type of a Parquet column, and what to do about it; None where its cells can be read."""
    if delivered in FLOATING and is_identifier(source, column):
        return f"holds numbers with decimals ({delivered}), which identifiers are not; write it as text"
    if delivered.startswith("TIMESTAMP") and ("TZ" in delivered or "ZONE" in delivered):
        return f"holds moments of a time zone ({delivered}), whose day depends on the place; write it as a day"
    if delivered == "FLOAT" and kind(source, column) == "decimal":
        return "holds numbers of single precision (FLOAT), which lose cents; write it as DOUBLE or DECIMAL"
    if delivered not in PLAIN and not delivered.startswith(("DECIMAL(", "ENUM(", "TIMESTAMP")):
        return f"is of the type {delivered}; write it as text, a number or a day"
    return None


def is_identifier(source: Source, column: str) -> bool:
    """Whether it is text by which rows are told apart, though it may consist of digits."""
    names_something = column in source.key or column in dict(source.refers) or column == "identity_number"
    return kind(source, column) == "varchar" and names_something


def prepared(column: str, delivered: str) -> str:
    """SQL of a delivered cell: text without blanks around it; null where it is empty, or a number that is none."""
    cell = f'"{column}"'
    if delivered in FLOATING:
        return f"if(isnan({cell}), null, {cell})"
    if delivered != "VARCHAR":
        return cell
    is_bare = f"{cell} between '!' and '\x7f' and {cell}[-1] between '!' and '~'"  # without trim, which is slow
    text = f"trim({cell}, {BLANKS})"  # nested nullif would double the cell each time, and so the plan
    return f"if({is_bare} and {cell} not in {NOTHING}, {cell}, if({text} in {NOTHING}, null, {text}))"


def made(source: Source, column: str, cell: str, delivered: str, decimal_mark: str) -> str:
    """SQL that turns a prepared cell into the type of the contract, null where it cannot."""
    what, type_ = kind(source, column), source.columns[column][0]
    if _is_of_the_contract(source, column, delivered) and what != "month":
        return cell
    text = cell if delivered == "VARCHAR" else f"{cell}::varchar"
    if what in ("month", "date"):
        written = MONTHS if what == "month" else DAYS
        day = f"try_cast({cell} as date)" if _is_day(delivered) else _day(f"({text})", *written)
        return f"date_trunc('month', {day})::date" if what == "month" else day
    if what == "boolean":
        return f"case when lower({text}) in {TRUE} then true when lower({text}) in {FALSE} then false end"
    if what in ("integer", "decimal"):
        is_comma = delivered == "VARCHAR" and decimal_mark == ","
        number = f"replace({cell}, ',', '.')" if is_comma else cell
        return f"try_cast({number} as {type_})"
    return text


def _is_of_the_contract(source: Source, column: str, delivered: str) -> bool:
    """Whether each cell has the type that the contract asks for, so that it stands for itself."""
    return delivered.lower() == source.columns[column][0] and delivered != "VARCHAR"


def _is_day(delivered: str) -> bool:
    return delivered == "DATE" or delivered.startswith("TIMESTAMP")


def _day(text: str, shape: str, formats: str) -> str:
    """A day as 2026-10-31 by a plain cast, which is quick; in another form by that form, with all of its digits."""
    plain = f"try_cast(if(length({text}) = 10 and {text}[5] = '-', {text}, null) as date)"
    shaped = f"if(regexp_full_match({text}, '{shape}'), {text}, null)"
    return f"coalesce({plain}, try_strptime({shaped}, {formats})::date)"


def stored(source: Source, column: str, value: str) -> str:
    """SQL of what is kept: the value; a day such as 9999-12-31 where none need be given means that there is none."""
    if kind(source, column) == "date" and not source.columns[column][1]:
        return f"if({value} >= {OPEN_END}, null, {value})"
    return value


def is_wrong(source: Source, column: str, cell: str, value: str, delivered: str, decimal_mark: str) -> str:
    """SQL condition: there is a cell, and its value is not exactly what the cell says; `false` where none can be."""
    what = kind(source, column)
    if _is_of_the_contract(source, column, delivered):
        return "false"
    if what in ("integer", "decimal"):
        inexact = _is_inexact(source, column, cell, value, delivered, decimal_mark)
        return f"{cell} is not null and ({value} is null{inexact})"
    if what == "varchar":
        is_number = delivered in WHOLE or not is_identifier(source, column)
        shortened = rf"({value}[2] in ('.', 'e', 'E') and regexp_full_match({value}, '\d(\.\d+)?[eE]\+?\d+'))"
        return "false" if is_number else shortened
    return f"{cell} is not null and {value} is null"


def _is_inexact(source: Source, column: str, cell: str, value: str, delivered: str, decimal_mark: str) -> str:
    if delivered in WHOLE:
        return ""
    if delivered in FLOATING:
        return f" or abs({cell} - {value}::double) > {NOISE} * greatest(abs({cell}), 1)"
    if delivered == "VARCHAR":
        decimals = rf"\d{{0,{scale(source, column)}}}" if scale(source, column) else ""
        exact = rf"regexp_full_match({cell}, '[+-]?\d*([{decimal_mark}]{decimals}0*)?')"
        ambiguous = f"({cell}[-4] in ('.', ',') and regexp_full_match({cell}, '{AMBIGUOUS}'))"
        return f" or not {exact}" + (f" or {ambiguous}" if scale(source, column) < 3 else "")
    return f" or {cell} <> {value}"


def one_line(text: str) -> str:
    """Text from a cell as it can stand in a sentence: line breaks and the like become blanks, and a character that
    nobody sees is named, since two codes that look the same differ by it.
    """
    text = re.sub(r"[\x00-\x1f\x7f\x85\u2028\u2029]+", " ", text)
    return "".join(f"<U+{ord(c):04X}>" if unicodedata.category(c) == "Cf" else c for c in text)


def shown(cell: str) -> str:
    """A cell in a sentence: on one line, and cut off where it is long."""
    line = one_line(cell)
    return line if len(line) <= LONGEST_SHOWN else f"{line[:LONGEST_SHOWN]}…"


def sentence(source: Source, column: str, cell: str | None, decimal_mark: str, delivered: str = "VARCHAR") -> str:
    """What is wrong with a cell, and what to do about it; None is an empty cell that must be given."""
    what = kind(source, column)
    if cell is None:
        return f"is empty; it must be given: {source.meaning(column)}"
    if what == "varchar":
        return f'"{shown(cell)}" is an identifier that a spreadsheet has shortened; export the column as text'
    if any(c.isdigit() and not c.isascii() for c in cell):
        return f'"{shown(cell)}" has other digits than 0 to 9; write {shown(unicodedata.normalize("NFKC", cell))}'
    if what in ("integer", "decimal"):
        is_clear = delivered != "VARCHAR"
        return f'"{shown(cell)}" {_number_sentence(cell, what, scale(source, column), decimal_mark, is_clear)}'
    if re.fullmatch(r"\d{5}(\.\d+)?", cell):
        return f'"{shown(cell)}" is a day as a spreadsheet counts it; format the column as a date, such as 2026-10-31'
    return f'"{shown(cell)}" is not {EXPECTED[what]}'


def _number_sentence(cell: str, what: str, decimals: int, mark: str, is_clear: bool) -> str:
    other = "." if mark == "," else ","
    if not is_clear and re.fullmatch(AMBIGUOUS, cell) and mark in cell and decimals < 3:
        whole, _, rest = cell.partition(mark)
        return f"can be read as {whole}{rest} or as {whole}{mark}{rest}; write one of them with 2 decimals"
    if not is_clear and _THOUSANDS.fullmatch(cell) and (cell.count(mark) != 1 or set(cell) & set(THOUSANDS) - {mark}):
        return f"has thousands separators; write {_without_thousands(cell, mark)}"
    if _SHORTENED.fullmatch(cell):
        return "is a number that a spreadsheet has shortened; format the column as a number"
    if what == "decimal" and re.fullmatch(rf"[+-]?\d+\{other}\d+", cell):
        return f"has another decimal mark than the rest of the file; write {cell.replace(other, mark)}"
    if what == "decimal" and re.fullmatch(rf"[+-]?\d+(\{mark}\d*)?", cell):
        if len(cell.partition(mark)[2].rstrip("0")) > decimals:
            return f"has more than {decimals} decimals; round it{' to the cent' if decimals == 2 else ''}"
        return "is more than any amount can be"
    return f"is not {EXPECTED[what]}"


def _without_thousands(cell: str, mark: str) -> str:
    last = max(cell.rfind("."), cell.rfind(","))
    groups = re.sub(r"[^\d+-]", "", cell)
    rest = len(cell) - last - 1
    has_decimals = last >= 0 and (rest != 3 or len(set(re.sub(r"[\d+-]", "", cell))) > 1)
    return f"{groups[:-rest]}{mark}{groups[-rest:]}" if has_decimals else groups
