"""The whole client list as a file, as the page makes it, against a plain `COPY` of the same select.

Both run in a process of their own, on a warm database, one after the other in turn; starting Python is not counted.
Neither is right unless both files hold the same clients, each once, with the same sum of AUM.
"""

import json
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb

import queries
from queries import Bank, Filters, Picks
from tests.bench.banks import Sample
from tests.bench.choices import Choice, clients, latest
from tests.bench.results import Line, line
from tests.bench.watched import watched

WHOLE = Picks("client_register")
REPEATS = 9
SAME = "select count(*), count(distinct client_id), sum(aum::decimal(18, 2)) from read_csv(?, all_varchar = true)"


def client_list(bank: Bank, filters: Filters) -> bytes:
    """The file behind the button *Rows as CSV* of the register; the only place here that knows how it is made."""
    return queries.clients_listed(WHOLE, filters, of=bank).csv()


def measure_export(sample: Sample, bank: Bank) -> Iterator[Line]:
    """Seconds and memory of both, and their ratio."""
    ours, plain = sample.folder / "export.csv", sample.folder / "plain.csv"
    filters = Choice("", latest(bank)).filters(bank)
    sql = queries.clients_listed(WHOLE, filters, of=bank).sql
    copying = json.dumps({"database": str(bank.path), "sql": sql, "filters": filters.as_struct()}, default=str)
    runs = [(_run("ours", str(ours)), _run("plain", str(plain), copying)) for _ in range(REPEATS)]
    facts = [duckdb.execute(SAME, [str(path)]).fetchone() for path in (ours, plain)]
    wrong = int(facts[0] != facts[1] or facts[0][0] != facts[0][1])
    for place, what in enumerate(("the client list", "plain copy")):
        taken = [run[place] for run in runs]
        yield line(sample.size, "export", what, "s", [one["copied"] for one in taken], note=f"{facts[place][0]:,} rows")
        yield line(sample.size, "export", f"{what}, memory at its peak", "MB", [one["peak_mb"] for one in taken])
    ratios = [a["copied"] / b["copied"] for a, b in runs]
    yield line(sample.size, "export", "the client list / plain copy", "x", ratios, wrong=wrong)
    for path in (ours, plain):
        path.unlink()


def _run(*what: str) -> dict:
    taken, said = watched([sys.executable, "-m", "tests.bench.export", *what])
    return taken | {"copied": float(said[-1])}


def _write_ours(target: Path) -> float:
    """Write the list as the page hands it out; the seconds that it took."""
    bank = queries.bank()
    choice = Choice("", latest(bank))
    clients(choice, bank)
    begin = time.perf_counter()
    with target.open("wb") as out:
        out.write(client_list(bank, choice.filters(bank)))
    return time.perf_counter() - begin


def _write_plain(target: Path, copying: str) -> float:
    """Let the database write the same select; the seconds that it took."""
    asked = json.loads(copying)
    given = asked["filters"]
    months = {key: given[key] and date.fromisoformat(given[key]) for key in ("month", "comparison")}
    given = {"filters": given | months}
    with duckdb.connect(asked["database"], read_only=True) as con:
        con.execute("select count(*) from clients_in_scope($filters)", given).fetchall()
        begin = time.perf_counter()
        con.execute(f"copy ({asked['sql']}) to '{target}' (header)", given)
        return time.perf_counter() - begin


if __name__ == "__main__":
    whose, path, *more = sys.argv[1:]
    print(_write_ours(Path(path)) if whose == "ours" else _write_plain(Path(path), *more))
