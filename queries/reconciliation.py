"""Whether a figure adds up: its own sums against its population asked whole, and that population against the products.

The sums of a figure come from the rows that it shows. The register is the population that opens from the figure, asked
in one statement for all figures of that population; the products are the rows of its clients in product_months.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from queries.header import Header, names, read

Amount = int | Decimal


@dataclass(frozen=True)
class Sum:
    """One column of a figure: what its rows add up to, and what the register says of the same clients."""

    column: str
    unit: str
    figure: Amount
    register: Amount

    @property
    def difference(self) -> Amount:
        return self.figure - self.register


@dataclass(frozen=True)
class Reconciled:
    """What was compared of a figure: its sums with those of the register, the AUM of these clients with their products.

    `of` are the clients of the population, `listed` those that the figure lists: fewer only where it shows the first so
    many. `twice` are rows too many: of clients whom the register has more than once in a month.
    """

    sums: tuple[Sum, ...]
    listed: int
    of: int
    register: Decimal
    products: Decimal
    twice: int

    @property
    def difference(self) -> Decimal:
        """AUM of the clients less the sum of their products."""
        return self.register - self.products

    @property
    def is_equal(self) -> bool:
        return not (self.difference or self.twice or any(one.difference for one in self.sums))


MONTH = """with register as (
    select client_id, count(*) as client_rows, sum(aum) as aum
    from client_months
    where month = $month
    group by client_id
),

products as (
    select client_id, sum(aum) as aum
    from product_months
    where month = $month
    group by client_id
)

select count(*) as clients_off
from register
left join products on products.client_id = register.client_id
where register.client_rows > 1 or coalesce(register.aum, 0) <> coalesce(products.aum, 0)"""
"""The clients of a month who stand in the register twice, or whose AUM is not the sum of their products."""
WITHOUT_PRODUCTS = "null::decimal(18, 2) as products_aum,\n    0 as twice"
WITH_PRODUCTS = """(
        select coalesce(sum(product_months.aum), 0)
        from population
        inner join product_months
            on product_months.month = population.month and product_months.client_id = population.client_id
    ) as products_aum,
    (
        select count(*) - count(distinct (client_months.month, client_months.client_id))
        from client_months
        semi join population
            on population.month = client_months.month and population.client_id = client_months.client_id
    ) as twice"""


def statement(head: Header, by: tuple[str, ...] = (), with_products: bool = False) -> str:
    """The SQL of the register: one row with the sums of all figures of this population, or one per value of `by`.

    `with_products` adds up the products of its clients too, which takes long over many months; it is only needed for
    months in which the register as a whole does not agree with them.
    """
    where = f"\n    where {head.only}" if head.only else ""
    count, order = head.lists or (None, "")
    listed = f"(select * from population order by {order} desc nulls last limit {count})" if count else "population"
    sums = ",\n    ".join(
        f"{f'sum({amount})' if amount else 'count(*)'}{f' filter ({flag})' if flag else ''} as {_name(flag, amount)}"
        for flag, amount in _sums(head.population)
    )
    keys = ", ".join(by)
    return f"""with population as (
    select *
    from {head.population}({", ".join(f"${name}" for name in head.takes)}){where}
)

select
    {f"{keys}," if by else ""}
    (select count(*) from population) as of_all,
    (select min(month) from population) as first_month,
    (select max(month) from population) as last_month,
    (select coalesce(sum(aum), 0)::decimal(38, 2) from population) as register_aum,
    {WITH_PRODUCTS if with_products else WITHOUT_PRODUCTS},
    count(*) as listed,
    {sums}
from {listed}{f" group by {keys}" if by else ""}"""


def hidden(head: Header, rows: list[Mapping]) -> bool:
    """Whether some cell of a sum is not shown, such as the AUM of a month that was not delivered completely."""
    return any(row[name] is None for row in rows for name, column in head.columns.items() if column.is_drillable)


def compare(head: Header, rows: list[Mapping], found: list[Mapping], by: tuple[str, ...] = ()) -> Reconciled:
    """The figure's rows beside the register's answer; cells that the figure does not show count on neither side."""
    register = {tuple(row[key] for key in by): row for row in found}
    first = found[0] if found else {}

    def one(name: str) -> Sum | None:
        column = head.columns[name]
        shown = [row for row in rows if row[name] is not None]
        places = [tuple(row[key] for key in by) for row in shown] if by and len(shown) < len(rows) else list(register)
        behind = sum(register[place][_key(column.flag, column.amount)] or 0 for place in places if place in register)
        return Sum(name, column.unit, sum(row[name] for row in shown), behind) if shown or not rows else None

    return Reconciled(
        tuple(filter(None, (one(name) for name, column in head.columns.items() if column.is_drillable))),
        sum(row["listed"] for row in found),
        first.get("of_all", 0),
        first.get("register_aum", Decimal(0)),
        first.get("register_aum" if first.get("products_aum") is None else "products_aum", Decimal(0)),
        first.get("twice", 0),
    )


@cache
def _sums(population: str) -> tuple[tuple[str | None, str | None], ...]:
    """(flag, amount) of every column that the clients of this population add up to, in whichever figure."""
    heads = [head for head in (read("", name) for name in names()) if head.population == population]
    pairs = {(c.flag, c.amount) for head in heads for c in head.columns.values() if c.is_drillable}
    return tuple(sorted(pairs, key=lambda pair: _key(*pair)))


def _key(flag: str | None, amount: str | None) -> str:
    return f"{amount or 'clients'} {flag or ''}".strip()


def _name(flag: str | None, amount: str | None) -> str:
    return f'"{_key(flag, amount)}"'
