"""The sample banks, and what loading one takes against the same files as plain tables.

A bank of each size is made once and loaded once, and kept; it is loaded anew where the definitions have changed. The
plain tables hold the same files, read by the same library on as many threads, in a process of its own as the load is:
`create table … as select * from` each file, whose columns the library guesses; nothing is checked, joined or sorted.
"""

import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

import queries
from queries import Bank
from queries.database import NotPublished, published
from tests.bench.results import Line, line
from tests.bench.watched import watched

MONTHS, SEED = 24, 7
READERS = {".parquet": "read_parquet(?)", ".csv": """read_csv(?, delim = ',', quote = '"', escape = '"')"""}
STAGE = re.compile(r"^(?P<stage>.+?) … (?P<seconds>[\d.]+) s$")


@dataclass(frozen=True)
class Sample:
    """A bank of one size: `10k`, `100k`, `1m` or a number of clients."""

    size: str
    folder: Path

    @property
    def clients(self) -> int:
        found = re.fullmatch(r"(\d+)([km]?)", self.size.lower())
        if not found:
            raise SystemExit(f"{self.size} is not a size such as 10k, 100k or 1m")
        return int(found[1]) * {"": 1, "k": 1_000, "m": 1_000_000}[found[2]]

    @property
    def delivery(self) -> Path:
        return self.folder / "delivery"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def make(self) -> None:
        """The files that the bank delivers, where they are not there."""
        if not self.delivery.exists():
            print(f"making the bank of {self.size} clients", file=sys.stderr)
            made = ["-m", "sample_data.make", str(self.delivery), f"--clients={self.clients}"]
            watched([sys.executable, *made, f"--months={MONTHS}", f"--seed={SEED}"])

    def load(self) -> tuple[dict, list[str]]:
        """Load it anew: what that took, and what the load said."""
        print(f"loading the bank of {self.size} clients", file=sys.stderr)
        shutil.rmtree(self.data, ignore_errors=True)
        environment = os.environ | {"CLIENTELE_DATA": str(self.data)}
        return watched([sys.executable, "-m", "queries.load", str(self.delivery)], env=environment)

    @contextmanager
    def in_force(self) -> Iterator[Bank]:
        """The bank, loaded under the definitions of now, and asked by this process meanwhile."""
        before = os.environ.get("CLIENTELE_DATA")
        os.environ["CLIENTELE_DATA"] = str(self.data)
        try:
            if self._is_missing():
                self.load()
            yield queries.bank()
        finally:
            os.environ.pop("CLIENTELE_DATA")
            os.environ |= {"CLIENTELE_DATA": before} if before else {}

    def _is_missing(self) -> bool:
        try:
            return not published(self.data).exists() or queries.bank().is_outdated
        except NotPublished:
            return True


def measure_load(sample: Sample) -> list[Line]:
    """Seconds, memory and room of a load, of the plain tables, and the ratio of the two."""
    _read_once(sample)
    taken, said = sample.load()
    plain = _plain_tables(sample)
    stages = {found["stage"]: float(found["seconds"]) for found in map(STAGE.match, said) if found}
    room = published(sample.data).stat().st_size / 1e6
    times = taken["seconds"] / plain["seconds"]
    return [
        line(sample.size, "load", "load", "s", taken["seconds"], stages=stages),
        line(sample.size, "load", "load, memory at its peak", "MB", taken["peak_mb"]),
        line(sample.size, "load", "load, database", "MB", room),
        line(sample.size, "load", "plain tables", "s", plain["seconds"]),
        line(sample.size, "load", "plain tables, memory at its peak", "MB", plain["peak_mb"]),
        line(sample.size, "load", "plain tables, database", "MB", plain["mb"]),
        line(sample.size, "load", "load / plain tables", "x", times),
    ]


def _read_once(sample: Sample) -> None:
    """So that neither has to wait for the disk that the files are on."""
    for path in sample.delivery.iterdir():
        with path.open("rb") as file, open(os.devnull, "wb") as nowhere:
            shutil.copyfileobj(file, nowhere, 2**20)


def _plain_tables(sample: Sample) -> dict:
    target = sample.folder / "plain.duckdb"
    target.unlink(missing_ok=True)
    try:
        taken, _ = watched([sys.executable, "-m", "tests.bench.banks", str(sample.delivery), str(target)])
        return taken | {"mb": target.stat().st_size / 1e6}
    finally:
        target.unlink(missing_ok=True)


def make_plain_tables(delivery: Path, target: Path) -> None:
    """One table for each delivered file, in an empty database."""
    with duckdb.connect(target) as con:
        for path in sorted(path for path in delivery.iterdir() if path.suffix in READERS):
            con.execute(f'create table "{path.stem}" as select * from {READERS[path.suffix]}', [str(path)])


if __name__ == "__main__":
    make_plain_tables(Path(sys.argv[1]), Path(sys.argv[2]))
