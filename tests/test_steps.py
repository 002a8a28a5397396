"""The statements of a load side by side: they wait for what they read, and what they make is what one by one makes."""

from datetime import date
from functools import partial
from pathlib import Path
from threading import Barrier

import duckdb
import pytest
from conftest import SMALL

from queries.database import cursor, published
from queries.defining import FEW
from queries.load import LITTLE, load
from queries.steps import SCAFFOLD, WHERE_TABLES_ARE, Step, cursor_on, make
from sample_data.make import main as make_bank

MONTHS = [date(2026, month, 1) for month in range(1, 9)]
OF_THE_LOAD = {"loads", "load_files"}
SLOW = "(select sum(range) from range((400_000 * (9 - month($month::date)))::bigint)) > 0"


@pytest.fixture
def con():
    with duckdb.connect() as con:
        con.execute(f"attach ':memory:' as building; attach ':memory:' as {SCAFFOLD}; {WHERE_TABLES_ARE}")
        yield con


def every_month(name: str, sql: str) -> list[Step]:
    return [Step(name, sql, month) for month in MONTHS]


def test_rows_come_in_the_order_of_the_months_though_later_ones_are_made_sooner(con):
    empty = Step("slow_empty", "create table slow (month date)")
    make(con, [empty, *every_month("slow", f"insert into slow\nselect $month::date where {SLOW}")], at_once=4)
    assert con.execute("select month from slow order by rowid").fetchall() == [(month,) for month in MONTHS]


def test_a_step_waits_for_all_before_it_that_write_what_it_reads_or_fills(con):
    steps = [
        Step("a_empty", "create table a (month date)"),
        *every_month("a", f"insert into a\nselect $month::date where {SLOW}"),
        Step("b", "-- what it reads\ncreate table b as\nselect count(*) as months from a"),
        Step("c", "create view c as\nselect months + 1 as months from b"),
        Step("a_more", "insert into a\nselect date '2027-01-01' from c"),
    ]
    make(con, steps, at_once=4)
    assert con.execute("select months from c").fetchall() == [(len(MONTHS) + 1,)]
    assert con.execute("select count(*), max(month) from a").fetchall() == [(len(MONTHS) + 1, date(2027, 1, 1))]


def test_a_step_that_reads_what_it_fills_sees_the_month_before(con):
    chained = "insert into path\nselect $month::date, 1 + coalesce((select max(place) from path), 0)"
    make(con, [Step("path_empty", "create table path (month date, place bigint)"), *every_month("path", chained)], 4)
    assert con.execute("select place from path order by month").fetchall() == [(n,) for n in range(1, 9)]


def test_what_only_the_load_needs_is_made_beside_what_is_published(con):
    steps = [
        Step("a_empty", f"create table {SCAFFOLD}.a (month date)"),
        *every_month("a", f"insert into {SCAFFOLD}.a\nselect $month::date where {SLOW}"),
        Step("b", "create table b as\nselect count(*) as months from a"),
    ]
    make(con, steps, at_once=4)
    places = con.execute("select table_name, database_name from duckdb_tables() order by 1").fetchall()
    assert places == [("a", SCAFFOLD), ("b", "building")]
    assert con.execute("select months from b").fetchall() == [(len(MONTHS),)]


def test_a_step_that_fails_ends_them_all_with_its_error(con):
    failing = f"insert into a\nselect if(month($month::date) = 3, error('no room'), $month::date) where {SLOW}"
    with pytest.raises(duckdb.Error, match="no room"):
        make(con, [Step("a_empty", "create table a (month date)"), *every_month("a", failing)], at_once=3)
    assert con.execute("select count(*) from a").fetchone()[0] <= 2


class Cramped:
    """Cursors on a database that has memory for one statement filling a table, and not for two at a time."""

    def __init__(self):
        self.both_under_way, self.failed, self.under_way, self.most_after = Barrier(2), 0, 0, 0

    def cursor_on(self, con: duckdb.DuckDBPyConnection) -> "CrampedCursor":
        return CrampedCursor(cursor_on(con), self)


class CrampedCursor:
    def __init__(self, real: duckdb.DuckDBPyConnection, bank: Cramped):
        self.real, self.bank = real, bank

    def execute(self, statement: duckdb.Statement, values: dict | None) -> None:
        bank = self.bank
        if values and bank.failed < 2:
            bank.both_under_way.wait(60)
            self.real.execute(statement, values)
            bank.both_under_way.wait(60)
            bank.failed += 1
            raise duckdb.OutOfMemoryException("could not allocate block")
        bank.under_way += 1
        bank.most_after = max(bank.most_after, bank.under_way)
        self.real.execute(statement, values)
        bank.under_way -= 1

    def __getattr__(self, name: str):
        return getattr(self.real, name)


def test_steps_that_lack_memory_beside_each_other_go_on_one_at_a_time(con, monkeypatch):
    bank = Cramped()
    monkeypatch.setattr("queries.steps.cursor_on", bank.cursor_on)
    fill = f"insert into a\nselect $month::date where {SLOW}"
    make(con, [Step("a_empty", "create table a (month date)"), *every_month("a", fill)], at_once=2)
    assert (bank.failed, bank.most_after) == (2, 1)
    assert con.execute("select month from a order by rowid").fetchall() == [(month,) for month in MONTHS]


def test_a_step_that_lacks_memory_by_itself_ends_them_all(con):
    con.execute("set memory_limit = '20MB'")
    too_large = "create table a as\nselect list(range) as numbers from range(20_000_000)"
    with pytest.raises(duckdb.OutOfMemoryException):
        make(con, [Step("a", too_large)], at_once=2)


def test_a_load_makes_the_same_rows_in_the_same_order_however_much_is_done_at_once(tmp_path, monkeypatch):
    one, steps, threads = (
        _loaded(SMALL, tmp_path / name, monkeypatch, at_once=at_once, little=little)
        for name, at_once, little in (("one", 1, LITTLE), ("steps", 6, LITTLE), ("threads", 2, 0))
    )
    assert_same(one, steps)
    assert_same(one, threads)
    assert len(one["client_months"]) > 100


def test_all_months_in_one_statement_are_the_months_one_by_one(tmp_path, monkeypatch):
    make_bank([str(tmp_path / "delivery"), "--clients", "200", "--months", "26"])
    at_once, one_by_one = (
        _loaded(tmp_path / "delivery", tmp_path / str(few), monkeypatch, few=few) for few in (FEW, 0)
    )
    assert_same(at_once, one_by_one)
    assert min(len(at_once[name]) for name in ("client_months", "holder_movements", "movement_groups")) > 100


def assert_same(one: dict[str, list[tuple]], other: dict[str, list[tuple]]) -> None:
    assert one.keys() == other.keys()
    assert {name for name in one if one[name] != other[name]} == set()


def _loaded(
    delivery: Path, data: Path, monkeypatch: pytest.MonkeyPatch, at_once: int = 2, little: int = LITTLE, few: int = FEW
) -> dict[str, list[tuple]]:
    """Every row of every table of a delivery, as it stands in the file, by the name of the table."""
    monkeypatch.setattr("queries.defining.make", partial(make, at_once=at_once))
    monkeypatch.setattr("queries.load.LITTLE", little)
    monkeypatch.setattr("queries.defining.FEW", few)
    load(delivery, data)
    with cursor(published(data)) as con:
        tables = con.execute("select table_name from duckdb_tables() where not internal").fetchall()
        return {name: con.execute(f"select * from {name}").fetchall() for (name,) in tables if name not in OF_THE_LOAD}
