"""Everything the database is asked: the one door between the pages and DuckDB.

`ask("tier_distribution", filters)` gives the rows of queries/tier_distribution.sql together with the header that
defines them and that SQL, so that what is drawn, explained and exported is the same object.
"""

from queries.answers import (
    AT_ONCE,
    Answer,
    Bank,
    ask,
    bank,
    figures,
    get_ready,
    header,
    is_proven,
    months_before,
    reconcile,
)
from queries.asking import Filters, Unanswered
from queries.database import Damaged, NotPublished, Replaced
from queries.header import Column, Header
from queries.reconciliation import Reconciled
from queries.register import Listing, Picks, clients_behind, clients_listed, listing

__all__ = [
    "AT_ONCE",
    "Answer",
    "Bank",
    "Column",
    "Damaged",
    "Filters",
    "Header",
    "Listing",
    "NotPublished",
    "Picks",
    "Reconciled",
    "Replaced",
    "Unanswered",
    "ask",
    "bank",
    "clients_behind",
    "clients_listed",
    "figures",
    "get_ready",
    "header",
    "is_proven",
    "listing",
    "months_before",
    "reconcile",
]
