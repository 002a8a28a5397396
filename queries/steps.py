"""The statements of `models/` at a load: each as soon as what it reads is there, several at a time.

They are given in an order in which they could run one by one. A statement waits for those before it that write what it
reads, and for no others; the rows of one table come in that order whichever statement ends first. So what is made does
not depend on how many run at a time. Where the memory is too small for several, they go on one at a time.
"""

import os
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache, partial
from graphlib import TopologicalSorter
from threading import Condition

import duckdb

from queries.header import read
from queries.written_out import written_for_all

AT_ONCE = os.cpu_count() or 1
SCAFFOLD = "scaffold"
"""The attached database of the tables that only the load needs. What figures ask of them stands in those of `building`,
so its file is thrown away, and the published one has no holes where they were."""
WHERE_TABLES_ARE = f"set search_path = 'building,{SCAFFOLD}'"
_TARGET = re.compile(rf"^(?:create (?:table|view|macro)|insert into) (?:{SCAFFOLD}\.)?(\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Step:
    """One statement, that of a month where it takes one."""

    name: str
    sql: str
    month: date | None = None

    @cached_property
    def target(self) -> str:
        """The table, view or macro that it makes or fills."""
        return _TARGET.search(self.sql)[1]

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name in it, among them the tables that it reads; its target only where it reads that too."""
        return frozenset(re.findall(r"\w+", _TARGET.sub("", self.sql)))

    def needs(self, other: "Step") -> bool:
        """Whether a step before this one has to be done before it begins."""
        return other.target in self.names or (other.target == self.target and other.name != self.name)


def once(names: Iterable[str]) -> list[Step]:
    """The steps of models that are made as a whole."""
    return [Step(name, read("models", name).sql) for name in names]


def every_month(names: Iterable[str], months: Iterable[date]) -> list[Step]:
    """The steps of models that are filled month by month."""
    return [Step(name, read("models", name).sql, month) for month in months for name in names]


def all_months(names: Iterable[str]) -> list[Step]:
    """The steps of models that are filled month by month, all months beside each other in one statement: it is planned
    once, which for a bank of few rows takes longer than what it does.
    """
    return [Step(name, _beside(read("models", name).sql)) for name in names]


def _beside(sql: str) -> str:
    """A statement of one month as that of every month of the calendar; the rows stand in the same order."""
    into, query = sql.split("\n", 1)
    query, order = query.rsplit("\norder by ", 1)
    one, order = query.replace("$month", "each.month"), order if order == "all" else f"each.month, {order}"
    return f"{into}\nselect made.* from calendar as each, lateral (\n{one}\n) as made order by {order}"


def once_for_all(con: duckdb.DuckDBPyConnection, names: Iterable[str]) -> list[Step]:
    """The steps of models that are filled by macros, for the whole bank: with the macros put in, since DuckDB would
    plan what they do under a choice too.
    """
    fills = [read("models", name).sql.split("\n", 1) for name in names]
    with cursor_on(con) as cur:
        written = written_for_all(cur, [query for _, query in fills])
    return [Step(name, f"{into}\n{query}") for name, (into, _), query in zip(names, fills, written, strict=True)]


class _Places:
    """Room for so many statements at a time. One that has not got the memory waits until it has all of it to itself;
    those that are left then run one at a time.
    """

    def __init__(self, count: int):
        self.count, self.taken = count, 0
        self._changed = Condition()

    @contextmanager
    def one(self) -> Iterator[bool]:
        """A place, as soon as one is free; whether there is only this one."""
        with self._changed:
            self._changed.wait_for(lambda: self.taken < self.count)
            self.taken += 1
            is_alone = self.count == 1
        try:
            yield is_alone
        finally:
            with self._changed:
                self.taken -= 1
                self._changed.notify_all()


def make(con: duckdb.DuckDBPyConnection, steps: list[Step], at_once: int = AT_ONCE) -> None:
    """Run the steps in the attached databases. Raises what the first that fails raises."""
    order = TopologicalSorter(
        {place: [before for before in range(place) if step.needs(steps[before])] for place, step in enumerate(steps)}
    )
    order.prepare()
    as_read, places = lru_cache(maxsize=None)(partial(_as_read, con)), _Places(at_once)
    cursors = [cursor_on(con) for _ in range(at_once)]
    ready, free = [], list(cursors)
    under_way: dict[Future, int] = {}
    latest: dict[str, Future] = {}
    with ThreadPoolExecutor(at_once) as pool:
        try:
            while order.is_active():
                ready = sorted([*ready, *order.get_ready()])
                while ready and free:
                    place = ready.pop(0)
                    step = steps[place]
                    before = latest.get(step.target)
                    future = pool.submit(_run, free.pop(), as_read(step.sql), step.month, before, places)
                    latest[step.target], under_way[future] = future, place
                for done in wait(under_way, return_when=FIRST_COMPLETED).done:
                    free.append(done.result())
                    order.done(under_way.pop(done))
        except BaseException:
            for cursor in cursors:
                cursor.interrupt()
            raise


def cursor_on(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """A cursor of its own on the attached databases."""
    cursor = con.cursor()
    cursor.execute(WHERE_TABLES_ARE)
    return cursor


def _as_read(con: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement:
    """The statement as DuckDB's parser has read it: a fifth of what a month of a few clients takes."""
    (statement,) = con.extract_statements(sql)
    return statement


def _run(
    cursor: duckdb.DuckDBPyConnection,
    statement: duckdb.Statement,
    month: date | None,
    before: Future | None,
    places: _Places,
) -> duckdb.DuckDBPyConnection:
    """Run a step; its rows come behind those of the one `before` it that fills the same table."""
    cursor.begin()
    try:
        with places.one() as is_alone:
            cursor.execute(statement, {"month": month} if month else None)
    except duckdb.OutOfMemoryException:
        if is_alone:
            raise
        places.count = 1
        cursor.rollback()
        return _run(cursor, statement, month, before, places)
    if before:
        before.result()
    cursor.commit()
    return cursor
