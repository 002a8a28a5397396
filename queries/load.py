"""Load a bank's files: `python -m queries.load FOLDER`.

Four stages, each reporting everything that is wrong before it stops: *fits*, *true* (both in `delivery`), *defined*
(`defining`) and *published* (a new file, then a pointer swapped atomically). The data folder is named by CLIENTELE_DATA
(default `data/`). Exit code 0 when published, 1 with sentences when refused; what was published before stays until the
new file is complete.
"""

import argparse
import os
import re
import sys
from contextlib import suppress
from pathlib import Path

import duckdb

from queries.cells import one_line
from queries.contract import DEFAULTS, Source, sources
from queries.database import (
    BUILDING,
    KEPT,
    PLAINLY,
    SURE,
    Busy,
    Damaged,
    NotPublished,
    data_folder,
    first_line,
    loading,
    only,
    publish,
    published,
    quoted,
    roll_back,
)
from queries.defining import define
from queries.delivery import read_delivery, settle
from queries.fitting import WRONG_CELLS
from queries.folder import is_utf_8, readable
from queries.reading import NO_ROOM
from queries.record import Record, record
from queries.report import findings_in_words, report
from queries.stage import Stage
from queries.steps import SCAFFOLD, WHERE_TABLES_ARE

WITHOUT_LOG = "recovery_mode no_wal_writes"  # a load that is killed begins anew: nothing of it needs a log
LEAST_KEPT = 2
IN_ORDER = 1_000_000  # rows: to put more in the order of their key takes long, and nothing needs it
ROW_GROUP = 122_880  # rows that the database keeps together, with the least and the greatest value of each column
MIXED = 2  # times as many pairs of month and row group as there are where the months come one after another
MEMORY = "1GB"
LITTLE = 16_000_000  # bytes, delivered and to be added to: two threads at one statement only keep each other waiting
TOO_OLD = "{name} was made by another version of Clientele; load all files again instead of adding to it"
DAMAGED = "{reason}; load all files again instead of adding to it"
UNUSABLE = {"?", "\\"} - {os.sep}  # in a path: DuckDB would look for its log elsewhere
UNUSABLE_PATH = 'the path of the data folder, {data}, has a "{found}" in it; name another one (CLIENTELE_DATA)'
STRANGE_PATH = "{folder} is a path that is not UTF-8; rename the folder that holds the bank's files"
NOTHING_TO_ADD_TO = "there is no bank in {data} to add to; load all files first: python -m queries.load FOLDER"


class Refused(Exception):
    """The delivery was not published; `faults` say why, one sentence each."""

    def __init__(self, faults: list[str]):
        super().__init__(_counted(len(faults)))
        self.faults = [one_line(fault) for fault in faults]


def _counted(faults: int) -> str:
    return f"{faults} fault{'' if faults == 1 else 's'}"


def load(
    folder: Path, data: Path | None = None, say=lambda text, end="\n": None, keep: int = KEPT, is_added: bool = False
) -> Path:
    """Load the delivery in `folder` and publish it in `data`; returns the published file.

    With `is_added` it comes on top of what is published; else it takes its place.

    Raises Refused where it is not published, and Busy while another load is under way.
    """
    data = data or data_folder()
    if not folder.is_dir():
        raise Refused([f"{folder} is not a folder; name the folder that holds the bank's files"])
    if not is_utf_8(folder):
        raise Refused([STRANGE_PATH.format(folder=readable(folder))])
    if unusable := set(str(data.absolute())) & UNUSABLE:
        raise Refused([UNUSABLE_PATH.format(data=data.absolute(), found=min(unusable))])
    try:
        with loading(data) as workspace:
            earlier = _earlier(data)
            if is_added and not earlier:
                raise Refused([NOTHING_TO_ADD_TO.format(data=data)])
            load_id, building = workspace.name.removeprefix(BUILDING), workspace / "clientele.duckdb"
            settings = {**SURE, "temp_directory": str(workspace / "temp"), "memory_limit": _memory()}
            if _size(folder, *([earlier] if is_added else [])) <= LITTLE:
                settings["threads"] = 1
            with duckdb.connect(config=settings) as con:
                con.execute("set enable_progress_bar = false")
                con.execute("set checkpoint_threshold = '1TB'")  # what is made is put on the disk once, at the end
                con.execute("set max_vacuum_tasks = 0")  # and not once more to fill up the last rows of each month
                con.execute("set checkpoint_on_detach = 'DISABLED'")  # what is thrown away need not be whole
                con.execute(f"attach {quoted(building)} as building ({WITHOUT_LOG})")
                con.execute(f"attach {quoted(workspace / 'scaffold.duckdb')} as {SCAFFOLD} ({WITHOUT_LOG})")
                con.execute(WHERE_TABLES_ARE)
                _build(con, folder, workspace, load_id, earlier, is_added, say)
            with Stage(say, "checking and publishing"):
                return publish(building, data, load_id, keep)
    except (OSError, Damaged, duckdb.Error) as error:
        raise Refused([_broken_off(error, data)]) from error


def _memory() -> str:
    """How much memory a load may take for its work; what does not fit waits on the disk. Raises Refused."""
    given = os.environ.get("CLIENTELE_MEMORY", "").strip() or MEMORY
    if not re.fullmatch(r"0*[1-9]\d*(\.\d+)? ?([KMGT]i?B|%)", given, re.IGNORECASE):
        raise Refused([f'CLIENTELE_MEMORY is "{given}", which is no amount of memory; write it as 8GB, say'])
    return given


def _size(folder: Path, *others: Path) -> int:
    """The bytes of the files in a folder and of others."""
    return sum(path.stat().st_size for path in [*folder.rglob("*"), *others] if path.is_file())


def _broken_off(error: Exception, data: Path) -> str:
    """Why the machine ended a load, and what to do."""
    full = getattr(error, "errno", None) in NO_ROOM or "No space left" in str(error)
    if full:
        return f"The disk is full ({first_line(error)}); free space on the disk of {data}, then load again"
    if isinstance(error, duckdb.OutOfMemoryException):
        return f"The load needs more than {_memory()} of memory ({first_line(error)}); set CLIENTELE_MEMORY=4GB, say"
    if isinstance(error, Damaged):
        return f"The finished database was not written as it should be: {error}; check the disk, then load again"
    if isinstance(error, OSError):
        return f"A file or folder cannot be used ({first_line(error)}); give access to it, then load again"
    return f"The database stopped ({type(error).__name__}: {first_line(error)}); load again, and report it if it recurs"


def _earlier(data: Path) -> Path | None:
    try:
        path = published(data)
    except NotPublished:
        return None
    return path if path.is_file() else None


def _build(con, folder: Path, workspace: Path, load_id: str, earlier: Path | None, is_added: bool, say) -> None:
    """Make everything that a published database holds. Raises Refused."""
    con.execute(f"attach {quoted(workspace / 'delivered.duckdb')} as delivered ({WITHOUT_LOG})")
    has_earlier = bool(earlier) and _attach_earlier(con, earlier, is_added)
    with Stage(say, f"reading {folder}"):
        delivery = read_delivery(con, folder, workspace, is_added)
    if delivery.faults:
        raise Refused(delivery.faults)
    if is_added and all(part.is_earlier for file in delivery.files.values() for part in file.parts):
        raise Refused([f"{folder} holds no file of the contract; docs/files.md names them. Nothing was added"])
    with Stage(say, "taking over the sources"):
        settle(con, delivery)
        take_over(con)
    define(con, say)
    with Stage(say, "writing the record"):
        record(con, delivery, Record(load_id, folder.resolve().name, is_added), has_earlier)
    with Stage(say, "putting it on the disk"):
        con.execute("checkpoint building")
    for name in ("delivered", SCAFFOLD, *(["earlier"] if has_earlier else [])):
        con.execute(f"detach {name}")


def _attach_earlier(con: duckdb.DuckDBPyConnection, earlier: Path, is_added: bool) -> bool:
    """Attach what is published, for its rows or only for its history; without its rows a damaged one is no matter."""
    try:
        con.execute(f"attach {quoted(earlier)} as earlier (read_only)")
        known = con.execute("select table_name from duckdb_tables() where database_name = 'earlier'").fetchall()
    except duckdb.Error as error:
        if is_added:
            raise Refused([DAMAGED.format(reason=Damaged(earlier, error))]) from error
        return False
    needed = {"findings", "delivered_columns", "own_policies", *(source.name for source in sources())}
    if is_added and needed - {name for (name,) in known}:
        raise Refused([TOO_OLD.format(name=earlier.name)])
    return True


def take_over(con: duckdb.DuckDBPyConnection) -> None:
    """Make the source tables what the contract says; defaults stand in for tiers, policies and the bank's name."""
    for source in sources():
        order = _order(con, source)
        if order:
            _put_in_order(con, source, order)
        else:
            _keep_as_it_came(con, source)
    if not con.execute("select count(*) from tiers").fetchone()[0]:
        con.execute(f"insert into tiers by name from read_csv(?, {PLAINLY})", [only(DEFAULTS / "tiers.csv")])
    con.execute("create table own_policies as select policy_id from policies")  # the others are no rows of the bank
    con.execute(
        f"insert into policies by name select * from read_csv(?, {PLAINLY}) as ours"
        " anti join policies using (policy_id)",
        [only(DEFAULTS / "policies.csv")],
    )
    if not con.execute("select count(*) from bank").fetchone()[0]:
        con.execute("insert into bank values ('The bank', '本行', 'CNY')")


def _order(con: duckdb.DuckDBPyConnection, source: Source) -> str:
    """The order that the rows of a source are to be put in: their key; of very many rows only months that are mixed."""
    (rows,) = con.execute(f"select count(*) from {source.name}").fetchone()
    if rows <= IN_ORDER:
        return ", ".join(source.key or source.columns)
    if "month" not in source.columns:
        return ""
    months, groups, pairs = con.execute(
        f"select count(distinct month), count(distinct place), count(*) from"
        f" (select distinct month, rowid // {ROW_GROUP} as place from {source.name})"
    ).fetchone()
    return "month" if pairs > MIXED * (months + groups) else ""


def _put_in_order(con: duckdb.DuckDBPyConnection, source: Source, order: str) -> None:
    con.execute(f"alter table {source.name} rename to as_it_came")
    con.execute(source.header.sql)
    columns = ", ".join(source.columns)
    con.execute(f"insert into {source.name} select {columns} from as_it_came order by {order}; drop table as_it_came")


def _keep_as_it_came(con: duckdb.DuckDBPyConnection, source: Source) -> None:
    """Without a copy: what the contract asks for is said of the table that is there."""
    con.execute(f"alter table {source.name} drop column {WRONG_CELLS}")
    for column, (_, is_needed) in source.columns.items():
        if is_needed:
            con.execute(f"alter table {source.name} alter column {column} set not null")


def _say(text: str, end: str = "\n") -> None:
    sys.stdout.write(text + end)
    sys.stdout.flush()


def _kept(text: str | None) -> int:
    """How many databases are kept: as given, else CLIENTELE_KEPT, else three. Raises Refused."""
    text = text or os.environ.get("CLIENTELE_KEPT") or str(KEPT)
    if not text.isdecimal() or int(text) < LEAST_KEPT:
        raise Refused(
            [
                f'"{text}" databases cannot be kept: keep {LEAST_KEPT} or more, the one in force and the one before'
                " it, which readers at work and --rollback need"
            ]
        )
    return int(text)


def main(arguments: list[str] | None = None) -> int:
    """The command: load or add a folder, go back one load, or report; say what happened, return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m queries.load", description="Load a bank's files into Clientele.")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("folder", type=Path, nargs="?", help="folder with the bank's CSV or Parquet files")
    what.add_argument("--add", type=Path, metavar="FOLDER", help="add the rows of a folder to what is loaded")
    what.add_argument("--rollback", action="store_true", help="put the load before the one in force into force again")
    what.add_argument("--report", action="store_true", help="say what is loaded: files, rows, findings, who and when")
    parser.add_argument("--keep", metavar="K", help=f"keep the last K loads (CLIENTELE_KEPT, else {KEPT})")
    try:
        _do(parser.parse_args(arguments))
    except Refused as refused:
        _say("\n".join(["", *refused.faults]))
        _say(f"Nothing was published: {_counted(len(refused.faults))}. What was published before stays.")
        return 1
    except (Busy, Damaged, NotPublished, OSError) as reason:
        _say(f"{reason}\nNothing was changed.")
        return 1
    except (KeyboardInterrupt, RuntimeError) as stop:
        if isinstance(stop, RuntimeError) and "interrupted" not in str(stop).lower():
            raise
        _say("\nStopped. Nothing was published; what was published before stays.")
        return 130
    return 0


def _do(options: argparse.Namespace) -> None:
    if options.report:
        _say(report(published()))
    elif options.rollback:
        _say(f"Published {roll_back(data_folder())} again.")
    else:
        path = load(options.add or options.folder, say=_say, keep=_kept(options.keep), is_added=bool(options.add))
        with suppress(Damaged, OSError, KeyboardInterrupt):  # it is published; what was found can be read again
            _say("\n".join(["", *findings_in_words(path), ""]))
        _say(f"Published {path}.")


if __name__ == "__main__":
    os.umask(0o077)
    sys.stdout.reconfigure(errors="replace")  # what a terminal cannot show is no reason to stop
    sys.exit(main())
