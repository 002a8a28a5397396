"""Reshape a bank's raw extracts into a delivery.

    python -m queries.reshape SQL_FILE RAW_FOLDER DELIVERY_FOLDER

The SQL file holds plain selects. Each stands under a comment that names the file of the contract it makes:

    -- file: branches
    -- what: one branch per district
    select a1 as branch_id, … from read_csv($raw || '/district.asc');

`$raw` is the raw folder. Everything is written beside the delivery folder first and takes its place when
whole; what was delivered before stays until then. Exit code 0 when written, 1 with sentences when refused.
`sample_data/berka.sql` is an example.
"""

import argparse
import os
import re
import sys
import tempfile
from collections import Counter
from pathlib import Path

import duckdb

from queries.header import Header, names, parse

OPENING = re.compile(r"^(?=-- file:)", re.MULTILINE)
SETTINGS = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}


class Refused(Exception):
    """Nothing was written; `faults` say why, one sentence each."""

    def __init__(self, faults: list[str]):
        super().__init__("\n".join(faults))
        self.faults = faults


def reshape(sql_file: Path, raw: Path, delivery: Path) -> dict[str, int]:
    """Write the delivery that `sql_file` makes of the raw files; returns rows per file. Raises Refused."""
    delivery = delivery.resolve()
    statements = _statements(sql_file)
    faults = [*_place_faults(raw, delivery), *_name_faults(sql_file.name, statements)]
    if faults:
        raise Refused(faults)
    try:
        delivery.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=delivery.parent, prefix=f".{delivery.name}.") as beside:
            part = Path(beside) / "new"
            part.mkdir()
            rows = _write(statements, raw, part)
            _take_place(part, delivery)
    except OSError as error:
        raise Refused([f"{delivery} cannot be written: {error.strerror or error}"]) from None
    return rows


def _statements(sql_file: Path) -> list[Header]:
    try:
        text = sql_file.read_text(encoding="utf-8")
        before, *parts = OPENING.split(text)
        found = [parse(part, sql_file.stem) for part in parts]
    except (OSError, UnicodeError) as error:
        raise Refused([f"{sql_file} cannot be read: {getattr(error, 'strerror', None) or error}"]) from None
    except ValueError as error:
        raise Refused([str(error)]) from None
    if parse(before, sql_file.stem).sql or not found:
        raise Refused([f"{sql_file.name}: each select has to stand under a comment like -- file: holdings"])
    return found


def _place_faults(raw: Path, delivery: Path) -> list[str]:
    faults = [] if raw.is_dir() else [f"{raw} is not a folder; name the folder that holds the raw files"]
    if delivery.exists() and not delivery.is_dir():
        return [*faults, f"{delivery} is a file; name a folder for the delivery"]
    ours = {f"{name}.{kind}" for name in names("sources") for kind in ("csv", "parquet")}
    others = sorted({path.name for path in delivery.glob("*")} - ours)
    if others:
        faults.append(f"{delivery} holds {others[0]}, which is no file of a delivery; name a new folder")
    return faults


def _file(statement: Header) -> str:
    return statement.facts["file"].strip()


def _name_faults(place: str, statements: list[Header]) -> list[str]:
    known, counts = names("sources"), Counter(_file(statement) for statement in statements)
    strange = [f"{place}: a delivery has no file called {n}; it may have {', '.join(known)}"
               for n in counts if n not in known]
    twice = [f"{place}: {n} is made {counts[n]} times; leave one of them" for n in counts if counts[n] > 1]
    return strange + twice


def _write(statements: list[Header], raw: Path, part: Path) -> dict[str, int]:
    rows, faults = {}, []
    with duckdb.connect(config=SETTINGS) as con:
        for statement in statements:
            name = _file(statement)
            try:
                rows[name] = _copy(con, statement.sql, raw, part / f"{name}.csv")
            except (duckdb.Error, ValueError) as error:
                faults.append(f"{statement.name}.sql, {name}: {str(error).splitlines()[0]}")
    if faults:
        raise Refused(faults)
    return rows


def _copy(con: duckdb.DuckDBPyConnection, sql: str, raw: Path, target: Path) -> int:
    found = con.extract_statements(sql)
    if len(found) != 1 or found[0].type != duckdb.StatementType.SELECT:
        raise ValueError("exactly one select has to stand under the comment")
    strange = sorted(found[0].named_parameters - {"raw"})
    if strange:
        raise ValueError(f"${strange[0]} is not known; only $raw is")
    values = {"raw": str(raw)} if found[0].named_parameters else {}
    con.execute(f"create or replace temp table made as {sql}", values)
    copied = con.execute("copy made to $target (format csv, header)", {"target": str(target)})
    return copied.fetchone()[0]


def _take_place(part: Path, delivery: Path) -> None:
    """Put the new folder where the delivery is expected; an earlier one goes with the temporary folder."""
    old = part.with_name("old")
    if delivery.exists():
        delivery.rename(old)
    try:
        part.rename(delivery)
    except OSError:
        if old.exists():
            old.rename(delivery)
        raise


def main(arguments: list[str] | None = None) -> int:
    """The command: reshape one folder, say what happened, return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m queries.reshape",
                                     description="Reshape a bank's raw extracts into a delivery.")
    parser.add_argument("sql_file", type=Path, help="selects, each under a comment like -- file: holdings")
    parser.add_argument("raw_folder", type=Path, help="folder with the raw files, $raw in the selects")
    parser.add_argument("delivery_folder", type=Path, help="folder to write; replaces an earlier delivery")
    chosen = parser.parse_args(arguments)
    try:
        rows = reshape(chosen.sql_file, chosen.raw_folder, chosen.delivery_folder)
    except Refused as refused:
        print(*refused.faults, "Nothing was written.", sep="\n")
        return 1
    for name, count in rows.items():
        print(f"{name + '.csv':<28}{count:>12,} rows")
    print(f"Load it: python -m queries.load {chosen.delivery_folder}")
    return 0


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
