"""The first two stages of a load: a folder of a bank's files becomes tables, or sentences that say what is wrong.

*fits*: each file is there, its head is understood, every cell has the type that the contract asks for.
*true*: every rule of the contract holds; rows that break a rule may be set aside, or only noted, as the rule says.
All faults of both stages are gathered before any is reported. Rows are written once, in the order in which they come,
to where they stay: the tables of the attached database `building`. The rules see them through views of the attached
database `delivered`, each row with its `file_row`, numbered through all parts of a file. A row's number is its place in
the table, so no row is removed before the last rule is asked: rows that are left out stand in `delivered.left_out`, and
the findings in `delivered.found`. `delivered.keys_twice` names the files in which two rows may have the same key.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from queries import cells
from queries.contract import DEFAULTS, FILE_UNKNOWN, NOTE, SET_ASIDE, STOP, Rule, Source, rules, sources
from queries.reading import (
    PARQUET,
    Part,
    Unreadable,
    examine,
    lookalikes,
    paths_of,
    records,
    shown,
    stem,
    strange_files,
    suffix,
    with_decimal_mark,
)

SHOWN = 5
EARLIER = "loaded before"
WRONG_CELLS = "wrong_cells"  # the column of `building` with what is wrong in a row; it goes when nothing is
DAMAGED = "it is no Parquet file, is damaged, or holds text that is not UTF-8; write it again"
TWO_LINE_ENDS = "its lines end in different ways, as in Windows and in Unix; save it with one kind of line end"
KINDS_OF_REJECTION = {
    "UNQUOTED VALUE": "has a quotation mark that is not closed, or text behind one",
    "INVALID ENCODING": "has a quotation mark that is not closed, or text behind one",
    "LINE SIZE OVER MAXIMUM": "is longer than 2 MB; a quotation mark before it is not closed",
}


@dataclass(frozen=True)
class File:
    """One file of the contract as delivered: its parts, and the columns of the contract that their heads name."""

    source: Source
    parts: tuple[Part, ...]
    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        delivered = [part.name for part in self.parts if part.head]
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


@dataclass
class Delivery:
    """What was read: the files by their name in the contract, and the faults in words. With faults it is of no use.

    `newest` has the newest day up to today in each part, by its name: what is planned for later makes nothing newer.
    """

    files: dict[str, File] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    newest: dict[str, date | None] = field(default_factory=dict)


def read_delivery(con: duckdb.DuckDBPyConnection, folder: Path, workspace: Path, has_earlier: bool = False) -> Delivery:
    """Read `folder` into the attached databases; with `has_earlier` on top of the one attached as `earlier`.

    Raises nothing for what a bank can get wrong.
    """
    delivery, unusable, hurt, vague = Delivery(), set(), set(), set()
    con.execute("create table delivered_columns (file varchar, name varchar)")
    ours = str(DEFAULTS / "policies.csv")
    con.execute("create temp table known_policies as select policy_id from read_csv(?)", [ours])
    _make_found(con, folder)
    for source in sources():
        faults_before = len(delivery.faults)
        _make_table(con, source)
        file, is_whole = _read_file(con, source, folder, workspace, delivery.faults, has_earlier)
        if file:
            delivery.files[source.name] = file
            con.executemany("insert into delivered_columns values (?, ?)", [[source.name, c] for c in file.columns])
        unusable |= {source.name} if not is_whole or (source.is_required and not file) else set()
        hurt |= {source.name} if len(delivery.faults) > faults_before else set()
        vague |= {source.name} if file and not _has_all_keys(con, file) else set()
    for rule in rules():
        is_blocked = rule.target in unusable | vague or (not rule.target and (rule.reads & (hurt | unusable)))
        if rule.file in delivery.files and not rule.is_late and not is_blocked:
            _ask(con, rule, delivery)
    for file in delivery.files.values():
        if file.source.is_required:
            delivery.faults += _emptied(con, file)
    return delivery


def _emptied(con: duckdb.DuckDBPyConnection, file: File) -> list[str]:
    """A file that must hold rows holds none when all of them are set aside."""
    aside = (
        f"select file_row, rule from delivered.found where file = '{file.source.name}' and severity = '{SET_ASIDE}'"
    )
    kept = f"select count(*) from delivered.{file.source.name} anti join ({aside}) using (file_row)"
    broken = [rule for (rule,) in con.execute(f"select distinct rule from ({aside}) order by rule").fetchall()]
    if not broken or con.execute(kept).fetchone()[0]:
        return []
    meanings = [f"{rule.meaning}: {rule.fix}" for rule in rules() if rule.name in broken]
    return [f"{file.name} has no row that can be loaded; {'; '.join(meanings)}"]


def _has_all_keys(con: duckdb.DuckDBPyConnection, file: File) -> bool:
    """Whether each line has become a row with its key: else what refers to the file cannot be judged."""
    key = ", ".join(f"'{column}'" for column in file.source.key)
    wrong = (
        f"select 1 from building.{file.source.name} where {WRONG_CELLS} is not null"
        f" and list_has_any(list_transform({WRONG_CELLS}, lambda cell: cell.name), [{key}]::varchar[]) limit 1"
    )
    return not any(part.is_torn for part in file.parts) and not con.execute(wrong).fetchall()


def _make_found(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    con.execute(
        "create table delivered.found (rule varchar, severity varchar, file varchar, file_row bigint, place varchar,"
        " found varchar, earlier_row bigint)"
    )
    con.execute("create table delivered.left_out (file varchar, file_row bigint)")
    con.execute("create table delivered.keys_twice (file varchar)")
    for place, found in strange_files(folder, [s.name for s in sources()]):
        con.execute(
            "insert into delivered.found values (?, ?, null, null, ?, ?, null)",
            [FILE_UNKNOWN.name, FILE_UNKNOWN.severity, place, found],
        )


def _make_table(con: duckdb.DuckDBPyConnection, source: Source) -> None:
    columns = ", ".join(f"{name} {type_}" for name, (type_, _) in source.columns.items())
    con.execute(
        f"create table building.{source.name} ({columns}, {WRONG_CELLS} struct(name varchar, cell varchar)[])"
    )
    _show_rows(con, source)


def _show_rows(con: duckdb.DuckDBPyConnection, source: Source) -> None:
    """A view `delivered.<file>` of all rows but those that are left out by now."""
    left_out = f"select file_row from delivered.left_out where file = '{source.name}'"
    some = con.execute(f"select 1 from ({left_out}) limit 1").fetchall()
    con.execute(
        f"create or replace view delivered.{source.name} as"
        f" select rowid + 1 as file_row, {', '.join(source.columns)} from building.{source.name}"
        + (f" where rowid + 1 not in ({left_out})" if some else "")
    )


def _read_file(
    con, source: Source, folder: Path, workspace: Path, faults: list[str], has_earlier: bool
) -> tuple[File | None, bool]:
    """The file, if it is there, and whether all of it could be taken over."""
    paths = paths_of(folder, source.name)
    twice = _twice(paths)
    if twice:
        faults += [f"{source.name}: both {' and '.join(names)} are there; leave one of them" for names in twice]
        return None, False
    parts, columns = _take_earlier(con, source) if has_earlier else ([], set())
    earlier_rows, is_whole = _rows(parts), True
    for path in paths:
        try:
            part = _read_part(con, source, examine(folder, path, workspace), _rows(parts), faults)
        except (Unreadable, duckdb.IOException, duckdb.InvalidInputException) as error:
            faults.append(f"{shown(folder, path)} {_reason(error)}")
            part = None
        is_whole &= part is not None
        parts += [part] if part else []
        columns |= set(part.head) & set(source.columns) if part else set()
    if earlier_rows:
        _replace_earlier(con, source, parts[0].rows, earlier_rows)
    if source.is_required and is_whole:
        faults += _absence(source, parts, folder)
    order = tuple(c for c in source.columns if c in columns)
    return (File(source, tuple(parts), order) if parts and is_whole else None), is_whole


def _rows(parts: list[Part]) -> int:
    return parts[-1].before + parts[-1].rows if parts else 0


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, Unreadable) else f"cannot be read: {DAMAGED}"


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
        if part.is_text:
            raise Unreadable(f"cannot be read: {TWO_LINE_ENDS}") from None
        raise
    rows = con.execute(f"select count(*) from building.{source.name}").fetchone()[0]
    part = part.numbered(before, rows - before, bool(rejected))
    faults += _rejections(part, rejected)
    faults += _wrong_cells(con, source, part, types)
    return part


def _parquet_types(con, part: Part) -> dict[str, str]:
    rows = con.execute("describe select * from read_parquet(?, binary_as_string = true)", [str(part.text)]).fetchall()
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
        rows = "read_parquet(?, binary_as_string = true)"
        given = [str(part.text)]
    else:
        rows = (
            "read_csv(?, header = true, auto_detect = false, delim = ?, quote = '\"', escape = '\"', columns = ?,"
            f" nullstr = {cells.EMPTY}, strict_mode = true, store_rejects = true, rejects_table = 'rejected',"
            " rejects_scan = 'rejected_scans')"
        )
        given = [str(part.text), part.delimiter, dict.fromkeys(part.head, "VARCHAR")]
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
    for number, (line, record) in enumerate(records(part), 1):
        if number in kinds:
            wrong[line] = kinds[number]
        elif number > 1 and record and not part.is_row(record):
            wrong[line] = f"has too {'few' if len(record) < width else 'many'} cells; the head has {width} columns"
    wrong = wrong or {line: f"cannot be read ({kind.lower()})" for line, kind in rejected}
    for line, problem in sorted(wrong.items())[:SHOWN]:
        yield f"{part.name} line {line}: the line {problem}"
    yield from _more(part.name, len(wrong))


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
            yield from _more(f"{part.name}, {name}", count)


def _more(place: str, count: int) -> list[str]:
    return [f"{place}: … and {count - SHOWN} more of the same kind"] if count > SHOWN else []


def _take_earlier(con, source: Source) -> tuple[list[Part], set[str]]:
    """The rows loaded before, and those set aside then, which are judged once more; and the columns delivered then."""
    columns = {
        row[0]
        for row in con.execute("select name from earlier.delivered_columns where file = ?", [source.name]).fetchall()
    }
    parts: list[Part] = []
    if columns:
        loaded = (f"{source.name} ({EARLIER})", (), f"earlier.{source.name}")
        for name, lines, rows in [loaded, *_set_aside_before(con, source)]:
            before, count = _rows(parts), con.execute(f"select count(*) from {rows}").fetchone()[0]
            con.execute(
                f"insert into building.{source.name} by name select {', '.join(source.columns)} from {rows}"
            )
            is_text = bool(lines) and suffix(Path(name)) != ".parquet"
            part = Part(Path(name), name, Path(name), "" if is_text else PARQUET, known_lines=lines)
            parts.append(part.numbered(before, count))
    return parts, columns


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
    _show_rows(con, source)


def _set_aside_before(con, source: Source) -> list[tuple[str, tuple[int, ...], str]]:
    """For each part of which rows were set aside: its name, their lines, and SQL of the rows in that order."""
    parts = con.execute(
        f"select part, list(line order by line) from (select distinct part, line from earlier.findings"
        f" where severity = '{SET_ASIDE}' and file = ?) group by part order by part",
        [source.name],
    ).fetchall()
    return [(part, tuple(lines), _set_aside_rows(source, part)) for part, lines in parts]


def _set_aside_rows(source: Source, part: str) -> str:
    quoted = part.replace("'", "''")
    return (
        f"(select {_from_json(source)} from (select line, any_value(content) as content from earlier.findings"
        f" where severity = '{SET_ASIDE}' and file = '{source.name}' and part = '{quoted}'"
        " group by line order by line))"
    )


def _from_json(source: Source) -> str:
    return ", ".join(f"(content::json ->> '{c}')::{type_} as {c}" for c, (type_, _) in source.columns.items())


def _ask(con: duckdb.DuckDBPyConnection, rule: Rule, delivery: Delivery) -> None:
    """Ask one rule: what stops becomes a fault, the rest a finding."""
    file = delivery.files[rule.file]
    if rule.target and rule.target not in delivery.files:
        if rule.column in file.columns:
            _note(con, rule, file, f"{rule.target} was not delivered; {rule.column} is not checked")
        return
    if rule.column and rule.column not in file.columns:
        return
    if rule.is_on_key:
        if not _may_have_keys_twice(con, file.source):
            return
        con.execute("insert into delivered.keys_twice values (?)", [rule.file])
    target = delivery.files[rule.target].name if rule.target else ""
    sql = rule.sql.replace("{target}", target.replace("'", "''"))
    if rule.severity == STOP:
        delivery.faults += _faults(con, rule, sql, file)
    else:
        con.execute(
            f"insert into delivered.found select ?, ?, ?, file_row, null, found, {_earlier_row(sql)} from ({sql})",
            [rule.name, rule.severity, rule.file],
        )


def _may_have_keys_twice(con: duckdb.DuckDBPyConnection, source: Source) -> bool:
    """Whether there are fewer hashes of keys than rows: the same keys have the same hash.

    Of a key with a month only one month is looked at a time, so that it takes little memory.
    """
    is_less = f"select count(distinct hash({', '.join(source.key)})) < count(*) from delivered.{source.name}"
    if "month" not in source.key:
        return con.execute(is_less).fetchone()[0]
    months = con.execute(f"select distinct month from delivered.{source.name} where month is not null").fetchall()
    return any(con.execute(f"{is_less} where month = ?", month).fetchone()[0] for month in months)


def _note(con, rule: Rule, file: File, found: str) -> None:
    con.execute(
        "insert into delivered.found values (?, ?, ?, null, ?, ?, null)", [rule.name, NOTE, rule.file, file.name, found]
    )


def _earlier_row(sql: str) -> str:
    return "earlier_row" if "earlier_row" in sql else "null::bigint"


def _faults(con, rule: Rule, sql: str, file: File) -> Iterator[str]:
    """The first rows that break a rule, those that say the same in one sentence.

    A row that lacks what the rule speaks of has been said already: the cell is wrong or empty.
    """
    rows = con.execute(
        f"select min(file_row) as row, found, count(*), min({_earlier_row(sql)}), count(*) over () from ({sql})"
        # not `where found is not null`: it would put every row into words to see whether it breaks the rule
        f" group by found having count(found) > 0 order by row, found limit {SHOWN}"
    ).fetchall()
    places = file.places(sorted({row for found in rows for row in (found[0], found[3]) if row is not None}))
    for row, found, count, first, _ in rows:
        said = cells.one_line(_with_earlier(file, found, first, row, places))
        yield sentence(rule, in_words(file, *places[row]), said, count)
    yield from _more(f"{file.name}{', ' + rule.column if rule.column else ''}", rows[0][-1] if rows else 0)


def sentence(rule: Rule, place: str, found: str, count: int = 1) -> str:
    """What a reader is told of a row that breaks a rule."""
    again = f" ({count} rows)" if count > 1 else ""
    return f"{place}{', ' + rule.column if rule.column else ''}: {found}{again}; {rule.fix}"


def _with_earlier(file: File, found: str, first: int | None, row: int, places: dict) -> str:
    if first is None:
        return found
    words = in_words(file, *places[first])
    same = places[first][0] == places[row][0]
    return found.replace("{earlier}", words.removeprefix(places[first][0]).strip() if same else words)


def settle(con: duckdb.DuckDBPyConnection, delivery: Delivery) -> None:
    """Make `findings` of what was found, with places and contents, and leave out the rows that are set aside.

    Afterwards the tables hold what is loaded: their rows are not numbered any more.
    """
    con.execute(
        "create table findings (rule varchar, severity varchar, file varchar, part varchar, line bigint, place varchar,"
        " found varchar, client_id varchar, branch_id varchar, amount decimal(18, 2), content varchar)"
    )
    con.execute(
        "insert into findings by name select rule, severity, file, place, found from delivered.found"
        " where file_row is null"
    )
    for file in delivery.files.values():
        _settle_file(con, file)
        delivery.newest |= {part.name: _newest(con, file.source, part) for part in file.parts if part.head}
    con.execute(
        "update findings set branch_id = clients.branch_id from delivered.clients as clients"
        " where clients.client_id = findings.client_id"
    )
    for source in sources():
        con.execute(
            f"delete from building.{source.name} where rowid in"
            " (select file_row - 1 from delivered.left_out where file = ?)",
            [source.name],
        )


def _settle_file(con, file: File) -> None:
    source = file.source
    _register_places(con, file)
    amount = next((c for c in ("balance", "amount", "cost") if c in source.columns), "null")
    client = "client_id" if "client_id" in source.columns else "null"
    content = ", ".join(f"{c} := {c}" for c in source.columns)
    con.execute(
        "insert into findings by name"
        " select found.rule, found.severity, found.file, places.part, places.line, places.place,"
        " regexp_replace(replace(found.found, '{earlier}', coalesce(if(e.part = places.part, e.short, e.place), '')),"
        " '[[:cntrl:]]+', ' ', 'g') as found,"
        f" {client} as client_id, {amount} as amount, to_json(struct_pack({content})) as content"
        f" from delivered.found as found inner join delivered.{source.name} as rows using (file_row)"
        " inner join places on places.file_row = found.file_row"
        " left join places as e on e.file_row = found.earlier_row"
        f" where found.file = '{source.name}' order by found.rule, found.file_row"
    )
    con.unregister("places")
    con.execute(
        "insert into delivered.left_out select distinct file, file_row from delivered.found"
        f" where file = '{source.name}' and severity = '{SET_ASIDE}'"
    )
    _show_rows(con, source)


def _newest(con: duckdb.DuckDBPyConnection, source: Source, part: Part) -> date | None:
    days = [name for name, (type_, _) in source.columns.items() if type_ == "date"]
    if not days:
        return None
    newest = ", ".join(f"max({day}) filter ({day} <= current_date)" for day in days)
    rows = f"delivered.{source.name} where file_row > ? and file_row <= ?"
    return con.execute(f"select greatest({newest}) from {rows}", [part.before, part.before + part.rows]).fetchone()[0]


def _register_places(con, file: File) -> None:
    """A view `places`: where each row stands that a finding is about or speaks of."""
    found = con.execute(
        "select distinct unnest([file_row, earlier_row]) as file_row from delivered.found where file = ? order by 1",
        [file.source.name],
    ).fetchall()
    rows = [row for (row,) in found if row is not None]
    places = file.places(rows)
    table = {
        "file_row": pa.array(rows, pa.int64()),
        "part": pa.array([places[row][0] for row in rows], pa.string()),
        "line": pa.array([places[row][1] for row in rows], pa.int64()),
        "place": pa.array([in_words(file, *places[row]) for row in rows], pa.string()),
    }
    pairs = zip(table["place"].to_pylist(), table["part"].to_pylist())
    table["short"] = pa.array([place.removeprefix(part).strip() for place, part in pairs], pa.string())
    con.register("places", pa.table(table))
