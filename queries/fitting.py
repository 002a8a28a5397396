"""The first stage of a load, *fits*: each file is there, its head is understood, every cell has the type that the
contract asks for. What fits becomes rows of the attached database `building`, what does not becomes sentences.

Rows are written once, in the order in which they come, to where they stay, each with what is wrong in its cells. A row
is numbered by its place in the table, through all parts of a file.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from queries import cells
from queries.contract import SET_ASIDE, Source, sources
from queries.database import PLAINLY, only, quoted
from queries.encoding import Unreadable
from queries.folder import lookalikes, paths_of, shown, stem, suffix
from queries.reading import (
    PARQUET,
    SHOWN,
    File,
    Part,
    Unclosed,
    and_more,
    check_head,
    examine,
    fingerprint_of,
    records,
    with_decimal_mark,
)

EARLIER = "loaded before"
WRONG_CELLS = "wrong_cells"  # the column of `building` with what is wrong in a row; it goes when nothing is
PARQUET_ROWS = f"read_parquet(?, binary_as_string = true, {PLAINLY})"
DAMAGED = "it is no Parquet file, is damaged, or holds text that is not UTF-8; write it again"
DAMAGED_TEXT = "it is damaged; deliver it again"
TWO_LINE_ENDS = "its lines end in different ways, as in Windows and in Unix; save it with one kind of line end"
OPEN_QUOTE = "has a quotation mark that is not closed, or text behind one"
OTHER_WIDTH = "has too {} cells; the head has {} columns"
DAMAGE = (
    Unreadable,
    pa.ArrowInvalid,
    pa.ArrowNotImplementedError,
    duckdb.IOException,
    duckdb.InvalidInputException,
)
KINDS_OF_REJECTION = {
    "UNQUOTED VALUE": OPEN_QUOTE,
    "INVALID ENCODING": OPEN_QUOTE,
    "LINE SIZE OVER MAXIMUM": "is longer than 2 MB; a quotation mark before it is not closed",
}


def make_table(con: duckdb.DuckDBPyConnection, source: Source) -> None:
    """The empty table of a file of the contract, with a column for what is wrong in a row."""
    columns = ", ".join(f"{name} {type_}" for name, (type_, _) in source.columns.items())
    con.execute(
        f"create table building.{source.name} ({columns}, {WRONG_CELLS} struct(name varchar, cell varchar)[])"
    )
    show_rows(con, source)


def show_rows(con: duckdb.DuckDBPyConnection, source: Source) -> None:
    """A view `delivered.<file>` of all rows but those that are left out by now."""
    left_out = f"select file_row from delivered.left_out where file = '{source.name}'"
    some = con.execute(f"select 1 from ({left_out}) limit 1").fetchall()
    con.execute(
        f"create or replace view delivered.{source.name} as"
        f" select rowid + 1 as file_row, {', '.join(source.columns)} from building.{source.name}"
        + (f" where rowid + 1 not in ({left_out})" if some else "")
    )


def read_file(
    con, source: Source, folder: Path, workspace: Path, faults: list[str], is_added: bool
) -> tuple[File | None, bool]:
    """The file, if it is there, and whether all of it could be taken over; what does not fit is added to `faults`.

    With `is_added` its rows stand behind those of the database attached as `earlier`.
    """
    paths = paths_of(folder, source.name)
    twice = _twice(paths)
    if twice:
        faults += [f"{source.name}: both {' and '.join(names)} are there; leave one of them" for names in twice]
        return None, False
    faults += _counted_again(con, source, folder, paths, is_added)
    parts, columns = _take_earlier(con, source) if is_added else ([], set())
    earlier_parts, earlier_rows, is_whole = len(parts), _rows(parts), True
    for path in paths:
        try:
            part = _read_part(con, source, examine(folder, path, workspace), _rows(parts), faults)
        except (Unreadable, pa.ArrowException, duckdb.Error, OSError) as error:
            if not _is_of_the_file(error):
                raise
            faults.append(f"{shown(folder, path)} {_reason(path, error)}")
            part = None
        is_whole &= part is not None
        parts += [part] if part else []
        columns |= set(part.head) & set(source.columns) if part else set()
    if earlier_rows:
        for part in parts[earlier_parts:]:
            _keep_what_is_not_delivered(con, source, part, parts[0].rows, columns)
        _replace_earlier(con, source, parts[0].rows, earlier_rows)
    if source.is_required and is_whole:
        faults += _absence(source, parts, folder)
    order = tuple(c for c in source.columns if c in columns)
    return (File(source, tuple(parts), order) if parts and is_whole else None), is_whole


def has_all_keys(con: duckdb.DuckDBPyConnection, file: File) -> bool:
    """Whether each line has become a row with its key: else what refers to the file cannot be judged."""
    key = ", ".join(f"'{column}'" for column in file.source.key)
    wrong = (
        f"select 1 from building.{file.source.name} where {WRONG_CELLS} is not null"
        f" and list_has_any(list_transform({WRONG_CELLS}, lambda cell: cell.name), [{key}]::varchar[]) limit 1"
    )
    return not any(part.is_torn for part in file.parts) and not con.execute(wrong).fetchall()


def newest(con: duckdb.DuckDBPyConnection, source: Source, part: Part) -> date | None:
    """The newest day up to today in the rows of a part; None where there is none."""
    days = [name for name, (type_, _) in source.columns.items() if type_ == "date"]
    if not days:
        return None
    latest = ", ".join(f"max({day}) filter ({day} <= current_date)" for day in days)
    rows = f"delivered.{source.name} where file_row > ? and file_row <= ?"
    return con.execute(f"select greatest({latest}) from {rows}", [part.before, part.before + part.rows]).fetchone()[0]


def _rows(parts: list[Part]) -> int:
    return parts[-1].before + parts[-1].rows if parts else 0


def _is_of_the_file(error: Exception) -> bool:
    """Whether something is wrong with the bank's file, and not that there is no room for what is made of it."""
    if type(error) in (duckdb.Error, OSError):
        return not getattr(error, "errno", None)  # what is found in a damaged Parquet file often has no kind of its own
    return isinstance(error, DAMAGE) and "Could not write file" not in str(error)


def _reason(path: Path, error: Exception) -> str:
    if isinstance(error, Unreadable):
        return str(error)
    return f"cannot be read: {DAMAGED if suffix(path) == '.parquet' else DAMAGED_TEXT}"


def _absence(source: Source, parts: list[Part], folder: Path) -> list[str]:
    what = source.header.facts["what"]
    if not parts:
        near = lookalikes(folder, source.name, [s.name for s in sources()])
        return ["; ".join([f"{source.name}.csv or {source.name}.parquet is missing; it holds {what}", *near])]
    return [] if _rows(parts) else [f"{parts[0].name} has no rows; it holds {what}"]


def _twice(paths: list[Path]) -> list[list[str]]:
    """Files that differ in their kind only, such as contacts.csv and contacts.parquet."""
    by_stem: dict[tuple[Path, str], list[str]] = {}
    for path in paths:
        by_stem.setdefault((path.parent, stem(path)), []).append(path.name)
    return [names for names in by_stem.values() if len(names) > 1]


def _read_part(con, source: Source, part: Part, before: int, faults: list[str]) -> Part | None:
    """Take over one file. None where it does not fit."""
    types = _parquet_types(con, part) if part.encoding == PARQUET else dict.fromkeys(part.head, "VARCHAR")
    head = tuple(types)
    missing = [c for c, (_, needed) in source.columns.items() if needed and c not in head]
    columns = tuple(c for c in source.columns if c in head)
    if columns:
        faults += [f"{part.name}: column {c} is missing; it holds {source.meaning(c)}" for c in missing]
    else:
        faults.append(f"{part.name} names no column of the contract; its head has to name {', '.join(missing)}")
    strange = [(c, problem) for c in columns if (problem := cells.unusable_type(source, c, types[c]))]
    faults += [f"{part.name}: column {c} {problem}" for c, problem in strange]
    numbers = [c for c in columns if cells.kind(source, c) == "decimal"]
    part = with_decimal_mark(part, numbers) if part.is_text and numbers else part
    part = replace(part, head=head)
    if missing or strange:
        return None
    try:
        rejected = _insert(con, source, part, types, columns)
    except duckdb.InvalidInputException:
        if part.is_text and len(part.line_ends()) > 1:
            raise Unreadable(f"cannot be read: {TWO_LINE_ENDS}") from None
        raise
    rows = con.execute(f"select count(*) from building.{source.name}").fetchone()[0]
    part = part.numbered(before, rows - before, bool(rejected))
    faults += _rejections(part, rejected)
    if part.is_text and not rejected:
        faults += [*_surplus(part), *_heads_again(con, source, part, columns)]
    faults += _wrong_cells(con, source, part, types)
    return part


def _parquet_types(con, part: Part) -> dict[str, str]:
    rows = con.execute(f"describe select * from {PARQUET_ROWS}", [only(part.text)]).fetchall()
    # not the names that DuckDB gives: of `balance` and `BALANCE` it calls one `balance_1`
    check_head(tuple(name.lower() for name in pq.read_schema(part.text).names))
    return {name.lower(): type_ for name, type_, *_ in rows}


def _insert(con, source: Source, part: Part, types: dict[str, str], columns: tuple[str, ...]) -> list:
    """Insert the rows of a part with what is wrong in their cells; returns the lines that are no rows."""
    prepared, made, stored, wrong = [], [], [], []
    for column in columns:
        cell, value, mark, type_ = f"cell_{column}", f"made_{column}", part.decimal_mark, types[column]
        prepared.append(f"{cells.prepared(column, type_)} as {cell}")
        made.append(f"{cells.made(source, column, cell, type_, mark)} as {value}")
        stored.append(f"{cells.stored(source, column, value)} as {column}")
        test = cells.is_wrong(source, column, cell, value, type_, mark)
        test = f"{cell} is null or {test}" if source.columns[column][1] else test
        if test == "false":
            continue
        wrong.append((f"({test})", f"if({test}, struct_pack(name := '{column}', cell := {cell}::varchar), null)"))
    any_wrong, each_wrong = (" or ".join(tests for tests, _ in wrong), ", ".join(one for _, one in wrong))
    if part.encoding == PARQUET:
        rows, given = PARQUET_ROWS, [only(part.text)]
    else:
        rows = (
            "read_csv(?, header = true, auto_detect = false, delim = ?, quote = '\"', escape = '\"', columns = ?,"
            f" nullstr = {cells.EMPTY}, strict_mode = true, store_rejects = true, rejects_table = 'rejected',"
            f" rejects_scan = 'rejected_scans', {PLAINLY})"
        )
        given = [only(part.text), part.delimiter, dict.fromkeys(part.head, "VARCHAR")]
    con.execute(
        f"insert into building.{source.name} by name"
        f" with cells as (select {', '.join(prepared)} from {rows}),"
        f" made as (select *, {', '.join(made)} from cells)"
        f" select {', '.join(stored)},"
        f" if({any_wrong}, list_filter([{each_wrong}], lambda x: x is not null), null) as {WRONG_CELLS} from made",
        given,
    )
    if part.encoding == PARQUET:
        return []
    rejected = con.execute("select line, max(error_type::varchar) from rejected group by line order by line").fetchall()
    con.execute("drop table rejected; drop table rejected_scans")
    return rejected


def _rejections(part: Part, rejected: list[tuple[int, str]]) -> Iterator[str]:
    """Records that do not fit the head. DuckDB counts records, a reader lines: these are found by reading once more."""
    if not rejected:
        return
    if len(part.line_ends()) > 1:
        yield f"{part.name} cannot be read: {TWO_LINE_ENDS}"
        return
    kinds = {number: KINDS_OF_REJECTION[kind] for number, kind in rejected if kind in KINDS_OF_REJECTION}
    wrong, width = {}, len(part.head)
    try:
        for number, (line, record) in enumerate(records(part), 1):
            if number in kinds:
                wrong[line] = kinds[number]
            elif number > 1 and record and not part.is_row(record):
                wrong[line] = OTHER_WIDTH.format("few" if len(record) < width else "many", width)
    except Unclosed as unclosed:
        wrong[unclosed.line] = OPEN_QUOTE
    wrong = wrong or {line: f"cannot be read ({kind.lower()})" for line, kind in rejected}
    for line, problem in sorted(wrong.items())[:SHOWN]:
        yield f"{part.name} line {line}: the line {problem}"
    yield from and_more(part.name, len(wrong))


def _surplus(part: Part) -> Iterator[str]:
    """Lines with more cells than the head: DuckDB takes them where the last are empty, whatever has moved."""
    lines = part.surplus()
    for line in lines[:SHOWN]:
        yield f"{part.name} line {line}: the line {OTHER_WIDTH.format('many', len(part.head))}"
    yield from and_more(part.name, len(lines))


def _heads_again(con, source: Source, part: Part, columns: tuple[str, ...]) -> Iterator[str]:
    """Lines that name the columns once more, as where files were put one behind the other."""
    named = [f"lower({c}) = '{c}'" for c in columns if cells.kind(source, c) == "varchar"]
    if not named:
        return
    same = f"select rowid + 1 from building.{source.name} where rowid >= ? and {' and '.join(named)} order by 1"
    rows = [row - part.before for (row,) in con.execute(f"{same} limit {SHOWN}", [part.before]).fetchall()]
    for line in part.lines(rows).values() if rows else ():
        yield f"{part.name} line {line}: the line repeats the head; leave it out"


def _wrong_cells(con, source: Source, part: Part, types: dict[str, str]) -> Iterator[str]:
    """Cells that are not what the contract asks for, and empty cells of required columns."""
    rows = con.execute(
        f"with wrong as (select rowid + 1 as file_row, unnest({WRONG_CELLS}, recursive := true)"
        f" from building.{source.name} where {WRONG_CELLS} is not null and rowid >= ?)"
        " select name, file_row, cell, count(*) over same as all_of_them from wrong"
        " window same as (partition by name, cell is null)"
        f" qualify row_number() over (partition by name, cell is null order by file_row) <= {SHOWN}"
        " order by name, cell is null, file_row",
        [part.before],
    ).fetchall()
    lines = part.lines(sorted({row - part.before for _, row, *_ in rows})) if rows else {}
    mark = "line" if part.is_text else "row"
    last = None
    for place, (name, row, cell, count) in enumerate(rows):
        said = cells.sentence(source, name, cell, part.decimal_mark, types[name])
        yield f"{part.name} {mark} {lines[row - part.before]}, {name}: {said}"
        last = (name, cell is None)
        following = rows[place + 1] if place + 1 < len(rows) else None
        if following is None or (following[0], following[2] is None) != last:
            yield from and_more(f"{part.name}, {name}", count)


def _take_earlier(con, source: Source) -> tuple[list[Part], set[str]]:
    """The rows loaded before, and those set aside then, which are judged once more; and the columns delivered then."""
    columns = {
        row[0]
        for row in con.execute("select name from earlier.delivered_columns where file = ?", [source.name]).fetchall()
    }
    parts: list[Part] = []
    if columns:
        table = f"earlier.{source.name}"
        if source.name == "policies":  # without the defaults of that load: those of this one fill them up again
            table = f"(from {table} semi join earlier.own_policies using (policy_id))"
        loaded = (f"{source.name} ({EARLIER})", (), table)
        for name, lines, rows in [loaded, *_set_aside_before(con, source)]:
            before, count = _rows(parts), con.execute(f"select count(*) from {rows}").fetchone()[0]
            con.execute(
                f"insert into building.{source.name} by name select {', '.join(source.columns)} from {rows}"
            )
            is_text = bool(lines) and suffix(Path(name)) != ".parquet"
            kind = "" if is_text else PARQUET
            part = Part(Path(name), name, Path(name), kind, known_lines=lines, is_earlier=True)
            parts.append(part.numbered(before, count))
    return parts, columns


def _counted_again(con, source: Source, folder: Path, paths: list[Path], is_added: bool) -> Iterator[str]:
    """Files whose rows would count a second time, because nothing tells a row from the same one delivered before."""
    if not source.is_appended or source.key:
        return
    before = "select part, sha256 from earlier.load_files where file = ?"
    rows = con.execute(before, [source.name]).fetchall() if is_added else []
    known = {sha: f"{name} of a load before" for name, sha in rows}
    for path in paths if known or len(paths) > 1 else []:  # a file that stands alone need not be read for this
        name, content = shown(folder, path), fingerprint_of(path)
        if content in known:
            yield f"{name} is the same file as {known[content]}; leave it out, or its rows would count twice"
        known[content] = name


def _keep_what_is_not_delivered(con, source: Source, part: Part, loaded_rows: int, columns: set[str]) -> None:
    """A row delivered again keeps what its new file has no column for: that a column is missing says nothing of it."""
    kept = [c for c in source.columns if c in columns and c not in part.head]
    has_one_row_each = bool(source.key) or (loaded_rows, part.rows) == (1, 1)
    if source.is_appended or not kept or not has_one_row_each:
        return
    same = " and ".join(["true", *(f"again.{c} = earlier_rows.{c}" for c in source.key)])
    con.execute(
        f"update building.{source.name} as again set {', '.join(f'{c} = earlier_rows.{c}' for c in kept)}"
        f" from (select * from building.{source.name} where rowid < {loaded_rows}) as earlier_rows"
        f" where again.rowid >= {part.before} and again.rowid < {part.before + part.rows} and {same}"
    )


def _replace_earlier(con, source: Source, loaded_rows: int, earlier_rows: int) -> None:
    """A row that is delivered again replaces the one loaded before: in a file that only grows, only one set aside."""
    if source.is_appended and not source.key:
        return
    kept = loaded_rows if source.is_appended else 0
    newer = f"from delivered.{source.name} where file_row > {earlier_rows}"
    key = ", ".join(source.key)
    is_again = f"({key}) in (select ({key}) {newer})" if source.key else f"exists(select 1 {newer})"
    earlier = f"file_row > {kept} and file_row <= {earlier_rows}"
    con.execute(
        f"insert into delivered.left_out select '{source.name}', file_row from delivered.{source.name}"
        f" where {earlier} and {is_again}"
    )
    show_rows(con, source)


def _set_aside_before(con, source: Source) -> list[tuple[str, tuple[int, ...], str]]:
    """For each part of which rows were set aside: its name, their lines, and SQL of the rows in that order.

    Files of several loads may have the same name: what stands on the same line is told apart by its content.
    """
    parts = con.execute(
        f"select part, list(line order by line, content) from (select distinct part, line, content"
        f" from earlier.findings where severity = '{SET_ASIDE}' and file = ?) group by part order by part",
        [source.name],
    ).fetchall()
    return [(part, tuple(lines), _set_aside_rows(source, part)) for part, lines in parts]


def _set_aside_rows(source: Source, part: str) -> str:
    return (
        f"(select {_from_json(source)} from (select distinct line, content from earlier.findings"
        f" where severity = '{SET_ASIDE}' and file = '{source.name}' and part = {quoted(part)}"
        " order by line, content))"
    )


def _from_json(source: Source) -> str:
    return ", ".join(f"(content::json ->> '{c}')::{type_} as {c}" for c, (type_, _) in source.columns.items())
