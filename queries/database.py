"""The published database: which file it is, connections to it, and its replacement while readers are at work.

A pointer file names the database in force. DuckDB gives the old content to every new connection of a process as long
as one connection to the same path is open, so every load has a path of its own and a path is never used twice.
"""

import os
import threading
from pathlib import Path

import duckdb

POINTER = "published"
BUILDING = "building-"
KEPT = 3
SETTINGS = {
    "enable_external_access": False,
    "autoload_known_extensions": False,
    "lock_configuration": True,
    "autoinstall_known_extensions": False,
    "python_enable_replacements": False,
}


class NotPublished(Exception):
    """No bank has been loaded into this data folder yet."""


def data_folder() -> Path:
    """Where databases are published: CLIENTELE_DATA, else `data/` in the working directory."""
    return Path(os.environ.get("CLIENTELE_DATA", "data"))


def publish(building: Path, data: Path, load_id: str) -> Path:
    """Make a finished database the one in force; older ones beyond the last three are removed."""
    target = data / f"clientele-{load_id}.duckdb"
    os.replace(building, target)
    pointer = data / f"{POINTER}-{load_id}"
    with pointer.open("w", encoding="utf-8") as out:
        out.write(target.name)
        out.flush()
        os.fsync(out.fileno())
    os.replace(pointer, data / POINTER)
    for old in sorted(data.glob("clientele-*.duckdb"))[:-KEPT]:
        if old != target:
            old.unlink(missing_ok=True)
    return target


def published(data: Path | None = None) -> Path:
    """The database in force. Raises NotPublished with the command that brings one."""
    data = data or data_folder()
    try:
        return data / (data / POINTER).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise NotPublished(f"No bank has been loaded into {data}. Load one: python -m queries.load FOLDER") from None


class _Connection:
    """One read-only connection per process to the database in force; the old one closes when a new one is published."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._path: Path | None = None
        self._con: duckdb.DuckDBPyConnection | None = None

    def cursor(self, path: Path) -> duckdb.DuckDBPyConnection:
        """A cursor of its own for one call: a connection shared by threads hands one reader another's rows."""
        with self._lock:
            if path != self._path:
                fresh = duckdb.connect(path, read_only=True, config=SETTINGS)
                if self._con:
                    self._con.close()
                self._path, self._con = path, fresh
            return self._con.cursor()


_connection = _Connection()


def cursor(path: Path) -> duckdb.DuckDBPyConnection:
    """A fresh cursor on the database at `path`; close it after use."""
    return _connection.cursor(path)
