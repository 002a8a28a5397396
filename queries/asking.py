"""Asking the database one statement: under what the reader has chosen, and what is said where it cannot answer."""

import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
from cachetools import LRUCache, cached

from queries.database import SPILLED, Damaged, cursor
from queries.written_out import CHOSEN_SETS, Words, written_out

warnings.filterwarnings("ignore", "Arrow output on a DB-API result", UserWarning)

# What DuckDB raises for a file that is not what it wrote; errors of a statement have classes of their own.
DAMAGE = (duckdb.Error, duckdb.IOException, duckdb.InternalException, duckdb.FatalException)
# What quotes a value of the bank, such as a name that is no number: of these a log gets the class alone.
QUOTING = (duckdb.DataError, duckdb.IntegrityError, duckdb.InvalidInputException)


class Unanswered(Exception):
    """The database could not answer; the message is a sentence without client data."""


@dataclass(frozen=True)
class Filters:
    """What the reader has chosen. `month` and `comparison` are first days; None for branches or products means all.

    The numbers of the overview know no comparison of more than 23 months before. Raises ValueError for another day.
    """

    month: date
    comparison: date | None = None
    branches: tuple[str, ...] | None = None
    products: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        for day in filter(None, (self.month, self.comparison)):
            if day.day != 1:
                raise ValueError(f"a month is named by its first day, not by {day}")

    def as_struct(self) -> dict:
        """The struct that the scope macros take."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in vars(self).items()}


def kind_of(filters: Filters) -> frozenset[str]:
    """The filters that are None: what kind of choice it is."""
    return frozenset(name for name, value in vars(filters).items() if value is None)


def run(path: Path, sql: str, parameters: Mapping[str, object]) -> pa.Table:
    """The rows of a statement. Raises Unanswered, and Damaged."""
    with asking(path) as cur:
        return _rows(cur, sql, parameters)


@contextmanager
def asking(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A cursor for one call; what the database cannot do is said as Unanswered or Damaged."""
    try:
        with cursor(path) as cur:
            yield cur
    except duckdb.Error as error:
        if type(error) in DAMAGE and SPILLED not in str(error):
            raise Damaged(path, error) from error
        said = f"{type(error).__name__} while asking the database"
        raise Unanswered(said) from (None if isinstance(error, QUOTING) else error)


def _rows(
    cur: duckdb.DuckDBPyConnection, sql: str | duckdb.Statement, parameters: Mapping[str, object]
) -> pa.Table:
    """The rows of a statement. The copy that DuckDB warns of costs less than to plan a statement twice."""
    return cur.execute(sql, dict(parameters) or None).to_arrow_table()


def run_chosen(path: Path, sql: str, filters: Filters, words: Words, others: Mapping[str, object]) -> pa.Table:
    """The rows of a statement under a choice (`rows_chosen`). Raises Unanswered, and Damaged."""
    with asking(path) as cur:
        return rows_chosen(cur, path, sql, filters, words, others)


def rows_chosen(
    cur: duckdb.DuckDBPyConnection,
    path: Path,
    sql: str,
    filters: Filters,
    words: Words,
    others: Mapping[str, object] | None = None,
) -> pa.Table:
    """The rows of a statement under a choice: of what it comes to for such a choice, and for such words in the place of
    parameters. The `others` stay parameters.
    """
    written, given = written_out(path, sql, kind_of(filters), words), {**filters.as_struct(), **(others or {})}
    if CHOSEN_SETS in written.named_parameters:
        given[CHOSEN_SETS] = chosen_sets(cur, path, filters.products)
    return _rows(cur, written, {name: given[name] for name in written.named_parameters})


@cached(LRUCache(256), key=lambda cur, path, products: (path, products), lock=threading.Lock())
def chosen_sets(cur: duckdb.DuckDBPyConnection, path: Path, products: tuple[str, ...]) -> str | None:
    """Which sets of products hold any of these, one digit each; None where there is no such set."""
    sql = f"select {CHOSEN_SETS}({{'products': $products}})::varchar as sets"
    return _rows(cur, sql, {"products": list(products)})["sets"][0].as_py()
