"""Tiny banks for tests: short text tables become a delivery folder, which is loaded as any bank's would be.

    bank = tiny_bank(folder, aum="A  60x2 40x4", clients='''
        client_id  closed_on
        A          2025-06-30
    ''')

A table is a head and one line per row; `-` is an empty cell. `aum` is shorter still: a client, perhaps with a product
(`A/fund`), and its amounts in 万 month by month from January 2025 on: `60x2 40` is 60, 60, 40, and `-` is a month
without a row. What is not given is filled in: one branch, four products, and every client of the holdings.
"""

import csv
import os
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import queries
from queries.database import cursor, published
from queries.load import load

FIRST = date(2025, 1, 1)
YUAN = 10_000
BRANCHES = """
    branch_id  branch_name  city      region
    B1         First        Shanghai  East
"""
PRODUCTS = """
    product_id  product_name  family    counts_as_aum
    deposit     Deposit       deposits  true
    wealth      Wealth        wealth    true
    fund        Fund          funds     true
    loan        Loan          loans     false
"""
CLIENT = {"branch_id": "B1", "joined_on": "2020-01-01"}


@dataclass(frozen=True)
class TinyBank:
    """A loaded tiny bank: `data` is its data folder."""

    data: Path

    def ask(self, name: str, filters: queries.Filters, **parameters: object) -> list[dict]:
        """The rows of a figure."""
        with named(self.data):
            return queries.ask(name, filters, **parameters).table.to_pylist()

    def sql(self, sql: str, **parameters: object) -> list[tuple]:
        """The rows of a statement."""
        with cursor(published(self.data)) as cur:
            return cur.execute(sql, parameters or None).fetchall()

    def months(self, client: str, *columns: str) -> list:
        """What client_months says of a client, month by month: values, or tuples of them."""
        found = self.sql(
            f"select {', '.join(columns)} from client_months where client_id = $client order by month", client=client
        )
        return [row[0] if len(columns) == 1 else row for row in found]

    def at(self, month: str, client: str, *columns: str):
        """The same of one month, given as 2025-04."""
        return self.months(client, *columns)[_place(month)]


def tiny_bank(folder: Path, aum: str = "", **tables: str) -> TinyBank:
    """Load a bank of a few rows; `tables` are text tables by the names of the files."""
    given = {name: rows(text) for name, text in tables.items()}
    given["holdings"] = [*_paths(aum), *given.get("holdings", [])]
    given.setdefault("branches", rows(BRANCHES))
    given.setdefault("products", rows(PRODUCTS))
    given["clients"] = _clients(given.get("clients", []), given["holdings"])
    delivery = folder / "delivery"
    delivery.mkdir(parents=True)
    for name, content in given.items():
        _write(delivery / f"{name}.csv", content)
    load(delivery, folder / "data")
    return TinyBank(folder / "data")


def rows(text: str) -> list[dict[str, str]]:
    """The rows of a text table."""
    head, *lines = [line.split() for line in text.strip().splitlines()]
    return [dict(zip(head, ("" if cell == "-" else cell for cell in line), strict=True)) for line in lines]


def month(place: int) -> str:
    """The place-th month (from 0) as 2025-01."""
    return f"{FIRST.year + place // 12}-{place % 12 + 1:02d}"


def _place(text: str) -> int:
    year, number = text.split("-")
    return (int(year) - FIRST.year) * 12 + int(number) - 1


@contextmanager
def named(data: Path):
    """CLIENTELE_DATA names this data folder for a while."""
    before = os.environ.get("CLIENTELE_DATA")
    os.environ["CLIENTELE_DATA"] = str(data)
    try:
        yield
    finally:
        if before is None:
            del os.environ["CLIENTELE_DATA"]
        else:
            os.environ["CLIENTELE_DATA"] = before


def _paths(text: str) -> list[dict[str, str]]:
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        who, *amounts = line.split()
        client, _, product = who.partition("/")
        path = [amount for word in amounts for amount in _repeated(word)]
        found += [
            {
                "month": month(t),
                "client_id": client,
                "product_id": product or "deposit",
                "balance": str(Decimal(amount) * YUAN),
            }
            for t, amount in enumerate(path)
            if amount != "-"
        ]
    return found


def _repeated(word: str) -> list[str]:
    amount, _, times = word.partition("x")
    return [amount] * int(times or 1)


def _clients(given: list[dict], holdings: list[dict]) -> list[dict]:
    known = {row["client_id"] for row in given}
    others = sorted({row["client_id"] for row in holdings} - known)
    return [{**CLIENT, **row} for row in [*given, *({"client_id": client} for client in others)]]


def _write(path: Path, content: list[dict]) -> None:
    columns = list(dict.fromkeys(column for row in content for column in row))
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns, restval="")
        writer.writeheader()
        writer.writerows(content)
