"""The published database: which file it is, connections to it, and its replacement while readers are at work.

A pointer file names the database in force and, after it, those before it that are kept. DuckDB gives the old content
to every new connection of a process as long as one connection to the same path is open, so every load has a path of
its own and a path is never used twice.
"""

import glob
import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout

from queries.header import read

POINTER = "published"
BUILDING = "building-"
LOCK = "loading.lock"
LOAD_ID = f"{'[0-9]' * 8}T{'[0-9]' * 6}-{'[0-9]' * 6}"
"""As a pattern: whatever else is called nearly so is somebody's own."""
DATABASES = f"clientele-{LOAD_ID}.duckdb"
LEFTOVERS = (f"{BUILDING}{LOAD_ID}", f"{POINTER}-clientele-{LOAD_ID}", f"{DATABASES}.wal")
SPILLED = ".tmp"
"""What a database file's name ends with where DuckDB puts what a question cannot hold in memory, a folder beside it."""
ASKED = "client_totals"
KEPT = 3
TRIES = 40
SURE = {"disabled_optimizers": "statistics_propagation"}
"""DuckDB 2.0.0 takes a join with an aggregated row (`where amount < (select max(...) ...)`) for a single row, reckons
the greatest sum from that, and keeps the true one in too few bits: 100,000 becomes -96. Without its statistics it does
not.
"""
SETTINGS = {
    **SURE,
    "enable_external_access": False,
    "autoload_known_extensions": False,
    "lock_configuration": True,
    "autoinstall_known_extensions": False,
    "python_enable_replacements": False,
}

PLAINLY = "hive_partitioning = false"
"""Beside a file that is read: else every row of a folder `month=2026-09` would be of that month."""
READ_ONCE = {**SURE, "memory_limit": "512MB"}
"""To read a whole file once: nothing is read again, so little of it need be kept in memory."""


class NotPublished(Exception):
    """The data folder has no such database: no bank has been loaded, or no load is before the one in force."""


class Damaged(Exception):
    """A database cannot be read: it is damaged, incomplete or gone. `file` is its name, the message says the rest."""

    def __init__(self, path: Path, error: Exception):
        super().__init__(f"{path.name} cannot be read ({first_line(error)})")
        self.file = path.name


class Replaced(Damaged):
    """A database is gone since newer loads took its place: who still reads it has to begin again."""

    def __init__(self, path: Path):
        super().__init__(path, FileNotFoundError("replaced by a newer load"))


class Busy(Exception):
    """Another load is under way in the data folder; the message says which, since when, and what to do."""


def data_folder() -> Path:
    """Where databases are published: CLIENTELE_DATA, else `data/` in the working directory."""
    return Path(os.environ.get("CLIENTELE_DATA", "data"))


def first_line(error: Exception) -> str:
    """What an error says, without the lines on where it was found."""
    return (str(error).splitlines() or [type(error).__name__])[0]


# ------------------------------------------------------------------------------------------------ writing


@contextmanager
def loading(data: Path) -> Iterator[Path]:
    """An empty workspace `building-<load id>` in the data folder, and nobody else loads into it meanwhile.

    Leftovers of killed loads are removed before, the workspace afterwards. Raises Busy.
    """
    with _locked(data):
        clean(data)
        workspace = data / f"{BUILDING}{datetime.now(UTC):%Y%m%dT%H%M%S-%f}"
        workspace.mkdir()
        try:
            yield workspace
        finally:
            shutil.rmtree(workspace, ignore_errors=True)


@contextmanager
def _locked(data: Path) -> Iterator[None]:
    """The system holds the lock for this process, so it is free again however the process ends."""
    data.mkdir(parents=True, exist_ok=True)
    lock = FileLock(data / LOCK, timeout=0, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout:
        raise Busy(_who_loads(data)) from None
    try:
        yield
    finally:
        lock.release()


def _who_loads(data: Path) -> str:
    found = sorted(path.name.removeprefix(BUILDING) for path in data.glob(f"{BUILDING}{LOAD_ID}"))
    since = f", {found[-1]}, since {datetime.strptime(found[-1][:15], '%Y%m%dT%H%M%S')} universal time" if found else ""
    return (
        f"Another load is under way in {data}{since}."
        " Wait until it has ended, or stop it, and try again; what is published stays in use."
    )


def clean(data: Path) -> None:
    """Remove what killed loads left, half-made or finished without a pointer to it; only under the lock."""
    for path in [path for pattern in LEFTOVERS for path in data.glob(pattern)]:
        _remove(path)
    with suppress(NotPublished):
        _forget(data)


def _forget(data: Path) -> None:
    """Remove the databases that the pointer does not name, and what was spilled beside them.

    None where it names nothing that is there.
    """
    named = set(_named(data))
    if any(path.is_file() for path in named):
        for path in [*data.glob(DATABASES), *data.glob(f"{DATABASES}{SPILLED}")]:
            if path.with_name(path.name.removesuffix(SPILLED)) not in named:
                _remove(path)


def _remove(path: Path) -> None:
    """Windows does not remove what a reader has open: such a file goes with a later load."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


def publish(built: Path, data: Path, load_id: str, keep: int = KEPT) -> Path:
    """Make a finished database the one in force; only under the lock of `loading`. Raises Damaged.

    It is read as a whole before, and is on the disk before the pointer names it. The last `keep` are kept.
    """
    verify(built)
    _sync(built)
    target = data / f"clientele-{load_id}.duckdb"
    os.replace(built, target)
    _sync(data)
    before = [path for path in (_named(data) if (data / POINTER).exists() else []) if path.exists()]
    _point(data, [target, *before][:keep])
    _forget(data)
    return target


def roll_back(data: Path) -> Path:
    """Put the database before the one in force into force again. Raises Busy, Damaged, NotPublished."""
    with _locked(data):
        now, *older = _named(data)
        before = [path for path in older if path.exists()]
        if not before:
            raise NotPublished(f"No load before {now.name} is kept in {data}; {now.name} stays in use.")
        verify(before[0])
        _point(data, before)
        return before[0]


def verify(path: Path) -> None:
    """Read every value of a database and ask it a figure. Raises Damaged.

    Counting rows reads none of them: only a value that is read has its checksum compared.
    """
    try:
        with duckdb.connect(config=READ_ONCE) as con:  # attached: a reader may have the file open, with other settings
            con.execute("set enable_progress_bar = false")
            con.execute(f"attach {quoted(path)} as whole (read_only); use whole; set enable_external_access = false")
            tables = con.execute("select table_name from duckdb_tables() where not internal").fetchall()
            for (table,) in tables:
                con.execute(f'select sum(hash(whole)) from "{table}" as whole').fetchall()
            (month,) = con.execute("select max(month) from months").fetchone()
            filters = {"month": month, "comparison": None, "branches": None, "products": None}
            con.execute(read("", ASKED).sql, {"filters": filters}).fetchall()
    except duckdb.Error as error:
        raise Damaged(path, error) from error


def only(path: Path) -> str:
    """The path as DuckDB reads this one file: `[`, `*` and `?` in a name would mean others too."""
    return glob.escape(str(path))


def quoted(name: Path | str) -> str:
    """A path or a name as SQL text."""
    return "'" + str(name).replace("'", "''") + "'"


def _point(data: Path, databases: list[Path]) -> None:
    """Name the databases, the one in force first, in one step: a reader finds the old names or the new ones."""
    pointer = data / f"{POINTER}-{databases[0].stem}"
    with pointer.open("w", encoding="utf-8") as out:
        out.writelines(f"{path.name}\n" for path in databases)
        out.flush()
        os.fsync(out.fileno())
    for left in reversed(range(TRIES)):
        try:
            os.replace(pointer, data / POINTER)
            break
        except PermissionError:  # Windows, while a reader has the pointer open
            if not left:
                raise
            time.sleep(0.05)
    with suppress(OSError):  # the swap is done; if the power fails now, the old pointer names whole databases too
        _sync(data)


def _sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk; Windows does this for folders itself."""
    if path.is_dir() and os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# ------------------------------------------------------------------------------------------------ reading


def _named(data: Path) -> list[Path]:
    """The databases that the pointer names, the one in force first. Raises NotPublished, and Damaged where the pointer
    cannot be read.
    """
    try:
        found = (data / POINTER).read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        found = []
    except OSError as error:
        raise Damaged(data / POINTER, error) from error
    if not found:
        raise NotPublished(f"No bank has been loaded into {data}. Load one: python -m queries.load FOLDER")
    return [data / name for name in found]


def published(data: Path | None = None) -> Path:
    """The database in force. Raises NotPublished with the command that brings one, and Damaged."""
    return _named(data or data_folder())[0]


def _is_in_force(path: Path) -> bool:
    try:
        return path == published(path.parent)
    except NotPublished:
        return False


def _open(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(path, read_only=True, config=SETTINGS)
    except duckdb.Error as error:
        raise Damaged(path, error) from error


class _Connection:
    """One read-only connection per process to the database in force; the old one closes when a new one is asked.

    A page that began before still asks the old one: each such question opens and closes it, so that it is not kept.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._path: Path | None = None
        self._con: duckdb.DuckDBPyConnection | None = None

    def cursor(self, path: Path) -> duckdb.DuckDBPyConnection:
        """A cursor of its own for one call: a connection shared by threads hands one reader another's rows."""
        with self._lock:
            if path != self._path and _is_in_force(path):
                # The old one is let go, not closed: closing it would end the calls under way. The last of them does.
                self._path, self._con = path, _open(path)
            if path == self._path:
                return self._con.cursor()
            if not path.exists():
                raise Replaced(path)
            return _open(path)  # one at a time: of two that open one file, DuckDB gives the second less than it needs


_connection = _Connection()


def cursor(path: Path) -> duckdb.DuckDBPyConnection:
    """A fresh cursor on the database at `path`; close it after use. Raises Damaged, and Replaced."""
    return _connection.cursor(path)
