"""What a reader can choose, and how it is written in an address.

A choice is a dict: `month` as 2026-10, `vs` a key of COMPARISONS, `branch` and `product` lists of codes (`r:` a region,
`c:` a city, with its region before it where two regions have one of that name, `b:` a branch; `f:` a family,
`p:` a product), `lang` a language.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

import queries
from queries import Bank, Filters
from ui.names import told_apart
from ui.text import mark

COMPARISONS = {
    "year": (12, mark("Year before")),
    "quarter": (3, mark("Quarter before")),
    "month": (1, mark("Month before")),
}
LANGUAGES = {"en": "English", "zh": "中文"}
OWN = ("month", "vs", "branch", "product", "lang")
MEASURE = "measure"
"""What a page shows its figures in, where it can show them in several: after its filters in the address."""
RANKINGS = {
    "contribution": mark("Contribution"),
    "aum": mark("AUM"),
    "chosen_income": mark("Contribution of the chosen products"),
    "chosen_aum": mark("AUM in the chosen products"),
}
"""What clients can be ranked by, and how it is called."""
OF_PRODUCTS = ("chosen_income", "chosen_aum")
"""Those that there are only while products are chosen."""


@dataclass(frozen=True)
class Tree:
    """Nodes of a filter in the order shown: code -> (words, depth, ids of the leaves under it)."""

    nodes: dict[str, tuple[str, int, tuple[str, ...]]]

    def leaves(self, chosen: list[str]) -> tuple[str, ...] | None:
        """The leaves under the nodes that are chosen; None where none is."""
        return tuple(sorted({leaf for code in chosen for leaf in self.nodes[code][2]})) if chosen else None

    def words(self, code: str) -> str:
        return self.nodes[code][0]


@lru_cache(maxsize=8)
def branch_tree(bank: Bank, language: str) -> Tree:
    """Region -> city -> branch."""
    levels = (("r", "region"), ("c", "city"), ("b", "branch_id"))
    return _tree(bank.branches, levels, "branch_name", language)


@lru_cache(maxsize=8)
def product_tree(bank: Bank, language: str) -> Tree:
    """Family -> product."""
    return _tree(bank.products, (("f", "family"), ("p", "product_id")), "product_name", language)


def _tree(rows, levels, leaf_name: str, language: str) -> Tree:
    """Cities of one name in two regions are two nodes; what has the same words as another is followed by its code."""
    nodes: dict[str, tuple[str, int, tuple[str, ...]]] = {}
    leaf = levels[-1][1]
    above = {column: larger for (_, larger), (_, column) in pairwise(levels)}
    places = Counter(place[:2] for place in {(c, row[c], row[above[c]]) for row in rows for c in above})
    for row in rows:
        for depth, (letter, column) in enumerate(levels):
            name = leaf_name if column == leaf else column
            words = (language == "zh" and row.get(f"{name}_zh")) or row[name]
            code = f"{letter}:{row[column]}"
            if places[column, row[column]] > 1 or (column in above and "/" in row[column]):
                code = f"{letter}:{row[above[column]]}/{row[column]}"
            known = nodes.get(code, (words, depth, ()))
            nodes[code] = (known[0], depth, (*known[2], row[leaf]))
    known = [{code[2:]: words for code, (words, at, _) in nodes.items() if at == depth} for depth in range(len(levels))]
    apart = [told_apart(words) for words in known]
    return Tree({code: (apart[depth][code[2:]], depth, leaves) for code, (_, depth, leaves) in nodes.items()})


def first_choice(bank: Bank) -> dict:
    """What is shown to a reader who has chosen nothing yet: the latest complete month beside the year before."""
    return {"month": f"{(bank.complete_months or bank.months)[-1]:%Y-%m}", "vs": "year", "branch": [], "product": []}


def first_filters(bank: Bank) -> Filters:
    """The filters of a reader who has chosen nothing yet."""
    return filters_of(bank, first_choice(bank))


def read_choice(address: dict[str, list[str]], bank: Bank, language: str) -> tuple[dict, list[str]]:
    """The choice that an address means, and the parts of it that mean nothing here.

    It is in `language` where the address names none.
    """
    months = {f"{m:%Y-%m}": m for m in bank.months}
    trees = {"branch": branch_tree(bank, "en"), "product": product_tree(bank, "en")}
    choice = {**first_choice(bank), "lang": language}
    wrong = []
    for key, allowed in (("month", months), ("vs", COMPARISONS), ("lang", LANGUAGES)):
        for value in address.get(key, [])[:1]:
            choice[key] = value if value in allowed else choice[key]
            wrong += [] if value in allowed else [value]
    for key, tree in trees.items():
        choice[key] = [value for value in address.get(key, []) if value in tree.nodes]
        wrong += [value for value in address.get(key, []) if value not in tree.nodes]
    return choice, wrong


def write_choice(choice: dict) -> dict[str, list[str]]:
    """The choice as it stands in the address, without what is not chosen."""
    return {key: [value] if isinstance(value, str) else list(value) for key, value in choice.items() if value}


def filters_of(bank: Bank, choice: dict) -> Filters:
    """The choice as what is asked; to choose every branch is to choose none."""
    month = date.fromisoformat(choice["month"] + "-01")
    comparison = queries.months_before(month, COMPARISONS[choice["vs"]][0])
    branches = branch_tree(bank, "en").leaves(choice["branch"])
    return Filters(
        month,
        comparison if comparison >= bank.months[0] else None,
        None if branches and len(branches) == len(bank.branches) else branches,
        product_tree(bank, "en").leaves(choice["product"]),
    )


def has_chosen_aum(bank: Bank, filters: Filters) -> bool:
    """Whether a chosen product counts as AUM: loans do not, and nobody holds AUM in them."""
    chosen = filters.products or ()
    return any(row["counts_as_aum"] and row["product_id"] in chosen for row in bank.products)


def rankings(bank: Bank, filters: Filters) -> list[str]:
    """The measures that clients can be ranked by under a choice; the first is shown until another is chosen."""
    needed = {"chosen_income": bool(filters.products), "chosen_aum": has_chosen_aum(bank, filters)}
    return [measure for measure in RANKINGS if needed.get(measure, True)]


def ranked_by(bank: Bank, filters: Filters, asked: str | None) -> str:
    """The measure that is asked for, where clients can be ranked by it under the choice; else the first one."""
    offered = rankings(bank, filters)
    return asked if asked in offered else offered[0]


def one_click_away(bank: Bank, choice: dict) -> Iterator[dict]:
    """What one click on a filter makes of a choice: one more region, product or family, or the month before or after.

    Cities and branches are left out: a bank can have hundreds.
    """
    regions = [code for code, (_, depth, _) in branch_tree(bank, "en").nodes.items() if depth == 0]
    for key, codes in (("branch", regions), ("product", product_tree(bank, "en").nodes)):
        for code in codes:
            if code not in choice[key]:
                yield {**choice, key: [*choice[key], code]}
    months = [f"{month:%Y-%m}" for month in bank.months]
    place = months.index(choice["month"])
    for month in (*months[max(place - 1, 0) : place], *months[place + 1 : place + 2]):
        yield {**choice, "month": month}
