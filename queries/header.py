"""The header of a SQL file: what the file means, read from its leading comment.

Every file in this package opens with lines `-- key: text`; a line `--   more` continues the one above. The screen
shows the header, the tests hold the result to it, and the loader takes the delivery contract from it.
"""

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
UNITS = ("count", "money", "share", "points", "ratio", "number", "month", "date", "days", "months", "text", "flag")
FACTS = (
    "question",
    "grain",
    "definition",
    "takes",
    "opens",
    "lists",
    "overlaps",
    "if_none",
    "shares",
    "needs",
    "ignores",
    "filled",
    "rests_on",
    "what",
    "required",
    "key",
    "refers",
    "unknown",
    "added",
    "asked",
    "rule",
    "file",
    "fix",
    "severity",
)
_LINE = re.compile(r"^-- (?P<key>[a-z0-9_]+): *(?P<text>.*)$")
_COLUMN = re.compile(r"^(?P<unit>\w+)(?: +\[(?P<picks>[^\]]*)\])? +(?P<meaning>\S.*)$")
_PICKS = re.compile(r"^(?P<amount>\w+)?(?: ?where (?P<flag>\w+))?$")


@dataclass(frozen=True)
class Column:
    """One column of a query's result: its unit, its meaning, and how the clients behind it add up to it.

    `amount` is the column of the population whose sum it is (None: it counts rows or is no sum);
    `flag` the boolean column of the population that picks the rows (None: all rows).
    """

    name: str
    unit: str
    meaning: str
    amount: str | None = None
    flag: str | None = None
    is_drillable: bool = False


@dataclass(frozen=True)
class Header:
    """What a SQL file says of itself; `sql` is the statement under the comment."""

    name: str
    sql: str
    facts: dict[str, str] = field(hash=False)
    columns: dict[str, Column] = field(hash=False)

    @property
    def takes(self) -> tuple[str, ...]:
        return tuple(re.findall(r"\w+", self.facts.get("takes", "")))

    @property
    def needs(self) -> tuple[str, ...]:
        """Optional files without which the figure says what is missing."""
        return tuple(re.findall(r"\w+", self.facts.get("needs", "")))

    @property
    def ignores(self) -> tuple[str, ...]:
        """The filters that do not touch the figure: month, branches, products."""
        return tuple(re.findall(r"\w+", self.facts.get("ignores", "")))

    @property
    def filled(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Fields, as file.field, that have to be given for most clients; and the measures for which (none: for all)."""
        fields, _, measures = self.facts.get("filled", "").partition(" where ")
        return tuple(re.findall(r"[\w.]+", fields)), tuple(re.findall(r"\w+", measures))

    @property
    def rests_on(self) -> tuple[str, ...]:
        """The months whose delivery the figure needs: as_of, comparison, opening (twelve months before)."""
        return tuple(re.findall(r"\w+", self.facts.get("rests_on", "")))

    @property
    def population(self) -> str | None:
        """The macro whose rows are the clients behind the figure."""
        return self.facts["opens"].split()[0] if "opens" in self.facts else None

    @property
    def only(self) -> str:
        """SQL condition on the population that the whole figure is about, empty where it is about all of it."""
        return self.facts.get("opens", "").partition(" where ")[2]

    @property
    def lists(self) -> tuple[int, str] | None:
        """How many clients the figure lists at most, and the amount of which they have the most; None: it shows all."""
        found = re.fullmatch(r"(\d+) by (\w+)", self.facts.get("lists", ""))
        return (int(found[1]), found[2]) if found else None

    @property
    def overlaps(self) -> bool:
        """Whether a client can stand behind several rows, so that those behind all of them are no list of clients."""
        return "overlaps" in self.facts

    @property
    def if_none(self) -> str:
        """What it means that there are no rows, empty where it means that there is nothing to show."""
        return self.facts.get("if_none", "")

    @property
    def shares(self) -> str:
        """The rows that the figure reads and others of its page read too, as they stand in its SQL; empty: none."""
        return self.facts.get("shares", "")

    @property
    def picked_by(self) -> tuple[str, ...]:
        """Columns of the result whose values pick the clients of a row from the population."""
        words = re.findall(r"\w+", self.facts.get("opens", "").partition(" where ")[0])
        return tuple(words[2:]) if len(words) > 2 else ()


def _column(name: str, text: str, has_population: bool) -> Column:
    found = _COLUMN.match(text)
    if not found or found["unit"] not in UNITS:
        raise ValueError(f"column {name}: expected a unit ({', '.join(UNITS)}) and a meaning, found: {text}")
    unit = found["unit"]
    picks = _PICKS.match(found["picks"] or "")
    if picks is None:
        raise ValueError(f"column {name}: expected [amount where flag], found: [{found['picks']}]")
    adds_up = has_population and unit in ("count", "money") and picks["amount"] != "none"
    amount = (picks["amount"] or name) if adds_up and unit == "money" else None
    return Column(name, unit, found["meaning"], amount, picks["flag"], adds_up)


def parse(text: str, name: str) -> Header:
    """Read one SQL file. Raises ValueError with the file's name where the header is not understood."""
    facts, columns, lines = {}, {}, text.splitlines()
    body = next((i for i, line in enumerate(lines) if not line.startswith("--")), len(lines))
    entries: list[list[str]] = []
    for line in lines[:body]:
        start = _LINE.match(line)
        if start:
            entries.append([start["key"], start["text"]])
        elif entries:
            entries[-1][1] += " " + line.lstrip("- ").strip()
    try:
        facts = {key: value for key, value in entries if key in FACTS}
        columns = {key: _column(key, value, "opens" in facts) for key, value in entries if key not in FACTS}
    except ValueError as error:
        raise ValueError(f"{name}.sql: {error}") from None
    return Header(name, "\n".join(lines[body:]).strip().rstrip(";"), facts, columns)


@cache
def read(folder: str, name: str) -> Header:
    """The header of queries/<folder>/<name>.sql; folder '' holds the figures. Raises LookupError."""
    if name not in _known(folder):  # not what a path leads to: a name may come from an address
        raise LookupError(f"there is no query called {name} in {FOLDER / folder}")
    return parse((FOLDER / folder / f"{name}.sql").read_text(encoding="utf-8"), name)


@cache
def _known(folder: str) -> frozenset[str]:
    return frozenset(names(folder))


def names(folder: str = "") -> list[str]:
    """Names of all SQL files in queries/<folder>, in alphabetical order."""
    return sorted(path.stem for path in (FOLDER / folder).glob("*.sql"))
