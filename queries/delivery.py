"""The first two stages of a load: a folder of a bank's files becomes tables, or sentences that say what is wrong.

*fits* (`queries/fitting.py`) takes the files over, *true* (`queries/judging.py`) asks the rules of them. All faults of
both stages are gathered before any is reported.
"""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from queries.contract import DEFAULTS, rules, sources
from queries.database import PLAINLY, only
from queries.fitting import has_all_keys, make_table, newest, read_file
from queries.folder import strange_files
from queries.judging import ask, emptied, make_found, note_files, settle_file
from queries.reading import File


@dataclass
class Delivery:
    """What was read: the files by their name in the contract, and the faults in words. With faults it is of no use.

    `newest` has the newest day up to today in each part, by its name: what is planned for later makes nothing newer.
    """

    files: dict[str, File] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    newest: dict[str, date | None] = field(default_factory=dict)


def read_delivery(con: duckdb.DuckDBPyConnection, folder: Path, workspace: Path, is_added: bool = False) -> Delivery:
    """Read `folder` into the attached databases; with `is_added` on top of the one attached as `earlier`.

    Raises nothing for what a bank can get wrong.
    """
    delivery, unusable, hurt, vague = Delivery(), set(), set(), set()
    con.execute("create table delivered_columns (file varchar, name varchar)")
    ours = only(DEFAULTS / "policies.csv")
    con.execute(f"create temp table known_policies as select policy_id from read_csv(?, {PLAINLY})", [ours])
    make_found(con, strange_files(folder, [s.name for s in sources()]))
    for source in sources():
        faults_before = len(delivery.faults)
        make_table(con, source)
        file, is_whole = read_file(con, source, folder, workspace, delivery.faults, is_added)
        if file:
            delivery.files[source.name] = file
            note_files(con, file)
            con.executemany("insert into delivered_columns values (?, ?)", [[source.name, c] for c in file.columns])
        unusable |= {source.name} if not is_whole or (source.is_required and not file) else set()
        hurt |= {source.name} if len(delivery.faults) > faults_before else set()
        vague |= {source.name} if file and not has_all_keys(con, file) else set()
    for rule in rules():
        is_blocked = rule.target in unusable | vague or (not rule.target and (rule.reads & (hurt | unusable)))
        if rule.file in delivery.files and not rule.is_late and not is_blocked:
            delivery.faults += ask(con, rule, delivery.files)
    for file in delivery.files.values():
        if file.source.is_required:
            delivery.faults += emptied(con, file)
    return delivery


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
        settle_file(con, file)
        delivery.newest |= {part.name: newest(con, file.source, part) for part in file.parts if not part.is_earlier}
    con.execute(
        "update findings set branch_id = clients.branch_id from delivered.clients as clients"
        " where clients.client_id = findings.client_id"
    )
    for (name,) in con.execute("select distinct file from delivered.left_out").fetchall():
        con.execute(
            f"delete from building.{name} where rowid in"
            " (select file_row - 1 from delivered.left_out where file = ?)",
            [name],
        )
