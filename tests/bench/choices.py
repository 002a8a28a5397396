"""What a reader chooses, in the forms that the parts need: the filters of a question, the address of a page.

The filters are made here from the bank's tables, not by the frame of the pages, so that a page whose filter does not
reach its numbers is found out.
"""

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

import queries
from queries import Bank, Filters

YEAR = 12
NAMED = re.compile(r"([\d,]+) clients")


@dataclass(frozen=True)
class Choice:
    """A month with regions and products; none of them means all."""

    name: str
    month: date
    regions: tuple[str, ...] = ()
    products: tuple[str, ...] = ()

    def filters(self, bank: Bank) -> Filters:
        """The same choice as the queries take it."""
        before = queries.months_before(self.month, YEAR)
        chosen = [branch["branch_id"] for branch in bank.branches if branch["region"] in self.regions]
        return Filters(
            self.month,
            before if before >= bank.months[0] else None,
            tuple(sorted(chosen)) or None,
            tuple(sorted(self.products)) or None,
        )

    @property
    def address(self) -> dict[str, list[str]]:
        """The same choice as the address of a page names it."""
        return {
            "month": [f"{self.month:%Y-%m}"],
            "branch": [f"r:{region}" for region in self.regions],
            "product": [f"p:{product}" for product in self.products],
            "lang": ["en"],
        }

    @property
    def query(self) -> str:
        return urlencode(self.address, doseq=True)


def clients(choice: Choice, bank: Bank) -> int:
    """How many clients the page of this choice has to name."""
    return int(queries.ask("client_totals", choice.filters(bank), of=bank).table["clients_listed"][0].as_py())


def named(scope: str) -> int | None:
    """The number of clients that the scope of a page names."""
    found = NAMED.search(scope)
    return int(found[1].replace(",", "")) if found else None


def regions(bank: Bank) -> list[str]:
    return sorted({branch["region"] for branch in bank.branches})


def products(bank: Bank) -> list[str]:
    return sorted(product["product_id"] for product in bank.products)


def latest(bank: Bank) -> date:
    """The month that a page shows until the reader chooses another."""
    return (bank.complete_months or bank.months)[-1]


def five_choices(bank: Bank) -> list[Choice]:
    """The combinations that every question is put under: from nothing to a rare product in a middle month."""
    month, some = latest(bank), tuple(products(bank)[1::4][:3])
    middle = bank.months[len(bank.months) // 2]
    return [
        Choice("all", month),
        Choice("region", month, tuple(regions(bank)[:1])),
        Choice("three products", month, (), some),
        Choice("two regions, three products", month, tuple(regions(bank)[:2]), some),
        Choice("rare product, middle month", middle, (), (rarest(bank, middle),)),
    ]


def rarest(bank: Bank, month: date) -> str:
    """The product that the fewest clients hold, but some."""
    counts = {product: clients(Choice("", month, (), (product,)), bank) for product in products(bank)}
    return min((count, product) for product, count in counts.items() if count)[1]
