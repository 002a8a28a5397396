"""A statement written out for one kind of choice: its macros put in, and left away what such a choice does not touch.

A macro reads one table where products are chosen and another where none are, and says so by conditions. DuckDB binds
and plans both sides before it sees that one of them is empty, which takes longer than to add up the rows. Here the
conditions are judged beforehand, by which filters are empty and by the words given, in the tree that DuckDB's own
parser makes of the statement. What is shown stays the statement itself; both give the same rows, and a test holds them
to it.
"""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import duckdb

from queries.database import SETTINGS, cursor

FILTERS = "filters"
CHOSEN_SETS = "chosen_sets"
"""A macro of the filters alone, asked where products are chosen. Its value is a parameter of the statement: to DuckDB
it is a constant then, and a condition with it is judged where the table is read.
"""
CHOSEN_SETS_GIVEN = f"select ${CHOSEN_SETS}::bit"
Words = tuple[tuple[str, str], ...]
"""Parameters that stand in a statement as what they are, such as the measure that tells which table is read."""
PLACES = ("query_location", "query_location_length")
TREE = "select json_serialize_sql($given)"
TEXT = "select json_deserialize_sql($given::json)"
MACROS = """select function_name, parameters, macro_definition, function_type = 'table_macro'
from duckdb_functions()
where not internal and database_name = current_database() and function_type in ('macro', 'table_macro')"""
AGGREGATES = "select distinct function_name from duckdb_functions() where function_type = 'aggregate'"


class Macro(NamedTuple):
    """A macro of a database; its body is the tree of a query, or of an expression."""

    parameters: tuple[str, ...]
    body: dict


class _Macros:
    """The macros of a database, and DuckDB's own parser. Trees are made when they are first needed.

    Databases that have the same macros, as those of one version of Clientele do, share one: nothing in it is of a bank.
    """

    def __init__(self, found: tuple[tuple, ...]):
        self._texts = {name: (parameters, text, is_table) for name, parameters, text, is_table in found}
        self._parser = duckdb.connect(config={**SETTINGS, "threads": 1})
        self.aggregates = frozenset(name for (name,) in self._parser.execute(AGGREGATES).fetchall())
        self.macro = lru_cache(maxsize=None)(self._macro)
        self.tree = lru_cache(maxsize=256)(self._tree)
        self.words = lru_cache(maxsize=256)(self._words)

    def has(self, name: str) -> bool:
        """Whether there is such a macro."""
        return name in self._texts

    def _words(self, sql: str) -> frozenset[str]:
        """The words of a query, and of all macros that it calls."""
        found, waiting = set(), [sql]
        while waiting:
            new = set(re.findall(r"\w+", waiting.pop())) - found
            found |= new
            waiting += [self._texts[name][1] for name in new if name in self._texts]
        return frozenset(found)

    def _macro(self, name: str) -> Macro:
        parameters, text, is_table = self._texts[name]
        query = self._tree(text if is_table else f"select {text}")
        return Macro(parameters, query if is_table else query["select_list"][0])

    def _tree(self, sql: str) -> dict:
        """The query as DuckDB's parser reads it, without the places of the words in it."""
        found = json.loads(
            self._asked(TREE, sql), object_hook=lambda node: {k: v for k, v in node.items() if k not in PLACES}
        )
        if found["error"]:
            raise duckdb.ParserException(found["error_message"])
        return found["statements"][0]["node"]

    def statement(self, sql: str, empty: frozenset[str], words: Words) -> duckdb.Statement:
        """The query with its macros put in, read by DuckDB once for all times that it is asked."""
        tree = _Writer(self, empty, dict(words)).write(self.tree(sql), {})
        whole = {"error": False, "statements": [{"node": tree, "named_param_map": []}]}
        with self._parser.cursor() as cur:
            return cur.extract_statements(self._asked(TEXT, json.dumps(whole)))[0]

    def _asked(self, sql: str, given: str) -> str:
        with self._parser.cursor() as cur:
            return cur.execute(sql, {"given": given}).fetchone()[0]


_macros = lru_cache(maxsize=2)(_Macros)


def _macros_of(cur: duckdb.DuckDBPyConnection) -> _Macros:
    found = cur.execute(MACROS).fetchall()
    return _macros(tuple(sorted((name, tuple(given), text, is_table) for name, given, text, is_table in found)))


@lru_cache(maxsize=2)
def _macros_in(path: Path) -> _Macros:
    with cursor(path) as cur:
        return _macros_of(cur)


def written_out(
    path: Path, sql: str, empty: frozenset[str], words: Words = ()
) -> duckdb.Statement:
    """The statement for the choices in which these filters are empty, with these words in the place of parameters.

    It takes each filter as a parameter of its own (`$month` for `$filters['month']`), and no other than it uses. Raises
    Damaged, and what DuckDB raises for SQL that it cannot read.
    """
    return written(_macros_in(path), sql, empty, words)


def words_of(path: Path, sql: str) -> frozenset[str]:
    """The words of a query, and of all macros of this database that it calls: a filter that is not among them does not
    touch its rows. Raises Damaged.
    """
    return _macros_in(path).words(sql)


@lru_cache(maxsize=2048)
def written(
    macros: _Macros, sql: str, empty: frozenset[str], words: Words
) -> duckdb.Statement:
    """The same by the macros alone: what was written out for one bank serves the next."""
    return macros.statement(sql, empty, words)


def written_for_all(cur: duckdb.DuckDBPyConnection, queries: list[str]) -> list[str]:
    """Queries of the whole bank, of the database of this cursor, as SQL that takes no choice."""
    macros = _macros_of(cur)
    return [written(macros, sql, frozenset({"comparison", "branches", "products"}), ()).query for sql in queries]


def _constant(node: object) -> tuple[str, str] | None:
    """Kind and text of a constant; None for what is not one, and for null, which equals nothing."""
    if not isinstance(node, dict) or node.get("class") != "CONSTANT" or node["literal"]["kind"] == "NULL_LITERAL":
        return None
    return node["literal"]["kind"], node["literal"]["text"]


def _literal(kind: str, text: str, alias: str) -> dict:
    return {"class": "CONSTANT", "type": "VALUE_CONSTANT", "alias": alias, "literal": {"kind": kind, "text": text}}


def _truth(is_true: bool, alias: str) -> dict:
    return _literal("BOOLEAN", str(is_true).lower(), alias)


def _is(node: object, is_true: bool) -> bool:
    return _constant(node) == ("BOOLEAN", str(is_true).lower())


def _is_word(node: object) -> bool:
    """Whether it is a constant text: numbers can be equal that are written differently."""
    return (_constant(node) or ("", ""))[0] == "STRING"


def _parameter(node: dict) -> str | None:
    """The parameter whose value this is, whatever type it is taken for; None for anything else."""
    while node.get("type") == "OPERATOR_CAST":
        node = node["child"]
    return node["identifier"] if node.get("type") == "VALUE_PARAMETER" else None


class _Writer:
    """Writes a tree anew; no tree is changed, parts of it may stand in several places."""

    def __init__(self, macros: _Macros, empty: frozenset[str], words: Mapping[str, str]):
        self._macros, self._empty, self._words = macros, empty, words

    def write(self, node, given: Mapping[str, dict]):
        """The node, with what is `given` in place of a macro's parameters."""
        if isinstance(node, list):
            return [self.write(one, given) for one in node]
        if not isinstance(node, dict):
            return node
        match node.get("type"):
            case "COLUMN_REF" if len(node["column_names"]) == 1 and node["column_names"][0] in given:
                return given[node["column_names"][0]] | {"alias": node["alias"]}
            case "FUNCTION" if node["function_name"] == CHOSEN_SETS:
                return self._macros.tree(CHOSEN_SETS_GIVEN)["select_list"][0] | {"alias": node["alias"]}
            case "FUNCTION" if self._macros.has(node["function_name"]):
                return self._put_in(node, given) | {"alias": node["alias"]}
            case "TABLE_FUNCTION" if self._macros.has(node["function"]["function_name"]):
                return self._table(node, given)
            case "SET_OPERATION_NODE" if node["setop_type"] == "UNION" and node["setop_all"]:
                return self._union(node, given)
            case "CONJUNCTION_AND" | "CONJUNCTION_OR":
                return self._conjunction(node, given)
            case "VALUE_PARAMETER" if node["identifier"] in self._words:
                return _literal("STRING", self._words[node["identifier"]], node["alias"])
        return self._judged({key: self.write(value, given) for key, value in node.items()})

    def _put_in(self, call: dict, given: Mapping[str, dict]) -> dict:
        macro = self._macros.macro(call["function_name"])
        arguments = [self.write(one["expression"], given) for one in call["arguments"]]
        return self.write(macro.body, dict(zip(macro.parameters, arguments, strict=True)))

    def _table(self, node: dict, given: Mapping[str, dict]) -> dict:
        return {
            "type": "SUBQUERY",
            "alias": node["alias"] or node["function"]["function_name"],
            "sample": node["sample"],
            "subquery": {"node": self._put_in(node["function"], given), "named_param_map": []},
            "column_name_alias": node["column_name_alias"],
        }

    def _union(self, node: dict, given: Mapping[str, dict]) -> dict:
        """Without the parts that have no rows; what is left alone needs no union."""
        parts = [part for part in node["children"] if not self._has_no_rows(part, given)] or node["children"][:1]
        tables = self.write(node["cte_map"], given)
        written = [self.write(part, given) for part in parts]
        if len(written) == 1 and not node["modifiers"]:
            (only,) = written
            return only | {"cte_map": {"map": tables["map"] + only["cte_map"]["map"]}}
        return node | {"cte_map": tables, "children": written, "modifiers": self.write(node["modifiers"], given)}

    def _has_no_rows(self, part: dict, given: Mapping[str, dict]) -> bool:
        """Whether its condition is never true; sums without groups are one row even then."""
        if part["type"] != "SELECT_NODE" or not _is(self.write(part["where_clause"], given), False):
            return False
        has_groups = bool(part["group_expressions"]) and all(part["group_sets"])
        return has_groups or not self._adds_up([part["select_list"], part["having"]])

    def _adds_up(self, node) -> bool:
        if isinstance(node, list):
            return any(self._adds_up(one) for one in node)
        if not isinstance(node, dict):
            return False
        if node.get("type") == "FUNCTION":
            name, known = node["function_name"], self._macros
            if name in known.aggregates or (known.has(name) and self._adds_up(known.macro(name).body)):
                return True
        return any(self._adds_up(value) for value in node.values())

    def _conjunction(self, node: dict, given: Mapping[str, dict]) -> dict:
        """Without what decides nothing; as a whole where one part decides it."""
        decides, parts = node["type"] == "CONJUNCTION_OR", []
        for part in node["children"]:
            written = self.write(part, given)
            if _is(written, decides):
                return _truth(decides, node["alias"])
            if not _is(written, not decides):
                parts.append(written)
        if not parts:
            return _truth(not decides, node["alias"])
        return parts[0] | {"alias": node["alias"]} if len(parts) == 1 else node | {"children": parts}

    def _judged(self, node: dict) -> dict:
        """The node, its parts being written: true or false, where that is known. What has a value keeps its form, since
        the type of `if(…, a, b)` is made of both.
        """
        match node.get("type"):
            case "ARRAY_EXTRACT" if node["children"][0].get("identifier") == FILTERS:
                (_, name) = _constant(node["children"][1])
                return node["children"][0] | {"identifier": name, "alias": node["alias"]}
            case "OPERATOR_IS_NULL" | "OPERATOR_IS_NOT_NULL" as test if _parameter(node["children"][0]):
                is_empty = _parameter(node["children"][0]) in self._empty
                return _truth(is_empty == (test == "OPERATOR_IS_NULL"), node["alias"])
            case "OPERATOR_NOT" if _constant(node["children"][0]):
                return _truth(_is(node["children"][0], False), node["alias"])
            case "COMPARE_IN" if all(map(_is_word, node["children"])):
                first, *others = map(_constant, node["children"])
                return _truth(first in others, node["alias"])
            case "COMPARE_EQUAL" if _is_word(node["left"]) and _is_word(node["right"]):
                return _truth(_constant(node["left"]) == _constant(node["right"]), node["alias"])
            case "SELECT_NODE" if _is(node["where_clause"], True):
                return node | {"where_clause": None}
        return node
