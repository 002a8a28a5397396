"""Writes a delivery: small files as CSV, large ones as Parquet, into a folder that appears when whole."""

import csv
import json
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

MONEY = pa.decimal128(18, 2)


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """A temporary sibling that takes the place of `folder` at the end; a killed run changes nothing."""
    part = folder.with_name(f".{folder.name}.part")
    old = folder.with_name(f".{folder.name}.old")
    for leftover in (part, old):
        shutil.rmtree(leftover, ignore_errors=True)
    part.mkdir(parents=True)
    yield part
    if folder.exists():
        folder.rename(old)
    part.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


class Progress:
    """Says what was written, how many rows, and in how many seconds."""

    def __init__(self):
        self.began = self.since = time.perf_counter()

    def say(self, what: str, rows: int) -> None:
        now = time.perf_counter()
        print(f"{what:<28}{rows:>12,} rows{now - self.since:>8.1f} s", flush=True)
        self.since = now


def days(numbers: np.ndarray) -> np.ndarray:
    """Days as text, empty where 0."""
    return np.where(numbers == 0, "", np.datetime_as_string(np.asarray(numbers, np.int64).astype("M8[D]")))


def write_csv(path: Path, header: str, columns: Iterable) -> int:
    """Columns under a header of names separated by spaces; returns the number of rows."""
    rows = list(zip(*columns, strict=True))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split())
        writer.writerows(rows)
    return len(rows)


def write_json(path: Path, content: dict) -> None:
    """Readable JSON."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def money(fen: np.ndarray) -> pa.Array:
    """Fen as decimal(18, 2) yuan."""
    words = np.empty((len(fen), 2), "<i8")
    words[:, 0], words[:, 1] = fen, fen >> 63
    return pa.Array.from_buffers(MONEY, len(fen), [None, pa.py_buffer(words)])


def dates(numbers: np.ndarray) -> pa.Array:
    """Days as dates, none where 0."""
    return pa.array(np.asarray(numbers, np.int32), mask=np.asarray(numbers) == 0).cast(pa.date32())


def texts(words: pa.Array, places: np.ndarray) -> pa.Array:
    """The words at these places, none where negative."""
    return words.take(pa.array(places, mask=np.asarray(places) < 0))


class ParquetFile:
    """A Parquet file that grows by one row group at a time; `rows` counts them."""

    def __init__(self, path: Path):
        self.path, self.writer, self.rows = path, None, 0

    def add(self, columns: dict[str, pa.Array]) -> None:
        table = pa.table(columns)
        if self.writer is None:
            self.writer = pq.ParquetWriter(self.path, table.schema, compression="zstd", compression_level=3,
                                           dictionary_pagesize_limit=8 * 1024 * 1024)
        self.writer.write_table(table)
        self.rows += len(table)

    def __enter__(self) -> "ParquetFile":
        return self

    def __exit__(self, *_) -> None:
        if self.writer is not None:
            self.writer.close()
