"""Load a bank's files: `python -m queries.load FOLDER`.

Four stages, each reporting everything that is wrong before it stops: *fits*, *true* (both in `delivery`), *defined*
(models become tables and macros) and *published* (a new file, then a pointer swapped atomically). The data folder is
named by CLIENTELE_DATA (default `data/`). Exit code 0 when published, 1 with sentences when refused; what was
published before stays until the new file is complete.
"""

import argparse
import hashlib
import os
import sys
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from queries.database import BUILDING, data_folder, publish
from queries.delivery import File, contract_text, read_delivery, sources
from queries.header import FOLDER, names, read

MODELS = (
    "calendar",
    "product_months",
    "client_facts",
    "clients_seen",
    "client_branches",
    "feeds_empty",
    "client_states_empty",
)
MODELS_AFTER_STATES = ("months", "rm_periods", "client_rms", "client_contacts", "client_months")
MACROS = "macros"
DEFAULTS = FOLDER / "sources" / "defaults"


class Refused(Exception):
    """The delivery was not published; `faults` say why, one sentence each."""

    def __init__(self, faults: list[str]):
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


def load(folder: Path, data: Path | None = None, say=lambda text, end="\n": None) -> Path:
    """Load the delivery in `folder` and publish it in `data`; returns the published file. Raises Refused."""
    data = data or data_folder()
    data.mkdir(parents=True, exist_ok=True)
    if not folder.is_dir():
        raise Refused([f"{folder} is not a folder; name the folder that holds the bank's files"])
    load_id = datetime.now(UTC).strftime("%Y%m%dT%H%M%S") + "-" + uuid.uuid4().hex[:6]
    building = data / f"{BUILDING}{load_id}.duckdb"
    try:
        with duckdb.connect(building) as con:
            con.execute("set enable_progress_bar = false")
            _build(con, folder, load_id, say)
        return publish(building, data, load_id)
    finally:
        for leftover in (building, building.with_suffix(".duckdb.wal")):
            leftover.unlink(missing_ok=True)


def _build(con: duckdb.DuckDBPyConnection, folder: Path, load_id: str, say) -> None:
    with _Stage(say, f"reading {folder}"):
        files, faults = read_delivery(con, folder)
    if faults:
        raise Refused(faults)
    with _Stage(say, "taking over the sources"):
        _take_over(con, files)
    for name in MODELS:
        with _Stage(say, f"defining {name}"):
            con.execute(read("models", name).sql)
    _walk_months(con, say)
    for name in MODELS_AFTER_STATES:
        with _Stage(say, f"defining {name}"):
            con.execute(read("models", name).sql)
    define_macros(con)
    _record(con, files, folder, load_id)
    for name in ("client_states", "client_facts", "calendar"):
        con.execute(f"drop table {name}")
    con.execute("drop schema delivered cascade; checkpoint")


class _Stage:
    """Says what is going on, and how long it took."""

    def __init__(self, say, text: str):
        self.say, self.text = say, text

    def __enter__(self) -> None:
        self.start = time.perf_counter()
        self.say(f"{self.text} …", end="")

    def __exit__(self, kind, *_: object) -> None:
        self.say(f" {time.perf_counter() - self.start:.1f} s" if kind is None else " stopped")


def _take_over(con: duckdb.DuckDBPyConnection, files: list[File]) -> None:
    """Fill the source tables from what was delivered; defaults stand in for tiers, policies and the bank's name."""
    for source in sources():
        con.execute(source.header.sql)
        columns = ", ".join(source.columns)
        order = f" order by {', '.join(source.key)}" if source.key else ""
        con.execute(f"insert into {source.name} select {columns} from delivered.{source.name}{order}")
    con.execute("create table delivered_columns (file varchar, name varchar)")
    for file in files:
        con.executemany("insert into delivered_columns values (?, ?)", [[file.source.name, c] for c in file.columns])
    if not con.execute("select count(*) from tiers").fetchone()[0]:
        con.execute("insert into tiers by name from read_csv(?)", [str(DEFAULTS / "tiers.csv")])
    con.execute(
        "insert into policies by name select * from read_csv(?) as ours anti join policies using (policy_id)",
        [str(DEFAULTS / "policies.csv")],
    )
    if not con.execute("select count(*) from bank").fetchone()[0]:
        con.execute("insert into bank values ('The bank', '本行', 'CNY')")


def _walk_months(con: duckdb.DuckDBPyConnection, say) -> None:
    steps = [read("models", name).sql for name in ("feeds", "client_states")]
    months = [row[0] for row in con.execute("select month from calendar order by month").fetchall()]
    with _Stage(say, f"following the clients through {len(months)} months"):
        for month in months:
            for step in steps:
                con.execute(step, {"month": month})


def define_macros(con: duckdb.DuckDBPyConnection) -> None:
    """Create every macro of models/macros, in the order in which they use each other."""
    waiting = {name: read(f"models/{MACROS}", name).sql for name in names(f"models/{MACROS}")}
    while waiting:
        ready = [n for n, sql in waiting.items() if not any(f"{o}(" in sql for o in waiting if o != n)]
        if not ready:
            raise ValueError(f"these macros use each other in a circle: {', '.join(waiting)}")
        for name in ready:
            con.execute(waiting.pop(name))


def _sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _record(con: duckdb.DuckDBPyConnection, files: list[File], folder: Path, load_id: str) -> None:
    """Write into the file what it was built from."""
    definitions = hashlib.sha256(contract_text().encode()).hexdigest()
    con.execute("create table loads (load_id varchar, loaded_at timestamp, folder varchar, definitions varchar)")
    con.execute(
        "insert into loads values (?, ?, ?, ?)",
        [load_id, datetime.now(UTC).replace(tzinfo=None, microsecond=0), folder.name, definitions],
    )
    con.execute("create table load_files (file varchar, bytes bigint, sha256 varchar, rows bigint)")
    for file in files:
        con.execute(
            f"insert into load_files select ?, ?, ?, count(*) from {file.source.name}",
            [file.path.name, file.path.stat().st_size, _sha256(file.path)],
        )


def _say(text: str, end: str = "\n") -> None:
    sys.stdout.write(text + end)
    sys.stdout.flush()


def main(arguments: list[str] | None = None) -> int:
    """The command: load one folder, say what happened, return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m queries.load", description="Load a bank's files into Clientele.")
    parser.add_argument("folder", type=Path, help="folder with the bank's CSV or Parquet files")
    folder = parser.parse_args(arguments).folder
    try:
        published = load(folder, say=_say)
    except Refused as refused:
        _say("\n".join(["", *refused.faults]))
        _say(f"Nothing was published: {len(refused.faults)} faults. What was published before stays.")
        return 1
    _say(f"Published {published}.")
    return 0


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
