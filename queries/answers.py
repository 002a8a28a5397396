"""The answer to a figure, kept for whoever asks the same again, and what is known of the bank in force."""

import csv
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

import pyarrow as pa
from cachetools import LRUCache, cached

from queries.asking import Filters, Unanswered, asking, chosen_sets, kind_of, rows_chosen, run, run_chosen
from queries.contract import DEFAULTS, fingerprint
from queries.database import Damaged, published
from queries.header import Header, names, read
from queries.lines import csv_bytes
from queries.reconciliation import MONTH, Reconciled, compare, hidden, statement
from queries.written_out import Words, words_of, written_out

if TYPE_CHECKING:
    import pandas as pd

_UNIT_KINDS = {
    "count": "int64",
    "days": "Int64",
    "months": "Int64",
    "share": "float64",
    "points": "float64",
    "ratio": "float64",
    "number": "float64",
    "money": "float64",
    "flag": "boolean",
}
Rows = tuple[dict[str, object], ...]
MONTHS_SHOWN = 36
"""The months before the as-of month that a figure may rest on: two years and the year before them."""
PROOF = """select coalesce(sum(groups_off + clients_twice), 0)::bigint as off
from proofs
where month between $first and $last"""
SHARED = "shared_rows"
AT_ONCE = os.cpu_count() or 1
"""So many figures are asked at the same time: more would only get in each other's way."""
REMEMBERED = 256 * 2**20
"""So many bytes of answers are kept: of most banks those of forty pages with all that one click makes of them."""
BESIDE = 32 * 2**10
"""What an answer takes of them beside its cells: what the libraries hold for it (20 KB), and who asked for it."""


@dataclass(frozen=True)
class Answer:
    """The rows of one query with their definition. `table` is exact (decimals); `frame` the same for pandas."""

    name: str
    header: Header
    filters: Filters
    table: pa.Table
    parameters: Mapping[str, object]
    missing: tuple[str, ...] = ()
    sql: str = ""
    path: Path = Path()

    @property
    def frame(self) -> "pd.DataFrame":
        """The rows as pandas: money and shares as floats, counts whole, texts as str; the columns of the header."""
        return _frame(self.table, self.header)

    @property
    def is_empty(self) -> bool:
        return self.table.num_rows == 0

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self.table.num_rows

    def csv(self) -> bytes:
        """The rows as a file."""
        return csv_bytes(self.table, months=month_columns(self.header))


@dataclass(frozen=True, eq=False)
class Bank:
    """What the published database knows of itself, for the frame, the filters and the names of things."""

    path: Path
    facts: dict
    months: tuple[date, ...]
    complete_months: tuple[date, ...]
    branches: Rows
    products: Rows
    tiers: Rows
    managers: Rows
    policies: dict[str, float]
    files: frozenset[str]
    columns: frozenset[str]

    @property
    def is_outdated(self) -> bool:
        """Whether it was loaded under other definitions than those that the screen shows."""
        return self.facts["definitions"] != fingerprint()

    @cached_property
    def ladder(self) -> tuple[str, ...]:
        """The tiers of the register, the lowest first."""
        return tuple(tier["tier_id"] for tier in self.tiers if tier["in_register"])

    @property
    def own_policies(self) -> dict[str, float]:
        """The policies that are not the defaults, which definitions name; what is no policy touches nothing."""
        ours = _default_policies()
        return {name: value for name, value in self.policies.items() if value != ours.get(name, value)}

    def name(self, language: str) -> str:
        return self.facts["bank_name_zh"] or self.facts["bank_name"] if language == "zh" else self.facts["bank_name"]


def months_before(month: date, count: int) -> date:
    """The first day of the month `count` months before."""
    place = month.year * 12 + month.month - 1 - count
    return date(place // 12, place % 12 + 1, 1)


def _frame(table: pa.Table, head: Header) -> "pd.DataFrame":
    import pandas as pd  # only here: no page needs it, and it takes a fifth of what the start of the server imports

    frame = table.to_pandas()
    for name in frame.columns:
        kind = _UNIT_KINDS.get(head.columns[name].unit) if name in head.columns else None
        if kind == "int64" and frame[name].isna().any():
            kind = "Int64"
        if kind:
            frame[name] = pd.to_numeric(frame[name]).astype(kind) if kind != "boolean" else frame[name].astype(kind)
        elif name in head.columns and head.columns[name].unit == "text":
            frame[name] = frame[name].astype("object").where(frame[name].notna(), None)
    return frame


def figures() -> list[str]:
    """Names of all queries that a page can show."""
    return names()


def header(name: str) -> Header:
    """The header of a figure. Raises LookupError for an unknown one."""
    return read("", name)


def month_columns(head: Header) -> set[str]:
    """The columns that are written as months, without a day."""
    return {name for name, column in head.columns.items() if column.unit == "month"}


def bank() -> Bank:
    """The bank in force now. Raises NotPublished, and Damaged where its file cannot be read."""
    path = published()
    with _under_way((path,)):  # all readers of a database have one `Bank`
        return _bank(path)


@lru_cache(maxsize=1)
def _bank(path: Path) -> Bank:
    """The facts of one database; answers of the one before are forgotten."""
    for remembered in (_table, _shared, added_up, chosen_sets, _register, _adds_up, _is_proven):
        remembered.cache_clear()
    try:
        return _facts(path)
    except Unanswered as error:
        raise Damaged(path, error) from error


def _facts(path: Path) -> Bank:
    def rows(sql: str) -> Rows:
        return tuple(run(path, sql, {}).to_pylist())

    (facts,) = rows(
        "select bank.*, loads.* exclude (bank_name) from bank cross join loads"
        " order by loads.rowid desc limit 1"  # the last one written, whatever the clock said
    )
    months = rows("select month, is_complete from months order by month")
    columns = rows("select file, name from delivered_columns")
    return Bank(
        path,
        facts,
        tuple(row["month"] for row in months),
        tuple(row["month"] for row in months if row["is_complete"]),
        rows("select * from branches order by region, city, branch_id"),
        rows("select * from products order by family, product_id"),
        rows("select * from tiers order by tier_rank"),
        rows("select rm_id, shown_name(rm_name) as rm_name from relationship_managers"),
        {row["policy_id"]: float(row["value"]) for row in rows("select policy_id, value from policies")},
        frozenset(row["file"] for row in columns),
        frozenset(f"{row['file']}.{row['name']}" for row in columns),
    )


@lru_cache(maxsize=1)
def _default_policies() -> dict[str, float]:
    with (DEFAULTS / "policies.csv").open(encoding="utf-8", newline="") as rows:
        return {row["policy_id"]: float(row["value"]) for row in csv.DictReader(rows)}


def ask(name: str, filters: Filters, of: Bank | None = None, **parameters: object) -> Answer:
    """The answer to one figure, of the bank in force or of the one given: all that a page shows is of one bank.

    Raises LookupError for an unknown figure, TypeError where it takes other parameters, Unanswered when the database
    fails.
    """
    if {*parameters} != (taken := {*header(name).takes} - {"filters"}):
        raise TypeError(f"{name} takes {', '.join(sorted(taken)) or 'nothing'} beside the filters")
    return _ask(of or bank(), name, filters, tuple(sorted(parameters.items())))


def _ask(of: Bank, name: str, filters: Filters, parameters: tuple) -> Answer:
    head, given = header(name), {"filters": filters.as_struct(), **dict(parameters)}
    missing = tuple(need for need in head.needs if need not in of.files | of.columns)
    asked = of.path, head, _touching(of.path, head.sql, filters), parameters
    with _under_way(asked):
        rows = _table(*asked)
    return Answer(name, head, filters, rows, given, missing, head.sql, of.path)


def _touching(path: Path, sql: str, filters: Filters) -> Filters:
    """The choice without what does not touch the statement: choices that differ in nothing else have one answer."""
    return replace(filters, **dict.fromkeys(_untouched(path, sql)))


@lru_cache(maxsize=256)
def _untouched(path: Path, sql: str) -> tuple[str, ...]:
    """The filters that may be empty and that a statement does not read."""
    with asking(path):
        known = words_of(path, sql)
    return tuple(name for name in ("comparison", "branches", "products") if name not in known)


_at_once = threading.BoundedSemaphore(AT_ONCE)
_turns: WeakValueDictionary[tuple, threading.Lock] = WeakValueDictionary()
_turn = threading.Lock()


def _under_way(asked: tuple) -> threading.Lock:
    """Held while this is answered: who asks the same meanwhile waits for the answer, instead of asking once more."""
    with _turn:
        return _turns.setdefault(asked, threading.Lock())


def _weight(rows: pa.Table) -> int:
    return rows.nbytes + BESIDE


@cached(LRUCache(REMEMBERED, _weight), lock=threading.Lock(), info=True)
def _table(path: Path, head: Header, filters: Filters, parameters: tuple) -> pa.Table:
    if head.shares:  # who waits for them takes nobody's place
        shared = path, head.shares, _touching(path, _shared_sql(head.shares), filters), parameters
        with _under_way(shared):
            rows = _shared(*shared)
    with _at_once, asking(path) as cur:
        if head.shares:
            cur.register(SHARED, rows)
        return rows_chosen(cur, path, _own_sql(head), filters, parameters).select(list(head.columns))


@lru_cache(maxsize=8)
def _shared(path: Path, source: str, filters: Filters, parameters: tuple) -> pa.Table:
    """Rows that several figures of a page are made of, read once for all of them."""
    with _at_once, asking(path) as cur:
        return rows_chosen(cur, path, _shared_sql(source), filters, parameters)


def _own_sql(head: Header) -> str:
    """The statement of a figure over the rows that it shares with others, where it does."""
    return head.sql.replace(head.shares, SHARED) if head.shares else head.sql


def _shared_sql(source: str) -> str:
    return f"select * from {source}"


def get_ready(of: Bank, filters: Filters, **parameters: str) -> None:
    """Write the statements of all figures out for what may be chosen from here: branches, products, both or neither.

    `parameters` are those of the figures that take some. Once another bank is in force it ends, and opens this one no
    more. Raises Unanswered, Damaged and NotPublished.
    """
    for branches, products, head in product((None, ()), (None, ()), map(header, figures())):
        if bank() is not of:
            return
        chosen = replace(filters, branches=branches, products=products)
        words = tuple((name, parameters[name]) for name in sorted(parameters) if name in head.takes)
        kinds = {_own_sql(head): kind_of(_touching(of.path, head.sql, chosen))}
        if head.shares:
            shared = _shared_sql(head.shares)
            kinds[shared] = kind_of(_touching(of.path, shared, chosen))
        with asking(of.path):
            for sql, kind in kinds.items():
                written_out(of.path, sql, kind, words)


def reconcile(answer: Answer) -> Reconciled | None:
    """Whether the figure adds up to the register and the register to the products.

    None where there is nothing to compare: a figure without a population or without its files.
    """
    head = answer.header
    if not head.population or answer.missing:
        return None
    rows = answer.table.to_pylist()
    by = head.picked_by if hidden(head, rows) else ()
    given = tuple((name, answer.parameters[name]) for name in sorted(head.takes) if name != "filters")
    return compare(head, rows, _register(answer.path, head, by, answer.filters, given), by)


def is_proven(answer: Answer) -> bool:
    """Whether the load found that all tables that figures add up say what the clients say one by one, and the clients
    what their products do, in all months that this one can rest on.

    Then it is sound for every choice; `reconcile` compares the very one. See queries/models/proofs.sql. Rankings of the
    whole bank (`bank_pieces`, `bank_rankings`, `branch_rankings`) are made after, by the macros that a page would use.
    """
    return _is_proven(answer.path, months_before(answer.filters.month, MONTHS_SHOWN), answer.filters.month)


@lru_cache(maxsize=1024)
def _is_proven(path: Path, first: date, last: date) -> bool:
    return run(path, PROOF, {"first": first, "last": last}).to_pylist() == [{"off": 0}]


@lru_cache(maxsize=1024)
def _register(path: Path, head: Header, by: tuple[str, ...], filters: Filters, parameters: tuple) -> list[dict]:
    """What the register says of a figure's population, with its products where a month does not agree with them."""
    found = added_up(path, statement(head, by), filters, parameters).to_pylist()
    first, month = (found[0]["first_month"], found[0]["last_month"]) if found else (None, None)
    while first and month >= first and _adds_up(path, month):
        month = months_before(month, 1)
    if not first or month < first:
        return found
    return added_up(path, statement(head, by, with_products=True), filters, parameters).to_pylist()


@lru_cache(maxsize=1024)
def added_up(
    path: Path, sql: str, filters: Filters, words: Words, others: tuple[tuple[str, object], ...] = ()
) -> pa.Table:
    """Sums of clients, asked once for all figures of a population and for all pages of a list: it is one statement."""
    return run_chosen(path, sql, filters, words, dict(others))


@lru_cache(maxsize=1024)
def _adds_up(path: Path, month: date) -> bool:
    """Whether the AUM of every client of a month is the sum of its products."""
    return run(path, MONTH, {"month": month}).to_pylist() == [{"clients_off": 0}]
