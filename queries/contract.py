"""The contract of a delivery: the files that a bank may send (`sources/`) and the rules that they keep (`checks/`).

A rule says what to do with what breaks it: *stop* refuses the whole delivery; *set aside* leaves the row out, counts it
and keeps it for download; *note* loads the row and lists it. Keys and references are rules too, made from the contract.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import cache

import duckdb

from queries.header import FOLDER, Header, names, read

STOP, SET_ASIDE, NOTE = "stop", "set aside", "note"
DEFAULTS = FOLDER / "sources" / "defaults"
SEVERITIES = (STOP, SET_ASIDE, NOTE)


@dataclass(frozen=True)
class Source:
    """One file of the contract: its columns as {name: (SQL type, required)}, key and references."""

    name: str
    header: Header
    columns: dict[str, tuple[str, bool]]

    @property
    def is_required(self) -> bool:
        return self.header.facts.get("required") == "yes"

    @property
    def key(self) -> list[str]:
        return re.findall(r"\w+", self.header.facts.get("key", ""))

    @property
    def refers(self) -> list[tuple[str, str]]:
        return re.findall(r"(\w+) -> (\w+)", self.header.facts.get("refers", ""))

    @property
    def unknown(self) -> str:
        """What happens to a row that refers to nothing."""
        return self.header.facts.get("unknown", STOP)

    @property
    def is_appended(self) -> bool:
        """Whether a further delivery only brings more rows; else its rows replace those of the same key."""
        return self.header.facts.get("added") == "appends"

    def meaning(self, column: str) -> str:
        found = re.search(rf"^ +{column} [^-]*-- (.+)$", self.header.sql, re.MULTILINE)
        return found[1] if found else self.header.facts["what"]


@dataclass(frozen=True)
class Rule:
    """One rule. `sql` gives the rows of `delivered.<file>` that break it: file_row, found (what is wrong, in words)
    and perhaps earlier_row, a row of the same file that `{earlier}` in `found` names. Rules with `is_late` are asked of
    the finished models and give place, found and perhaps branch_id, but no client. The rule on the key of a file is
    asked only where a quick look finds that two rows may have the same.
    """

    name: str
    file: str
    severity: str
    meaning: str
    fix: str
    sql: str
    column: str = ""
    target: str = ""
    is_late: bool = False
    is_on_key: bool = False

    @property
    def names_earlier(self) -> bool:
        """Whether it gives an earlier row."""
        return "earlier_row" in self.sql

    @property
    def reads(self) -> set[str]:
        """Other files that the rule looks at."""
        return set(re.findall(r"delivered\.(\w+)", self.sql)) - {self.file}


FILE_UNKNOWN = Rule(
    "file_unknown",
    "",
    NOTE,
    "every file belongs to the contract",
    "give it the name of a file of the contract, or take it away",
    "",
)
COLUMN_UNKNOWN = Rule(
    "column_unknown",
    "",
    NOTE,
    "a column that is nearly one of the contract is that one",
    "give it the name of the column of the contract, if it is meant",
    "",
)
FILE_EMPTY = Rule(
    "file_empty",
    "",
    NOTE,
    "a file that is delivered has rows",
    "deliver its rows, or leave the file out",
    "",
)
OF_FILES = (FILE_UNKNOWN, COLUMN_UNKNOWN, FILE_EMPTY)
"""The rules that are about no row: they are asked of the folder and of the heads of its files."""


@cache
def sources() -> tuple[Source, ...]:
    """The contract: every file a bank may deliver, in the order in which files refer to each other."""
    found = _written_sources()
    ordered: list[Source] = []
    while found:
        ready = [s for s in found.values() if not {t for _, t in s.refers} & (set(found) - {s.name})]
        ordered += ready
        found = {name: s for name, s in found.items() if s not in ready}
    return tuple(ordered)


def _written_sources() -> dict[str, Source]:
    """{name: source}, with its columns as DuckDB reads its statement."""
    heads = {name: read("sources", name) for name in names("sources")}
    columns: dict[str, dict[str, tuple[str, bool]]] = {name: {} for name in heads}
    with duckdb.connect() as con:
        for head in heads.values():
            con.execute(head.sql)
        rows = con.execute(
            "select table_name, column_name, data_type, is_nullable from duckdb_columns() where not internal"
            " order by table_name, column_index"
        )
        for name, column, type_, is_nullable in rows.fetchall():
            columns[name][column] = (type_.lower(), not is_nullable)
    return {name: Source(name, head, columns[name]) for name, head in heads.items()}


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule: keys, then references, then those of `checks/`."""
    keys = [_key_rule(source) for source in sources() if source.key]
    references = [_reference_rule(source, *pair) for source in sources() for pair in source.refers]
    return (*keys, *references, *(_written_rule(name) for name in names("checks")))


def _key_rule(source: Source) -> Rule:
    key = ", ".join(source.key)
    what = " || ', ".join(f"{c} ' || {_in_words(c)}" for c in source.key)
    sql = (
        f"select file_row, '{what} || ' is there already in {{earlier}}' as found,"
        f" min(file_row) over (partition by {key}) as earlier_row from delivered.{source.name}"
        f" where ({key}) in (select ({key}) from delivered.{source.name}"
        f" where {' and '.join(f'{c} is not null' for c in source.key)} group by {key} having count(*) > 1)"
        " qualify file_row > earlier_row"
    )
    name, meaning = f"{source.name}_twice", "no two rows have the same key"
    return Rule(name, source.name, STOP, meaning, "keep one of them", sql, is_on_key=True)


def _in_words(column: str) -> str:
    return "strftime(month, '%Y-%m')" if column == "month" else column


def _reference_rule(source: Source, column: str, target: str) -> Rule:
    key = next(s for s in sources() if s.name == target).key[0]
    sql = (
        f"select file_row, '\"' || {column} || '\" is not in {{target}}' as found from delivered.{source.name}"
        f" where {column} not in (select {key} from delivered.{target} where {key} is not null)"
    )
    return Rule(
        f"{source.name}_unknown_{column}",
        source.name,
        source.unknown,
        "what a row refers to is there",
        "add it there, or correct it here",
        sql,
        column,
        target,
    )


def _written_rule(name: str) -> Rule:
    facts = read("checks", name).facts
    severity = facts["severity"]
    if severity not in SEVERITIES:
        raise ValueError(f"{name}.sql: severity is one of {', '.join(SEVERITIES)}, found: {severity}")
    sql, is_late = read("checks", name).sql, facts.get("asked") == "late"
    return Rule(name, facts["file"], severity, facts["rule"], facts["fix"], sql, is_late=is_late)


@cache
def fingerprint() -> str:
    """The SHA-256 of all SQL that a load runs and of the values that hold where a bank gives none, in a fixed order;
    the SQL of a figure is none of it, it runs when asked.

    Databases loaded from the same files under the same one hold the same tables.
    """
    used = ("checks/*.sql", "models/**/*.sql", "sources/*.sql", "sources/defaults/*.csv")
    ran = sorted(path for pattern in used for path in FOLDER.glob(pattern))
    text = "\n".join(path.read_text(encoding="utf-8") for path in ran)
    return hashlib.sha256(text.encode()).hexdigest()
