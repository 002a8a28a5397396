"""Readers at the same time each get their own answer."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pyarrow as pa
import pytest

import queries
from queries import Filters, answers, asking
from queries.database import cursor, published
from queries.load import load

THREADS = 8
ROUNDS = 8
FIGURES = ("tier_distribution", "client_register", "key_numbers", "tiers_by_branch")
TWO_OF_THE_SAME_ROWS = [
    (("whale_curve", "lorenz_curve"), {"measure": "aum"}),
    (("key_numbers", "key_numbers_by_month"), {}),  # only one of them compares two months
]
FILTERS = [
    Filters(month, comparison, branches, products)
    for month, comparison in ((date(2026, 10, 1), date(2026, 7, 1)), (date(2026, 6, 1), None))
    for branches in (None, ("B01",))
    for products in (None, ("P01",))
]


def uncached(figure: str, filters: Filters):
    """What `ask` does where its cache has nothing."""
    return answers._table.__wrapped__(queries.bank().path, queries.header(figure), filters, ())


@pytest.fixture(scope="module")
def alone(small_bank):
    return {(figure, filters): uncached(figure, filters) for filters in FILTERS for figure in FIGURES}


def test_the_readers_ask_for_different_things(alone):
    assert len({filters for _, filters in alone}) == THREADS
    for figure in FIGURES:
        assert len({str(alone[figure, filters].to_pylist()) for filters in FILTERS}) == THREADS, figure


def in_threads(read):
    """Runs read(filters) for each of the eight filters at once; returns what they return."""
    start = threading.Barrier(THREADS)

    def reader(filters):
        start.wait(10)
        return read(filters)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(reader, FILTERS))


def test_no_more_figures_are_asked_at_once_than_are_let_in(alone, monkeypatch):
    run, under_way, most, lock = asking._rows, 0, 0, threading.Lock()

    def counted(*asked):
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        try:
            return run(*asked)
        finally:
            with lock:
                under_way -= 1

    monkeypatch.setattr(asking, "_rows", counted)
    monkeypatch.setattr(answers, "_at_once", threading.BoundedSemaphore(2))
    in_threads(lambda filters: [uncached(figure, filters) for figure in FIGURES])
    assert most in (1, 2)


@pytest.mark.parametrize(("both", "given"), TWO_OF_THE_SAME_ROWS)
def test_who_asks_for_what_is_being_answered_waits_for_it(alone, monkeypatch, both, given):
    run, asked = answers.rows_chosen, []

    def slow(cur, path, sql, *choice):
        asked.append(sql)
        time.sleep(0.2)
        return run(cur, path, sql, *choice)

    monkeypatch.setattr(answers, "rows_chosen", slow)
    answers._table.cache_clear()
    answers._shared.cache_clear()
    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(lambda name: queries.ask(name, FILTERS[0], **given), both * 4))
    assert len(asked) == len(set(asked)) == 3  # the rows that both are made of, and each of them
    assert all(one.table is found[place % 2].table for place, one in enumerate(found))


def test_eight_readers_without_cache_get_their_own_answers(alone):
    def read(filters):
        return [
            figure
            for _ in range(ROUNDS)
            for figure in FIGURES
            if not uncached(figure, filters).equals(alone[figure, filters])
        ]

    assert in_threads(read) == [[]] * THREADS


def test_eight_readers_through_the_door_get_their_own_answers(alone):
    answers._table.cache_clear()

    def read(filters):
        return [
            figure for figure in FIGURES * 2 if not queries.ask(figure, filters).table.equals(alone[figure, filters])
        ]

    assert in_threads(read) == [[]] * THREADS


def test_eight_readers_open_their_own_clients(alone):
    expected = {filters: [r["client_id"] for r in alone["client_register", filters].to_pylist()] for filters in FILTERS}

    def read(filters):
        found = [queries.clients_behind(queries.Picks("tier_distribution"), filters) for _ in range(4)]
        return [rows.table["client_id"].to_pylist() for rows, _ in found]

    assert in_threads(read) == [[expected[filters]] * 4 for filters in FILTERS]


def test_readers_of_the_bank_that_was_replaced_get_answers(brief, tmp_path):
    """Pages that began before a load ask its bank still, side by side: each question opens it anew."""
    data = tmp_path / "data"
    for _ in range(2):
        load(brief, data)
    now = published(data)
    (before,) = {*data.glob("clientele-*.duckdb")} - {now}
    cursor(now).close()
    rows = pa.table({"a": [1]})

    def read(_: object) -> int:
        for _ in range(60):
            with cursor(before) as cur:
                cur.register("given", rows)
                assert cur.execute("select a from given").fetchall() == [(1,)]
        return 1

    assert in_threads(read) == [1] * THREADS
