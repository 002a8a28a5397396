"""What DuckDB 2.0.0 reckons wrong by itself, and does not as it is used here."""

import duckdb
import pytest
from conftest import SMALL

import queries.load
from queries.database import cursor, published
from queries.load import load

TABLES = (
    "create temp table sold as select (range % 3)::integer as part, 10::integer as amount from range(30000)",
    "create temp table goals as select (range * 100)::integer as goal from range(3)",
)
GREATEST = "(select max(goal) as greatest from goals)"
SUMS = "select part, sum(amount)::bigint as amount from sold {} group by part {} order by amount, part"
STATEMENTS = {
    "a comparison": SUMS.format(f"where part < {GREATEST}", ""),
    "a row beside": SUMS.format(f"cross join {GREATEST} where part < greatest", ""),
    "another condition": SUMS.format(f"where part < {GREATEST} or part is null", ""),
    "having": SUMS.format(f"where part < {GREATEST}", "having sum(amount) > 1000"),
}
RIGHT = [(0, 100_000), (1, 100_000), (2, 100_000)]


class _Seen(Exception):
    """The connection of the load has been seen; the load goes no further."""


def answers(con: duckdb.DuckDBPyConnection) -> dict[str, list]:
    for table in TABLES:
        con.execute(table)
    return {name: con.execute(sql).fetchall() for name, sql in STATEMENTS.items()}


def test_it_is_still_wrong_by_itself():
    """As soon as it is not, what `SURE` of queries/database.py asks for can go."""
    with duckdb.connect() as con:
        assert RIGHT not in answers(con).values()


def test_it_is_right_where_a_figure_is_asked(small_bank):
    with cursor(published(small_bank)) as cur:
        assert answers(cur) == dict.fromkeys(STATEMENTS, RIGHT)


def test_it_is_right_at_a_load(tmp_path, monkeypatch):
    found = []

    def look(con: duckdb.DuckDBPyConnection, *_: object) -> None:
        found.append(answers(con))
        raise _Seen

    monkeypatch.setattr(queries.load, "_build", look)
    with pytest.raises(_Seen):
        load(SMALL, tmp_path)
    assert found == [dict.fromkeys(STATEMENTS, RIGHT)]
