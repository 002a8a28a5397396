"""The third stage of a load, *defined*: the models become tables and macros."""

from collections.abc import Collection
from datetime import date

import duckdb

from queries.header import names, read
from queries.stage import Stage
from queries.steps import Step, all_months, every_month, make, once, once_for_all

CALENDAR = "calendar"
STAGES = (
    (
        "following the clients",
        (
            "class_of",
            "client_numbers",
            "product_numbers",
            "product_months",
            "client_branches",
            "client_costs",
            "contact_periods",
            "rm_numbers",
            "rm_periods",
            "client_facts_empty",
            "feeds_empty",
            "client_states_empty",
        ),
        ("client_facts", "feeds", "client_states"),
    ),
    (
        "writing down the clients",
        (
            "months",
            "product_sets",
            "set_products",
            "client_months_empty",
            "completeness_empty",
            "product_groups_empty",
            "holder_movements_empty",
            "movement_groups_empty",
        ),
        ("client_months", "completeness", "product_groups", "holder_movements", "movement_groups"),
    ),
    (
        "adding up the groups",
        (
            "completeness_of_clients",
            "holder_groups",
            "register_groups",
            "holder_months",
            "area_branches",
            "areas",
            "area_months",
            "register_months",
            "loss_groups",
            "near_groups",
            "rm_groups",
            "area_classes",
            "client_names",
            "suspected_records",
            "cohort_losses",
            "bank_pieces_empty",
            "bank_rankings_empty",
            "branch_rankings_empty",
            "proofs",
        ),
        (),
    ),
)
"""What is made of the sources, in three stages: what is said of each, its models, and those of them that fill a table
month by month."""
CHAINED = ("feeds", "client_states")
"""Models of which each month goes on from the month before."""
BY_MACROS = ("bank_pieces", "bank_rankings", "branch_rankings")
"""Models that are made of the macros that the figures use, for the whole bank."""
MACROS = "macros"
FEW = 3_000_000  # rows of holdings: to plan the statements of each month takes longer than to hold all months at once


def define(con: duckdb.DuckDBPyConnection, say) -> None:
    """Make every table that the figures are asked of."""
    con.execute(read("models", CALENDAR).sql)
    months = [month for (month,) in con.execute(f"select month from {CALENDAR} order by month").fetchall()]
    are_few = con.execute("select count(*) from holdings").fetchone()[0] <= FEW
    for what, whole, monthly in STAGES:
        with Stage(say, f"{what} ({len(months)} months)"):
            make(con, [*once(whole), *_monthly(monthly, months, are_few)])
    define_macros(con)
    with Stage(say, f"ranking bank and branches ({len(months)} months)"):
        make(con, once_for_all(con, BY_MACROS))


def _monthly(models: Collection[str], months: list[date], are_few: bool) -> list[Step]:
    """The steps of models that fill a table month by month: of few rows all months at once, where they can be."""
    one_by_one = [name for name in models if name in CHAINED or not are_few]
    at_once = [name for name in models if name not in one_by_one]
    return [*all_months(at_once), *every_month(one_by_one, months)]


def define_macros(con: duckdb.DuckDBPyConnection) -> None:
    """Create every macro of models/macros, in the order in which they use each other."""
    waiting = {name: read(f"models/{MACROS}", name).sql for name in names(f"models/{MACROS}")}
    while waiting:
        ready = [n for n, sql in waiting.items() if not any(f"{o}(" in sql for o in waiting if o != n)]
        if not ready:
            raise ValueError(f"these macros use each other in a circle: {', '.join(waiting)}")
        for name in ready:
            con.execute(waiting.pop(name))
