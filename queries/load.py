"""Load a bank's files: `python -m queries.load FOLDER`.

Four stages, each reporting everything that is wrong before it stops: *fits*, *true* (both in `delivery`), *defined*
(models become tables and macros) and *published* (a new file, then a pointer swapped atomically). The data folder is
named by CLIENTELE_DATA (default `data/`). Exit code 0 when published, 1 with sentences when refused; what was
published before stays until the new file is complete.
"""

import argparse
import os
import shutil
import sys
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from queries.contract import DEFAULTS, sources
from queries.database import BUILDING, NotPublished, data_folder, publish, published
from queries.delivery import Delivery, read_delivery, settle
from queries.header import names, read
from queries.record import Record, record

MODELS = ("months", "product_months", "client_facts", "clients_seen", "client_states_empty")
MODELS_AFTER_STATES = ("rm_periods", "client_rms", "client_contacts", "client_branches", "client_months", "completeness")
MACROS = "macros"


class Refused(Exception):
    """The delivery was not published; `faults` say why, one sentence each."""

    def __init__(self, faults: list[str]):
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


def load(folder: Path, data: Path | None = None, say=lambda text, end="\n": None, is_added: bool = False) -> Path:
    """Load the delivery in `folder` and publish it in `data`; returns the published file. Raises Refused."""
    data = data or data_folder()
    data.mkdir(parents=True, exist_ok=True)
    if not folder.is_dir():
        raise Refused([f"{folder} is not a folder; name the folder that holds the bank's files"])
    if is_added and not _earlier(data):
        raise Refused([f"there is no bank in {data} to add to; load all files first: python -m queries.load FOLDER"])
    load_id = datetime.now(UTC).strftime("%Y%m%dT%H%M%S") + "-" + uuid.uuid4().hex[:6]
    workspace = data / f"{BUILDING}{load_id}"
    workspace.mkdir()
    building = workspace / "bank.duckdb"
    try:
        with duckdb.connect(building) as con:
            con.execute("set enable_progress_bar = false")
            _build(con, folder, workspace, load_id, _earlier(data), is_added, say)
        return publish(building, data, load_id)
    finally:
        shutil.rmtree(workspace, ignore_errors=True)


def _earlier(data: Path) -> Path | None:
    try:
        path = published(data)
    except NotPublished:
        return None
    return path if path.is_file() else None


def _build(con, folder: Path, workspace: Path, load_id: str, earlier: Path | None, is_added: bool, say) -> Delivery:
    """Make everything that a published database holds. Raises Refused."""
    con.execute(f"attach '{workspace / 'delivered.duckdb'}' as delivered")
    if earlier:
        con.execute(f"attach '{earlier}' as earlier (read_only)")
    with _Stage(say, f"reading {folder}"):
        delivery = read_delivery(con, folder, workspace, is_added)
    if delivery.faults:
        raise Refused(delivery.faults)
    with _Stage(say, "taking over the sources"):
        settle(con, delivery)
        _take_over(con)
    for name in MODELS:
        with _Stage(say, f"defining {name}"):
            con.execute(read("models", name).sql)
    _walk_months(con, say)
    for name in MODELS_AFTER_STATES:
        with _Stage(say, f"defining {name}"):
            con.execute(read("models", name).sql)
    define_macros(con)
    with _Stage(say, "writing the record"):
        record(con, delivery, Record(load_id, folder.name, is_added), bool(earlier))
    con.execute("drop table client_states; drop table client_facts; checkpoint")
    for name in ("delivered", "earlier") if earlier else ("delivered",):
        con.execute(f"detach {name}")
    return delivery


class _Stage:
    """Says what is going on, and how long it took."""

    def __init__(self, say, text: str):
        self.say, self.text = say, text

    def __enter__(self) -> None:
        self.start = time.perf_counter()
        self.say(f"{self.text} …", end="")

    def __exit__(self, kind, *_: object) -> None:
        self.say(f" {time.perf_counter() - self.start:.1f} s" if kind is None else " stopped")


def _take_over(con: duckdb.DuckDBPyConnection) -> None:
    """Fill the source tables from what was delivered; defaults stand in for tiers, policies and the bank's name."""
    for source in sources():
        con.execute(source.header.sql)
        columns = ", ".join(source.columns)
        order = ", ".join(source.key or source.columns)
        con.execute(f"insert into {source.name} select {columns} from delivered.{source.name} order by {order}")
    if not con.execute("select count(*) from tiers").fetchone()[0]:
        con.execute("insert into tiers by name from read_csv(?)", [str(DEFAULTS / "tiers.csv")])
    con.execute(
        "insert into policies by name select * from read_csv(?) as ours anti join policies using (policy_id)",
        [str(DEFAULTS / "policies.csv")],
    )
    if not con.execute("select count(*) from bank").fetchone()[0]:
        con.execute("insert into bank values ('The bank', '本行', 'CNY')")


def _walk_months(con: duckdb.DuckDBPyConnection, say) -> None:
    step = read("models", "client_states").sql
    months = [row[0] for row in con.execute("select month from months order by month").fetchall()]
    with _Stage(say, f"following the clients through {len(months)} months"):
        for month in months:
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
