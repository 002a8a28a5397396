"""The first two stages of a load: a folder of a bank's files becomes tables, or sentences that say what is wrong.

*fits*: each file is there, its head is understood, every cell has the type that the contract in `sources/` asks for.
*true*: no key twice, no unknown reference, and every rule in `checks/` holds.
All faults of both stages are gathered before any is reported.
"""

import csv
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

import duckdb

from queries.header import FOLDER, Header, names, read

SHOWN = 5
DAYS = "['%Y-%m-%d', '%Y/%m/%d', '%Y%m%d', '%Y-%m-%d %H:%M:%S']"
MONTHS = "['%Y-%m', '%Y/%m', '%Y%m', '%Y-%m-%d', '%Y/%m/%d', '%Y%m%d', '%Y-%m-%d %H:%M:%S']"
TRUE = "('true', 't', '1', 'yes', 'y', '是')"
FALSE = "('false', 'f', '0', 'no', 'n', '否')"
EXPECTED = {
    "month": "a month such as 2026-10",
    "date": "a day such as 2026-10-31",
    "boolean": "true or false",
    "integer": "a whole number",
    "decimal": "an amount such as 1234.56",
}


@dataclass(frozen=True)
class Source:
    """One file of the contract: its columns as {name: (SQL type, required)}, key and references."""

    name: str
    header: Header
    columns: dict[str, tuple[str, bool]]

    @property
    def is_required(self) -> bool:
        return self.header.facts.get("required") == "yes"

    @property
    def key(self) -> list[str]:
        return re.findall(r"\w+", self.header.facts.get("key", ""))

    @property
    def refers(self) -> list[tuple[str, str]]:
        return re.findall(r"(\w+) -> (\w+)", self.header.facts.get("refers", ""))


@dataclass(frozen=True)
class File:
    """One delivered file: where it is, and the columns of the contract that its head names."""

    source: Source
    path: Path
    columns: tuple[str, ...]
    is_text: bool

    def place(self, row: int) -> str:
        """`holdings.csv line 3` for the row-th record (from 1)."""
        return f"{self.path.name} {'line' if self.is_text else 'row'} {self._line(row) if self.is_text else row}"

    def _line(self, row: int) -> int:
        with _utf8(self.path) as path:
            records = _records(path, _delimiter(path))
            width = len(next(records)[1])
            return next(islice((line for line, record in records if len(record) == width), row - 1, None), row + 1)


@cache
def sources() -> tuple[Source, ...]:
    """The contract: every file a bank may deliver, in the order in which files refer to each other."""
    found = {name: _source(name) for name in names("sources")}
    ordered: list[Source] = []
    while found:
        ready = [s for s in found.values() if not {t for _, t in s.refers} & (set(found) - {s.name})]
        ordered += ready
        found = {name: s for name, s in found.items() if s not in ready}
    return tuple(ordered)


def _source(name: str) -> Source:
    with duckdb.connect() as con:
        con.execute(read("sources", name).sql)
        rows = con.execute(
            "select column_name, data_type, is_nullable from duckdb_columns() where table_name = ? and not internal"
            " order by column_index",
            [name],
        )
        return Source(name, read("sources", name), {c: (t.lower(), not null) for c, t, null in rows.fetchall()})


def read_delivery(con: duckdb.DuckDBPyConnection, folder: Path) -> tuple[list[File], list[str]]:
    """Read `folder` into the schema `delivered` (each row with its `file_row`).

    Returns the files taken and the faults found, in words; with faults the tables are not to be used.
    Raises nothing for what a bank can get wrong.
    """
    con.execute("create schema delivered")
    files, faults, unusable = [], [], set()
    for source in sources():
        path = _find(folder, source, faults)
        file = _take(con, source, path, faults) if path else None
        files += [file] if file else []
        unusable |= {source.name} if not file and (path or source.is_required) else set()
        _complete(con, source)
    by_name = {file.source.name: file for file in files}
    faults += [fault for file in files for fault in _key_faults(con, file)]
    faults += [fault for file in files for fault in _reference_faults(con, file, by_name, unusable)]
    faults += [fault for name in names("checks") for fault in _rule_faults(con, name, by_name)]
    return files, faults


def _find(folder: Path, source: Source, faults: list[str]) -> Path | None:
    found = [p for p in (folder / f"{source.name}.csv", folder / f"{source.name}.parquet") if p.is_file()]
    if len(found) > 1:
        faults.append(f"{source.name}: both {found[0].name} and {found[1].name} are there; leave one of them")
    if not found and source.is_required:
        faults.append(f"{source.name}.csv or {source.name}.parquet is missing; it holds {source.header.facts['what']}")
    return found[0] if len(found) == 1 else None


def _delimiter(path: Path) -> str:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        head = lines.readline()
    return max(",;\t|", key=head.count)


def _records(text: Path, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The records of a text file, its head first, each with the line on which it begins."""
    with text.open(encoding="utf-8-sig", newline="") as lines:
        records, line = csv.reader(lines, delimiter=delimiter), 1
        for record in records:
            yield line, record
            line = records.line_num + 1


class _utf8:
    """The file itself where it is UTF-8, else a temporary copy recoded from UTF-16 or GB18030."""

    def __init__(self, path: Path):
        self.path = path
        self.copy: Path | None = None

    def __enter__(self) -> Path:
        encoding = _encoding(self.path)
        if encoding == "utf-8":
            return self.path
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="", suffix=".csv", delete=False) as copy:
            self.copy = Path(copy.name)
            with self.path.open(encoding=encoding, newline="") as lines:
                for chunk in iter(lambda: lines.read(1 << 20), ""):
                    copy.write(chunk)
        return self.copy

    def __exit__(self, *_: object) -> None:
        if self.copy:
            self.copy.unlink()


def _encoding(path: Path) -> str:
    """utf-8, utf-16 or gb18030, whichever the whole file is; raises UnicodeError for none of them."""
    with path.open("rb") as start:
        if start.read(2) in (b"\xff\xfe", b"\xfe\xff"):
            return "utf-16"
    for encoding in ("utf-8", "gb18030"):
        try:
            with path.open(encoding=encoding, newline="") as lines:
                while lines.read(1 << 20):
                    pass
            return encoding
        except UnicodeDecodeError:
            continue
    raise UnicodeError(f"{path.name} is neither UTF-8 nor GB18030")


def _take(con: duckdb.DuckDBPyConnection, source: Source, path: Path, faults: list[str]) -> File | None:
    try:
        if path.suffix == ".csv":
            with _utf8(path) as text:
                head = _read_text(con, source, text, path, faults)
        else:
            head = _read_parquet(con, path)
    except (UnicodeError, duckdb.Error, csv.Error, StopIteration) as error:
        reason = str(error).splitlines()[0] if str(error) else "it is empty"
        faults.append(f"{path.name} cannot be read: {reason}")
        return None
    missing = [c for c, (_, needed) in source.columns.items() if needed and c not in head]
    faults += [f"{path.name}: column {c} is missing; it holds {_meaning(source, c)}" for c in missing]
    file = File(source, path, tuple(c for c in source.columns if c in head), path.suffix == ".csv")
    if not missing:
        faults += _cast_faults(con, file)
        columns = ", ".join(_cast(source, c, file.is_text) + f" as {c}" for c in file.columns)
        con.execute(f"create table delivered.{source.name} as select file_row, {columns} from raw order by file_row")
    con.execute("drop table raw")
    return None if missing else file


def _meaning(source: Source, column: str) -> str:
    found = re.search(rf"^ +{column} [^-]*-- (.+)$", source.header.sql, re.MULTILINE)
    return found[1] if found else source.header.facts["what"]


def _read_text(con, source: Source, text: Path, path: Path, faults: list[str]) -> list[str]:
    delimiter = _delimiter(text)
    with text.open(encoding="utf-8-sig", newline="") as lines:
        head = [cell.strip().lower() for cell in next(csv.reader(lines, delimiter=delimiter))]
    twice = {c for c in head if head.count(c) > 1}
    if twice:
        raise csv.Error(f"its head names {', '.join(sorted(twice))} twice")
    columns = {c: "VARCHAR" for c in head}
    wanted = ", ".join(f'nullif(trim("{c}"), \'\') as "{c}"' for c in head if c in source.columns) or "1"
    con.execute(
        f"create temp table raw as select row_number() over () as file_row, {wanted} from read_csv(?, header = true,"
        " auto_detect = false, delim = ?, quote = '\"', escape = '\"', columns = ?, strict_mode = true,"
        " store_rejects = true, rejects_table = 'rejected', rejects_scan = 'rejected_scans')",
        [str(text), delimiter, columns],
    )
    rejected = con.execute("select line, min(error_type::varchar) from rejected group by line order by line").fetchall()
    con.execute("drop table rejected; drop table rejected_scans")
    if rejected:
        faults += _rejection_faults(path.name, text, delimiter, rejected)
    return head


def _rejection_faults(name: str, text: Path, delimiter: str, rejected: list[tuple[int, str]]) -> Iterator[str]:
    """Records that do not fit the head. DuckDB counts records, a reader lines: these are found by reading once more."""
    records = _records(text, delimiter)
    width = len(next(records)[1])
    wrong = [
        (line, "has too few cells" if len(record) < width else "has too many cells")
        for line, record in records
        if record and len(record) != width
    ]
    wrong += [
        (line, f"cannot be read ({kind.lower()})")
        for line, kind in rejected
        if kind not in ("MISSING COLUMNS", "TOO MANY COLUMNS")
    ]
    for line, problem in sorted(wrong)[:SHOWN]:
        yield f"{name} line {line}: the line {problem}; the head has {width} columns"
    yield from _more(name, len(wrong))


def _read_parquet(con: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    con.execute("create temp table raw as select row_number() over () as file_row, * from read_parquet(?)", [str(path)])
    return [row[0] for row in con.execute("describe raw").fetchall()]


def _more(place: str, count: int) -> list[str]:
    return [f"{place}: … and {count - SHOWN} more of the same kind"] if count > SHOWN else []


def _kind(source: Source, column: str) -> str:
    return "month" if column == "month" else source.columns[column][0].split("(")[0]


def _cast(source: Source, column: str, is_text: bool) -> str:
    """SQL that turns a delivered cell into the type of the contract, null where it cannot."""
    kind, cell = _kind(source, column), f'"{column}"'
    if not is_text:
        cast = f"try_cast({cell} as {source.columns[column][0]})"
        return f"date_trunc('month', {cast})::date" if kind == "month" else cast
    if kind == "month":
        return f"date_trunc('month', try_strptime({cell}, {MONTHS}))::date"
    if kind == "date":
        return f"try_strptime({cell}, {DAYS})::date"
    if kind == "boolean":
        return f"case when lower({cell}) in {TRUE} then true when lower({cell}) in {FALSE} then false end"
    return f"try_cast({cell} as {source.columns[column][0]})"


def _cast_faults(con: duckdb.DuckDBPyConnection, file: File) -> Iterator[str]:
    """Cells that are not what the contract asks for, and empty cells of required columns."""
    tests = {}
    for column in file.columns:
        cast = _cast(file.source, column, file.is_text)
        tests[column, "wrong"] = f'"{column}" is not null and ({cast}) is null'
        if file.source.columns[column][1]:
            tests[column, "empty"] = f'"{column}" is null'
    counts = con.execute("select " + ", ".join(f"count(*) filter ({test})" for test in tests.values()) + " from raw")
    for ((column, problem), test), count in zip(tests.items(), counts.fetchone(), strict=True):
        if count:
            rows = con.execute(f'select file_row, "{column}" from raw where {test} order by file_row limit {SHOWN}')
            for row, value in rows.fetchall():
                expected = EXPECTED.get(_kind(file.source, column), "text")
                said = (
                    f'"{value}" is not {expected}'
                    if problem == "wrong"
                    else f"is empty; it must be given: {_meaning(file.source, column)}"
                )
                yield f"{file.place(row)}, {column}: {said}"
            yield from _more(f"{file.path.name}, {column}", count)


def _complete(con: duckdb.DuckDBPyConnection, source: Source) -> None:
    """Give the schema what was not delivered: empty tables and empty columns."""
    there = {
        row[0]
        for row in con.execute(
            "select column_name from duckdb_columns() where schema_name = 'delivered' and table_name = ?", [source.name]
        ).fetchall()
    }
    if not there:
        con.execute(f"create table delivered.{source.name} (file_row bigint)")
    for column, (kind, _) in source.columns.items():
        if column not in there:
            con.execute(f"alter table delivered.{source.name} add column {column} {kind}")


def _key_faults(con: duckdb.DuckDBPyConnection, file: File) -> Iterator[str]:
    if file.source.key:
        key, given = ", ".join(file.source.key), " and ".join(f"{c} is not null" for c in file.source.key)
        rows = con.execute(
            f"select file_row, first_row, {key} from (select file_row, {key}, min(file_row) over (partition by {key})"
            f" as first_row from delivered.{file.source.name} where {given})"
            " where file_row > first_row order by file_row"
        ).fetchall()
        for row, first, *values in rows[:SHOWN]:
            what = ", ".join(f"{c} {str(v)[:7] if c == 'month' else v}" for c, v in zip(file.source.key, values))
            before = file.place(first).split(" ", 1)[1]
            yield f"{file.place(row)}: {what} is there already in {before}; keep one of them"
        yield from _more(file.path.name, len(rows))


def _reference_faults(
    con: duckdb.DuckDBPyConnection, file: File, files: dict[str, File], unusable: set[str]
) -> Iterator[str]:
    """Values that the file they refer to does not hold; a file that is at fault itself is reported once, as a whole."""
    for column, target in file.source.refers:
        if column in file.columns and target not in unusable:
            key = re.findall(r"\w+", read("sources", target).facts["key"])[0]
            rows = con.execute(
                f"select min(file_row), {column}, count(*) from delivered.{file.source.name} where {column} not in"
                f" (select {key} from delivered.{target} where {key} is not null) group by {column} order by 1"
            ).fetchall()
            place = files[target].path.name if target in files else f"{target}.csv, which is missing"
            for row, value, count in rows[:SHOWN]:
                again = f" ({count} rows)" if count > 1 else ""
                yield f'{file.place(row)}, {column}: "{value}" is not in {place}{again}'
            yield from _more(f"{file.path.name}, {column}", len(rows))


def _rule_faults(con: duckdb.DuckDBPyConnection, name: str, files: dict[str, File]) -> Iterator[str]:
    rule = read("checks", name)
    file = files.get(rule.facts["file"])
    if file:
        rows = con.execute(rule.sql + " order by file_row").fetchall()
        for row, found in rows[:SHOWN]:
            yield f"{file.place(row)}: {found}; {rule.facts['fix']}"
        yield from _more(file.path.name, len(rows))


def contract_text() -> str:
    """All SQL of the package, in a fixed order: what the definitions' fingerprint is taken of."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.rglob("*.sql")))
