"""Files as a bank sends them: how each is written.

Encoding, what stands between cells (`,` `;` tab or `|`) and the decimal mark are found out from the file and kept on
record. Text that is not UTF-8 is recoded into a copy. Nothing is ever read into memory as a whole.
"""

import csv
import errno
import gzip
import hashlib
import re
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property
from itertools import islice
from pathlib import Path

from queries.cells import UNKNOWN
from queries.contract import Source
from queries.encoding import Unreadable, chunks, encoding_of, opened, opened_bytes, recoded
from queries.folder import is_utf_8, shown, suffix

NEAR = 0.75  # how much alike two names are that may be meant as the same
SHOWN = 5
PARQUET = "Parquet"
DELIMITERS = ",;\t|"
LOOKED_AT = 10_000
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
csv.field_size_limit(1 << 24)


class Unclosed(csv.Error):
    """A cell is longer than any is: its quotation mark is not closed. `line` is where its record begins."""

    def __init__(self, error: csv.Error, line: int):
        super().__init__(str(error))
        self.line = line


@dataclass(frozen=True)
class Part:
    """One file as it was delivered. `text` is what to read: the file itself, or its copy in UTF-8.

    `before` counts the rows of the parts before it: rows of all parts are numbered through, from 1. `known_lines` are
    the lines of rows that do not come from a file any more. A part is torn when some of its lines are no rows. `size`
    (bytes) and `sha256` are those of the file when it was read: later it may be another one, or gone.
    """

    path: Path
    name: str
    text: Path
    encoding: str
    delimiter: str = ""
    head: tuple[str, ...] = ()
    decimal_mark: str = "."
    before: int = 0
    rows: int = 0
    known_lines: tuple[int, ...] = ()
    is_torn: bool = False
    is_earlier: bool = False
    size: int = 0
    sha256: str = ""

    @property
    def is_text(self) -> bool:
        return self.encoding != PARQUET

    def numbered(self, before: int, rows: int, is_torn: bool = False) -> "Part":
        return replace(self, before=before, rows=rows, is_torn=is_torn)

    def lines(self, rows: list[int]) -> dict[int, int]:
        """On which line each of these rows (numbered from 1 within the part, in order) begins."""
        if self.known_lines:
            return {row: self.known_lines[row - 1] for row in rows}
        if not self.is_text:
            return {row: row for row in rows}
        if self._lines == self.rows + 1:
            return {row: row + 1 for row in rows}
        wanted, found = set(rows), {}
        whole = (line for line, record in islice(records(self), 1, None) if self.is_row(record))
        with suppress(Unclosed):  # which is said of the line where it begins
            for row, line in enumerate(whole, 1):
                if row in wanted:
                    found[row] = line
                    if row == rows[-1]:
                        break
        return {row: found.get(row, row + 1) for row in rows}

    def is_row(self, record: list[str]) -> bool:
        """Whether a record has as many cells as the head; what is empty behind them does not count."""
        width = len(self.head)
        return len(record) >= width and all(cell in ("", *UNKNOWN) for cell in record[width:])

    def surplus(self) -> list[int]:
        """The lines with more cells than the head where those are empty, which DuckDB leaves out: a delimiter within a
        cell may have moved its values into the wrong columns. A file without any is told by its delimiters alone.
        """
        marks, lines = 0, self._lines
        with opened_bytes(self.text) as content:
            for chunk in chunks(content):
                marks += chunk.count(self.delimiter.encode())
        if marks == lines * (len(self.head) - 1):
            return []
        found = []
        with suppress(csv.Error):  # what cannot be read to its end is said of the lines that DuckDB rejects
            found += (line for line, record in records(self) if len(record) > len(self.head))
        return found

    def line_ends(self) -> set[str]:
        """How the lines of the records end: one kind, or several in a file that several systems wrote."""
        ends, line = set(), ""
        with opened(self.text) as lines, suppress(csv.Error):
            for _ in csv.reader((line := one for one in lines), delimiter=self.delimiter):
                ends.add(line[len(line.rstrip("\r\n")) :])
        return ends - {""}

    @cached_property
    def _lines(self) -> int:
        last, count = b"\n", 0
        with opened_bytes(self.text) as content:
            for chunk in chunks(content):
                last, count = chunk[-1:], count + chunk.count(b"\n")
        return count + (last != b"\n")


@dataclass(frozen=True)
class File:
    """One file of the contract as delivered: its parts, and the columns of the contract that their heads name."""

    source: Source
    parts: tuple[Part, ...]
    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        delivered = [part.name for part in self.parts if not part.is_earlier]
        return delivered[0] if len(delivered) == 1 else self.source.name

    def places(self, rows: list[int]) -> dict[int, tuple[str, int]]:
        """Part and line (in a file without lines: row) of each row."""
        found: dict[int, tuple[str, int]] = {}
        for part in self.parts:
            own = sorted(row - part.before for row in rows if part.before < row <= part.before + part.rows)
            if own:
                found |= {row + part.before: (part.name, line) for row, line in part.lines(own).items()}
        return found


def in_words(file: File, part: str, line: int) -> str:
    """`holdings.csv line 3`, `holdings.parquet row 2`."""
    is_text = next(p.is_text for p in file.parts if p.name == part)
    return f"{part} {'line' if is_text else 'row'} {line}"


def and_more(place: str, count: int) -> list[str]:
    """One more sentence where only the first few of so many are said."""
    return [f"{place}: … and {count - SHOWN} more of the same kind"] if count > SHOWN else []


def examine(folder: Path, path: Path, workspace: Path) -> Part:
    """How the file is written; recodes it into `workspace` where it is not UTF-8. Raises Unreadable."""
    name = shown(folder, path)
    if not is_utf_8(path):
        raise Unreadable("cannot be read: its name is not UTF-8, as of a file packed on another system; rename it")
    try:
        part = Part(path, name, path, PARQUET, size=path.stat().st_size, sha256=fingerprint_of(path))
        if suffix(path) == ".parquet":
            return part
        encoding = encoding_of(path)
        text = path if encoding == "utf-8" else recoded(path, encoding, workspace)
        part = replace(part, text=text, encoding=encoding.removesuffix("-le").removesuffix("-be").upper())
        with opened(part.text) as lines:
            delimiter = max(DELIMITERS, key=lines.readline().count)
        part = replace(part, delimiter=delimiter)
        first = next(records(part), None)
        is_blank = first is None or not any(cell.strip() for cell in first[1])
        is_empty = is_blank and not any(any(cell.strip() for cell in record) for _, record in records(part))
    except (OSError, EOFError, zlib.error) as error:
        if getattr(error, "errno", None) in NO_ROOM:
            raise  # for the copy: nothing is wrong with the bank's file
        raise Unreadable(f"cannot be read: {_damage(path, error)}") from None
    except csv.Error as error:
        raise Unreadable(f"cannot be read: its first line is not a head ({error})") from None
    if is_empty:
        raise Unreadable("cannot be read: it is empty")
    if is_blank:
        raise Unreadable("cannot be read: its first line is empty; begin with the names of the columns")
    head = tuple(_named(cell) for cell in first[1])
    check_head(head)
    return replace(part, head=head)


def _named(cell: str) -> str:
    """The column that a cell of the head names, without what nobody sees, such as a joiner of no width."""
    return "".join(c for c in cell if unicodedata.category(c) != "Cf").strip().lower()


def check_head(head: tuple[str, ...]) -> None:
    """Raises Unreadable where a column is named twice: nobody can say which of them is meant."""
    twice = sorted({c for c in head if head.count(c) > 1})
    if twice:
        raise Unreadable(f"cannot be read: its head names {', '.join(c or 'an empty name' for c in twice)} twice")


def meant_columns(head: Iterable[str], columns: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Columns of a head that are none of the contract, each with the one that it may be meant as and is not there."""
    head = list(head)
    absent = [column for column in columns if column not in head]
    for column in head:
        plain = re.sub(r"[\s-]+", "_", re.split(r"[(（]", column)[0].strip())
        near = get_close_matches(plain, absent, 1, NEAR) if column not in columns else []
        if near:
            yield column, near[0]


def _damage(path: Path, error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "it is a link to a file that is not there; deliver the file itself"
    if isinstance(error, EOFError):
        return "it is cut off; deliver it again"
    if isinstance(error, gzip.BadGzipFile) and "Not a gzipped file" in str(error):
        return f"it is not packed with gzip; pack it, or call it {path.name[: -len('.gz')]}"
    if isinstance(error, gzip.BadGzipFile | zlib.error):
        return "it is damaged; deliver it again"
    return getattr(error, "strerror", None) or str(error)


def with_decimal_mark(part: Part, columns: Iterable[str]) -> Part:
    """The part with the decimal mark that most cells of its first rows have in these columns."""
    places = [part.head.index(column) for column in columns]
    commas = points = 0
    try:
        for _, record in islice(records(part), 1, LOOKED_AT):
            cells = [record[place].strip().lstrip("+-") for place in places if place < len(record)]
            commas += sum(_is_decimal(cell, ",") for cell in cells)
            points += sum(_is_decimal(cell, ".") for cell in cells)
    except csv.Error:
        return part
    return replace(part, decimal_mark="," if commas > points else ".")


def _is_decimal(cell: str, mark: str) -> bool:
    whole, found, rest = cell.partition(mark)
    return bool(found) and whole.isdecimal() and rest.isdecimal() and (mark == "." or len(rest) <= 2)


def records(part: Part) -> Iterator[tuple[int, list[str]]]:
    """The records of a text file, its head first, each with the line on which it begins. Raises Unclosed."""
    with opened(part.text) as lines:
        read, line = csv.reader(lines, delimiter=part.delimiter), 1
        try:
            for record in read:
                yield line, record
                line = read.line_num + 1
        except csv.Error as error:
            raise Unclosed(error, line) from error


def fingerprint_of(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
