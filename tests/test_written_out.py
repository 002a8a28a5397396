"""A statement written out for a kind of choice: what is left of it. That it gives the same rows, test_promises asks."""

from datetime import date

import duckdb
import pytest
from tiny_bank import named

import queries
from queries.database import cursor
from queries.written_out import words_of, written_out

MONTH = date(2026, 10, 1)
NOTHING = frozenset({"comparison", "branches", "products"})
PRODUCTS = frozenset({"comparison", "branches"})


@pytest.fixture(scope="module")
def path(small_bank):
    with named(small_bank):
        return queries.bank().path


def rows(path, sql, empty, words=(), **given):
    with cursor(path) as cur:
        return cur.execute(written_out(path, sql, empty, words), given or None).fetchall()


def test_tables_of_another_kind_of_choice_are_not_read(path):
    sql = queries.header("tier_distribution").sql
    without, with_products = (written_out(path, sql, empty).query for empty in (NOTHING, PRODUCTS))
    assert "register_months" in without and "holder_months" not in without
    assert "area_months" in with_products and "register_months" not in with_products
    assert "groups_by_month(" not in without + with_products


def test_a_statement_takes_the_filters_that_it_uses(path):
    sql = queries.header("tier_distribution").sql
    assert written_out(path, sql, NOTHING).named_parameters == {"month", "comparison"}
    assert written_out(path, sql, PRODUCTS).named_parameters == {"month", "comparison", "products", "chosen_sets"}


@pytest.mark.parametrize("name", queries.figures())
def test_a_filter_that_is_no_word_of_a_figure_is_no_part_of_its_statement(path, name):
    sql, aum = queries.header(name).sql, (("measure", "aum"),)
    untouched = NOTHING - words_of(path, sql)
    whole = written_out(path, sql, frozenset(), aum)
    assert not untouched & whole.named_parameters
    assert written_out(path, sql, untouched, aum).query == whole.query


def test_of_a_filter_in_a_macro_of_a_macro_the_figure_has_the_word(path):
    assert NOTHING - words_of(path, queries.header("attrition_by_tier").sql) == {"comparison"}
    assert NOTHING - words_of(path, queries.header("rm_load").sql) == {"comparison", "products"}
    assert NOTHING - words_of(path, queries.header("key_numbers").sql) == set()


def test_chosen_products_are_judged_where_a_table_is_read(path):
    sql = "select client_id from clients_in_scope($filters) order by aum desc limit 3"
    written = written_out(path, sql, PRODUCTS)
    assert written.named_parameters == {"month", "chosen_sets"} and "set_products" not in written.query
    with cursor(path) as cur:
        product, sets = cur.execute("select product_id, sets::varchar from set_products limit 1").fetchone()
        plan = cur.execute(f"explain {written.query}", {"month": MONTH, "chosen_sets": sets}).fetchall()[0][1]
        chosen = queries.Filters(MONTH, products=(product,))
        joined = cur.execute(f"explain {sql}", {"filters": chosen.as_struct()}).fetchall()[0][1]
    late = "rowid = rowid"  # the other columns are read for the rows that are left alone
    assert "get_bit" in plan and "get_bit" in joined and late in plan and late not in joined


def test_a_word_stands_in_the_place_of_its_parameter(path):
    sql = "select $measure as measure, $measure in ('aum', 'chosen_aum') as is_aum, $measure = 'it''s' as is_other"
    assert rows(path, sql, NOTHING, (("measure", "aum"),)) == [("aum", True, False)]
    assert rows(path, sql, NOTHING, (("measure", "it's"),)) == [("it's", False, True)]


def test_sums_without_groups_are_one_row_also_of_no_rows(path):
    """A part of a union that is never true has no rows, but what is added up over it has one."""
    nobody = "from tiers where $filters['products'] is not null"
    for columns, expected in (
        ("tier_rank as n", [(1,)]),
        ("count(*) as n", [(0,), (1,)]),
        ("count_of(tier_rank, true) as n", [(0,), (1,)]),
        ("(select count(*) from branches) * 0 + tier_rank as n", [(1,)]),
        ("row_number() over () as n", [(1,)]),
    ):
        union = f"select {columns} {nobody} union all select 1 as n"
        assert sorted(rows(path, union, NOTHING)) == expected
    for groups, expected in (
        ("group by tier_rank", [(1,)]),
        ("group by rollup (tier_rank)", [(0,), (1,)]),
        ("having count(*) = 0", [(0,), (1,)]),
    ):
        union = f"select count(*) as n {nobody} {groups} union all select 1 as n"
        assert sorted(rows(path, union, NOTHING)) == expected
    union = f"select 0 as n {nobody} having count(*) = 0 union all select 1 as n"
    assert sorted(rows(path, union, NOTHING)) == [(0,), (1,)]


def test_conditions_are_judged_as_sql_judges_them(path):
    for condition, expected in (
        ("$filters['products'] is null and tier_rank = 1", [(1,)]),
        ("$filters['products'] is not null or tier_rank = 1", [(1,)]),
        ("not ($filters['products'] is not null) and tier_rank in (1, 2)", [(1,), (2,)]),
        ("not ($filters['products'] is null and $filters['branches'] is null)", []),
        ("null = $measure or tier_rank = 1", [(1,)]),
        ("1 = 1.0 and 2 in (1.0, 2.0) and tier_rank = 1", [(1,)]),
        ("($filters['comparison'])::date is null and tier_rank = 2", [(2,)]),
        ("if($filters['products'] is null, tier_rank, null) = 1", [(1,)]),
    ):
        sql = f"select tier_rank from tiers where {condition} order by 1"
        assert rows(path, sql, NOTHING, (("measure", "aum"),)) == expected


def test_what_is_no_sql_is_said_at_once(path):
    with pytest.raises(duckdb.ParserException, match="syntax error"):
        written_out(path, "select from where", NOTHING)
