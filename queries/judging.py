"""The second stage of a load, *true*: every rule of the contract holds. Rows that break a rule may be set aside, or
only noted, as the rule says; they are kept with their place and their content.

The rules see the rows through the views of the attached database `delivered`, each with its `file_row`. No row is
removed before the last rule is asked: rows that are left out stand in `delivered.left_out`, and the findings in
`delivered.found`. `delivered.keys_twice` names the files in which two rows may have the same key.
"""

from collections.abc import Iterable, Iterator, Mapping

import duckdb

from queries import cells
from queries.contract import COLUMN_UNKNOWN, FILE_EMPTY, FILE_UNKNOWN, NOTE, SET_ASIDE, STOP, Rule, Source, rules
from queries.fitting import show_rows
from queries.reading import SHOWN, File, and_more, in_words, meant_columns


def make_found(con: duckdb.DuckDBPyConnection, strange: Iterable[tuple[str, str]]) -> None:
    """The empty tables of `delivered`, but for the files that are `strange`: where each is, and what was found."""
    con.execute(
        "create table delivered.found (rule varchar, severity varchar, file varchar, file_row bigint, place varchar,"
        " found varchar, earlier_row bigint)"
    )
    con.execute("create table delivered.left_out (file varchar, file_row bigint)")
    con.execute("create table delivered.keys_twice (file varchar)")
    for place, found in strange:
        _note(con, FILE_UNKNOWN, place, found)


def note_files(con: duckdb.DuckDBPyConnection, file: File) -> None:
    """Note columns that are nearly those of the contract, and a file that is there and holds nothing."""
    delivered = [part for part in file.parts if not part.is_earlier]
    for part in delivered:
        for column, meant in meant_columns(part.head, file.source.columns):
            _note(con, COLUMN_UNKNOWN, part.name, f"column {column} is not in the contract; is it {meant}?")
    if delivered and not any(part.rows for part in file.parts):
        _note(con, FILE_EMPTY, delivered[0].name, "has a head and no rows")


def ask(con: duckdb.DuckDBPyConnection, rule: Rule, files: Mapping[str, File]) -> list[str]:
    """Ask one rule of the files that were delivered: what stops is returned in words, the rest becomes a finding."""
    file = files[rule.file]
    if rule.target and rule.target not in files:
        if rule.column in file.columns:
            _note(con, rule, file.name, f"{rule.target} was not delivered; {rule.column} is not checked")
        return []
    if rule.column and rule.column not in file.columns:
        return []
    if rule.is_on_key:
        if not _may_have_keys_twice(con, file.source):
            return []
        con.execute("insert into delivered.keys_twice values (?)", [rule.file])
    target = files[rule.target].name if rule.target else ""
    sql = rule.sql.replace("{target}", target.replace("'", "''"))
    if rule.severity == STOP:
        return list(_faults(con, rule, sql, file))
    con.execute(
        f"insert into delivered.found select ?, ?, ?, file_row, null, found, {_earlier_row(rule)} from ({sql})",
        [rule.name, rule.severity, rule.file],
    )
    return []


def emptied(con: duckdb.DuckDBPyConnection, file: File) -> list[str]:
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


def settle_file(con: duckdb.DuckDBPyConnection, file: File) -> None:
    """What was found in a file as rows of `findings`; what is set aside is left out from now on."""
    source, rows = file.source, _found_rows(con, file)
    if not rows:
        return
    _make_places(con, file, rows)
    is_of_clients = "client_id" in source.columns  # a control total is the sum of theirs, no money of its own
    amount = next((c for c in ("balance", "amount", "cost") if is_of_clients and c in source.columns), "null")
    client = "client_id" if is_of_clients else "null"
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
    con.execute("drop table places")
    con.execute(
        "insert into delivered.left_out select distinct file, file_row from delivered.found"
        f" where file = '{source.name}' and severity = '{SET_ASIDE}'"
    )
    show_rows(con, source)


def _may_have_keys_twice(con: duckdb.DuckDBPyConnection, source: Source) -> bool:
    """Whether there are fewer hashes of keys than rows: the same keys have the same hash.

    Of a key with a month only one month is looked at a time, so that it takes little memory.
    """
    is_less = f"select count(distinct hash({', '.join(source.key)})) < count(*) from delivered.{source.name}"
    if "month" not in source.key:
        return con.execute(is_less).fetchone()[0]
    months = con.execute(f"select distinct month from delivered.{source.name} where month is not null").fetchall()
    return any(con.execute(f"{is_less} where month = ?", month).fetchone()[0] for month in months)


def _note(con: duckdb.DuckDBPyConnection, rule: Rule, place: str, found: str) -> None:
    """Note what is about no row: of a file of the contract, or of none."""
    con.execute(
        "insert into delivered.found values (?, ?, ?, null, ?, ?, null)",
        [rule.name, NOTE, rule.file or None, place, found],
    )


def _earlier_row(rule: Rule) -> str:
    return "earlier_row" if rule.names_earlier else "null::bigint"


def _faults(con, rule: Rule, sql: str, file: File) -> Iterator[str]:
    """The first rows that break a rule, those that say the same in one sentence.

    A row that lacks what the rule speaks of has been said already: the cell is wrong or empty.
    """
    rows = con.execute(
        f"select min(file_row) as row, found, count(*), min({_earlier_row(rule)}), count(*) over () from ({sql})"
        # not `where found is not null`: it would put every row into words to see whether it breaks the rule
        f" group by found having count(found) > 0 order by row, found limit {SHOWN}"
    ).fetchall()
    places = file.places(sorted({row for found in rows for row in (found[0], found[3]) if row is not None}))
    for row, found, count, first, _ in rows:
        said = cells.one_line(_with_earlier(file, found, first, row, places))
        yield _sentence(rule, in_words(file, *places[row]), said, count)
    yield from and_more(f"{file.name}{', ' + rule.column if rule.column else ''}", rows[0][-1] if rows else 0)


def _sentence(rule: Rule, place: str, found: str, count: int = 1) -> str:
    """What a reader is told of a row that breaks a rule."""
    again = f" ({count} rows)" if count > 1 else ""
    return f"{place}{', ' + rule.column if rule.column else ''}: {found}{again}; {rule.fix}"


def _with_earlier(file: File, found: str, first: int | None, row: int, places: dict) -> str:
    if first is None:
        return found
    words = in_words(file, *places[first])
    same = places[first][0] == places[row][0]
    return found.replace("{earlier}", words.removeprefix(places[first][0]).strip() if same else words)


def _found_rows(con, file: File) -> list[int]:
    """The rows of a file that a finding is about or speaks of."""
    found = con.execute(
        "select distinct unnest([file_row, earlier_row]) as file_row from delivered.found where file = ? order by 1",
        [file.source.name],
    ).fetchall()
    return [row for (row,) in found if row is not None]


def _make_places(con, file: File, rows: list[int]) -> None:
    """A table `places`: where each of these rows stands."""
    places = file.places(rows)
    parts, lines = zip(*(places[row] for row in rows), strict=True)
    words = [in_words(file, *places[row]) for row in rows]
    short = [place.removeprefix(part).strip() for place, part in zip(words, parts, strict=True)]
    con.execute(  # not as a table of pyarrow: to make one of lists imports pandas, which takes longer than the rows
        "create temp table places as select unnest($rows) as file_row, unnest($parts) as part,"
        " unnest($lines) as line, unnest($words) as place, unnest($short) as short",
        {"rows": rows, "parts": parts, "lines": lines, "words": words, "short": short},
    )
