"""The register: the clients behind a figure's row, page by page or as a file, however many they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from queries.answers import Answer, Bank, added_up, header, month_columns
from queries.asking import Filters, asking, run, run_chosen
from queries.database import published
from queries.header import Header
from queries.lines import csv_of

EVERY_CLIENT = "clients_in_scope($filters) as clients"
"""Where the two queries of the register read their clients; those behind a figure come from its own population."""
LOOKED_UP = ("client_name", "chosen_aum")
"""Columns that a client is given in the list itself, whatever its population knows of it."""
NAMED = """client_no in (
        select client_no
        from client_names
        where contains(lower(client_id || ' ' || coalesce(client_name, '')), lower($words))
    )"""


@dataclass(frozen=True)
class Picks:
    """Which clients of a figure are meant: the row's values of `picked_by`, the column whose sum is opened, and words
    that their names or identifiers hold.
    """

    figure: str
    column: str | None = None
    values: tuple[tuple[str, str | None], ...] = ()
    words: str = ""


@dataclass(frozen=True)
class Listing:
    """The rows of one query that nobody has read, however many they are: they go from the database into a file."""

    name: str
    header: Header
    filters: Filters
    parameters: Mapping[str, object]
    rows: str
    path: Path
    order: str = ""

    @property
    def sql(self) -> str:
        return self.rows + self.order

    @property
    def count(self) -> int:
        """How many rows there are. Raises Unanswered, and Damaged."""
        return run(self.path, f"select count(*) as rows from ({self.rows})", self.parameters)["rows"][0].as_py()

    def csv(self) -> bytes:
        """The rows as a file. Raises Unanswered, and Damaged."""
        with asking(self.path) as cur:
            return csv_of(cur, self.rows, self.parameters, months=month_columns(self.header), order=self.order)


def listing(name: str, filters: Filters, of: Bank | None = None) -> Listing:
    """All rows of a figure for a file, however many. Raises LookupError for an unknown one."""
    head = header(name)
    return Listing(name, head, filters, _given(head.sql, filters, {}), head.sql, of.path if of else published())


def clients_listed(
    picks: Picks,
    filters: Filters,
    order: str = "aum",
    descending: bool = True,
    of: Bank | None = None,
    **parameters: object,
) -> Listing:
    """All clients behind a figure's row, for a file, however many: queries/client_register.sql read from the figure's
    own population. Raises LookupError for an unknown figure or column.
    """
    head = header("client_register")
    if order not in head.columns:
        raise LookupError(f"the client register has no column {order}")
    source, given = _source(picks, filters, parameters)
    sql = head.sql.replace(EVERY_CLIENT, source).rsplit("\norder by", 1)[0]
    by = f"\norder by {order} {'desc' if descending else 'asc'} nulls last, client_id"
    name = head.name if picks.figure == head.name else f"{picks.figure}_clients"
    return Listing(name, head, filters, given, sql, of.path if of else published(), by)


def clients_behind(
    picks: Picks,
    filters: Filters,
    order: str = "aum",
    descending: bool = True,
    limit: int | None = None,
    offset: int = 0,
    of: Bank | None = None,
    **parameters: object,
) -> tuple[Answer, Answer]:
    """A page of the clients of `clients_listed` (without a limit all of them), and their number and sums: (rows,
    totals). Raises LookupError for an unknown figure or column.
    """
    listed = clients_listed(picks, filters, order, descending, of, **parameters)
    totals, (source, given) = header("client_totals"), _source(picks, filters, parameters)
    measured = tuple(sorted((name, value) for name, value in parameters.items() if name in given))
    picked = {name: value for name, value in given.items() if name not in parameters and name != "filters"}
    sql, asked, place = listed.sql, listed.sql, {}
    if limit is not None:
        sql = _part_of(listed, source, order, f"limit {int(limit)} offset {int(offset)}")
        asked = _part_of(listed, source, order, "limit $rows offset $before")
        place = {"rows": int(limit), "before": int(offset)}
    total_sql = totals.sql.replace(EVERY_CLIENT, source)
    amount = header(picks.figure).columns[picks.column].amount if picks.column else None
    if amount:
        total_sql = total_sql.replace("null::decimal(18, 2)", f"clients.{amount}")
    rows = run_chosen(listed.path, asked, filters, measured, picked | place).select(list(listed.header.columns))
    sums = added_up(listed.path, total_sql, filters, measured, tuple(sorted(picked.items())))
    return (
        Answer(listed.name, listed.header, filters, rows, given, (), sql),
        Answer(totals.name, totals, filters, sums, given, (), total_sql),
    )


def _part_of(listed: Listing, source: str, order: str, part: str) -> str:
    """The rows of a page: what is looked up for a client is looked up for those of the page alone, unless it orders
    them.
    """
    if order in LOOKED_UP:
        return f"{listed.sql}\n{part}"
    return listed.sql.replace(source, f"(\n    select * from {source}{listed.order}\n{part}\n) as clients")


def _source(picks: Picks, filters: Filters, parameters: Mapping[str, object]) -> tuple[str, dict]:
    """The clients behind a figure's row in place of all clients of the register, and what that statement is given."""
    head = header(picks.figure)
    where, given = _condition(head, picks)
    source = f"(\n    select * from {head.population}({', '.join('$' + k for k in head.takes)}){where}\n) as clients"
    return source, _given(source, filters, {**parameters, **given})


def _given(sql: str, filters: Filters, parameters: Mapping[str, object]) -> dict:
    """The parameters that a statement takes, and no others: DuckDB refuses one too many."""
    given = {**parameters, "filters": filters.as_struct()}
    return {key: value for key, value in given.items() if f"${key}" in sql}


def _condition(head: Header, picks: Picks) -> tuple[str, dict]:
    unknown = [name for name, _ in picks.values if name not in head.picked_by]
    if not head.population or unknown or (picks.column and picks.column not in head.columns):
        raise LookupError(f"{picks.figure} does not open clients by {', '.join(unknown) or picks.column or 'anything'}")
    tests = [f"{name}::varchar is not distinct from $pick_{name}" for name, _ in picks.values]
    flag = head.columns[picks.column].flag if picks.column else None
    tests += [test for test in (head.only, flag, NAMED if picks.words else "") if test]
    given = {f"pick_{name}": value for name, value in picks.values} | {"words": picks.words}
    return ("\n    where " + " and ".join(tests) if tests else ""), given
