"""What a load leaves on record in the database that it publishes, for ever: files, rows, findings, who and when."""

import getpass
from dataclasses import dataclass
from datetime import UTC, date, datetime

import duckdb

from queries.contract import OF_FILES, fingerprint, rules
from queries.delivery import Delivery
from queries.header import read
from queries.reading import File, Part

TABLES = """
create table loads (
    load_id varchar, loaded_at timestamp, loaded_by varchar, folder varchar, definitions varchar, kind varchar,
    bank_name varchar, files integer, rows_in bigint, rows_set_aside bigint, rows_loaded bigint, findings bigint,
    first_month date, last_month date, clients bigint, aum decimal(18, 2)
);
create table load_files (
    load_id varchar, file varchar, part varchar, bytes bigint, sha256 varchar, encoding varchar, delimiter varchar,
    decimal_mark varchar, ignored varchar[], rows_in bigint, rows_set_aside bigint, newest date
);
create table rules (rule varchar, file varchar, severity varchar, meaning varchar, fix varchar);
"""


@dataclass(frozen=True)
class Record:
    """One load: its id, the folder's name, and whether it came on top of what was loaded before."""

    load_id: str
    folder: str
    is_added: bool


def record(con: duckdb.DuckDBPyConnection, delivery: Delivery, of: Record, has_earlier: bool) -> None:
    """Write what was loaded into the database that is being built. `earlier` is attached where there is one."""
    con.execute(TABLES)
    con.executemany(
        "insert into rules values (?, ?, ?, ?, ?)",
        [[rule.name, rule.file, rule.severity, rule.meaning, rule.fix] for rule in (*OF_FILES, *rules())],
    )
    for rule in rules():
        if rule.is_late:
            con.execute(
                "insert into findings by name select ? as rule, ? as severity, ? as file,"
                f" columns(lambda name: name in ('place', 'found', 'branch_id')) from ({rule.sql})",
                [rule.name, rule.severity, rule.file],
            )
    con.execute(read("models", "finding_groups").sql)
    if has_earlier:
        _carry_on(con, of.is_added)
    for file in delivery.files.values():
        for part in file.parts:
            if not part.is_earlier:
                row = _file(con, of, file, part, delivery.newest[part.name])
                con.execute(f"insert into load_files values ({', '.join('?' * len(row))})", row)
    _load(con, of)


def _carry_on(con: duckdb.DuckDBPyConnection, is_added: bool) -> None:
    """Take over the history of loads; when adding, their files too. A history that cannot be read ends."""
    try:
        con.execute("insert into loads by name from earlier.loads")
        if is_added:
            con.execute("insert into load_files by name from earlier.load_files")
    except duckdb.Error:
        con.execute("delete from loads")


def _file(con, of: Record, file: File, part: Part, newest: date | None) -> list:
    aside = con.execute(
        "select count(distinct file_row) from delivered.found where file = ? and severity = 'set aside'"
        " and file_row > ? and file_row <= ?",
        [file.source.name, part.before, part.before + part.rows],
    ).fetchone()[0]
    ignored = [c for c in part.head if c not in file.source.columns]
    return [
        of.load_id,
        file.source.name,
        part.name,
        part.size,
        part.sha256,
        part.encoding,
        part.delimiter or None,
        part.decimal_mark if part.is_text else None,
        ignored,
        part.rows,
        aside,
        newest,
    ]


def _load(con: duckdb.DuckDBPyConnection, of: Record) -> None:
    con.execute(
        "insert into loads by name select $load_id as load_id, $loaded_at as loaded_at, $loaded_by as loaded_by,"
        " $folder as folder, $definitions as definitions, $kind as kind, bank_name, files, rows_in, rows_set_aside,"
        " rows_in - rows_set_aside as rows_loaded, findings, first_month, last_month, clients, aum from bank,"
        " (select count(distinct file) as files, coalesce(sum(rows_in), 0) as rows_in,"
        "  coalesce(sum(rows_set_aside), 0) as rows_set_aside from load_files where load_id = $load_id),"
        " (select count(*) as findings from findings),"
        " (select min(month) as first_month, max(month) as last_month from months),"
        " (select count(aum) as clients, coalesce(sum(aum), 0)::decimal(18, 2) as aum from client_months"
        "  where is_register and month = (select max(month) from months))",
        {
            "load_id": of.load_id,
            "loaded_at": datetime.now(UTC).replace(tzinfo=None, microsecond=0),
            "loaded_by": _user(),
            "folder": of.folder,
            "definitions": fingerprint(),
            "kind": "add" if of.is_added else "all",
        },
    )


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"
