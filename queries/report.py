"""The record of the published database in words: `python -m queries.load --report`."""

from collections.abc import Iterator
from pathlib import Path

import duckdb

from queries.cells import one_line
from queries.database import Damaged, cursor

SHOWN = 3
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


def report(path: Path) -> str:
    """Everything the database at `path` records of its loads: files, rows, findings, who and when."""
    lines = [*_head(path), "", *_files(path), "", *_findings(path), "", *_history(path)]
    return "\n".join(map(one_line, lines))


def _rows(path: Path, sql: str) -> list[dict]:
    """Raises Damaged where the database has no such rows: another version made it, or a block is damaged."""
    with cursor(path) as cur:
        try:
            return cur.sql(sql).to_arrow_table().to_pylist()
        except duckdb.Error as error:
            raise Damaged(path, error) from error


def _head(path: Path) -> Iterator[str]:
    (load,) = _rows(path, "select loads.*, currency from loads, bank order by loads.rowid desc limit 1")
    how = "added to what was loaded before" if load["kind"] == "add" else "all files"
    yield f"{load['bank_name']}: load {load['load_id']} ({how})"
    yield f"loaded {load['loaded_at']:%Y-%m-%d %H:%M} (universal time) by {load['loaded_by']} from {load['folder']}"
    yield f"months {load['first_month']:%Y-%m} to {load['last_month']:%Y-%m}"
    yield f"register in the last month: {load['clients']:,} clients, {load['aum']:,.2f} {load['currency'] or 'CNY'}"
    withheld = _rows(
        path,
        "select count(*) as n from client_months where is_register and aum is null"
        " and month = (select max(month) from months)",
    )[0]["n"]
    if withheld:
        yield f"clients of the register of whom nothing was delivered for it: {withheld:,}"
    rows = f"{load['rows_in']:,} delivered, {load['rows_set_aside']:,} set aside, {load['rows_loaded']:,} loaded"
    yield f"{'rows of this load' if load['kind'] == 'add' else 'rows'}: {rows}"
    yield f"definitions: {load['definitions']}"
    missing = _rows(path, "select month from months where not is_complete order by month")
    if missing:
        yield "months not complete: " + ", ".join(f"{row['month']:%Y-%m}" for row in missing)


def _files(path: Path) -> Iterator[str]:
    load_id = None
    for row in _rows(path, "select files.*, folder from load_files as files join loads using (load_id) order by all"):
        if row["load_id"] != load_id:
            load_id = row["load_id"]
            yield f"Files of load {load_id}, from {row['folder']}"
        written = [row["encoding"]]
        if row["delimiter"]:
            mark = "comma" if row["decimal_mark"] == "," else "point"
            written += [f"{DELIMITERS[row['delimiter']]} between cells", f"decimal {mark}"]
        newest = [f"newest {row['newest']}"] if row["newest"] else []
        counts = [f"{_counted(row['rows_in'])}, {row['rows_set_aside']:,} set aside", *newest]
        yield f"  {row['part']}: {'; '.join(counts)}; {', '.join(written)}; {row['bytes']:,} bytes"
        yield f"    SHA-256 {row['sha256']}"
        if row["ignored"]:
            yield f"    columns left out, they are not in the contract: {', '.join(row['ignored'])}"


def findings_in_words(path: Path) -> Iterator[str]:
    """What was set aside and what was noted, by rule, the first rows of each."""
    yield from map(one_line, _findings(path))


def _findings(path: Path) -> Iterator[str]:
    found = _rows(
        path,
        "select findings.severity, rule, any_value(meaning) as meaning, any_value(fix) as fix, count(*) as rows,"
        f" list(place || ': ' || found order by part, line)[:{SHOWN}] as first_rows"
        " from findings left join rules using (rule) group by findings.severity, rule"
        " order by findings.severity desc, rows desc, rule",
    )
    if not found:
        yield "Every rule holds: nothing was set aside, nothing was noted."
        return
    yield "Set aside (not loaded) and noted (loaded, to be looked at)"
    for row in found:
        yield f"  {row['severity']}, {row['rule']}: {_counted(row['rows'])}"
        yield f"    rule: {row['meaning']}; to do: {row['fix']}"
        yield from (f"      {line}" for line in row["first_rows"])
        if row["rows"] > SHOWN:
            yield f"      … and {row['rows'] - SHOWN:,} more"


def _counted(rows: int) -> str:
    return f"{rows:,} row{'' if rows == 1 else 's'}"


def _history(path: Path) -> Iterator[str]:
    yield "Loads, the newest first"
    for row in _rows(path, "from loads order by rowid desc"):
        yield (
            f"  {row['loaded_at']:%Y-%m-%d %H:%M}  {row['load_id']}  {row['bank_name']}, to {row['last_month']:%Y-%m}:"
            f" {_counted(row['rows_loaded'])} loaded, {row['rows_set_aside']:,} set aside, {row['clients']:,} clients"
        )
