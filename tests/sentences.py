"""The sentences of the product: those in its source, handed to `t` or `mark`, and those of headers and rules."""

import ast
import string
from collections.abc import Iterable, Iterator
from pathlib import Path

import queries
from queries.contract import OF_FILES, rules
from ui import text
from ui.names import column_label

MARKERS = ("t", "mark")


def headers_text() -> set[str]:
    """Every sentence of headers and rules that a reader can see, and the label of every column: to be translated."""
    texts: set[str] = set()
    for name in queries.figures():
        head = queries.header(name)
        texts |= {head.facts[key] for key in ("question", "grain", "definition", "if_none") if key in head.facts}
        texts |= {column.meaning for column in head.columns.values()}
        texts |= {column_label(column) for column in head.columns}
    return texts | {text for rule in (*OF_FILES, *rules()) for text in (rule.meaning, rule.fix)}


def placeholders(sentence: str) -> set[str]:
    """Names in braces: {'month'} for 'Clients in {month}'. Raises ValueError for a lone brace."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def sentences_in(path: Path) -> set[str]:
    """All sentences that a Python file hands to `t` or `mark` as literals.

    Raises ValueError for an f-string there: it is put together before it could be looked up.
    """
    return {sentence for call in _calls(path) for sentence in _literals(call.args[0], path)}


def wrongly_filled(path: Path) -> list[str]:
    """Calls of `t` with other values than the sentence has placeholders, as 'file:line sentence'."""
    return [
        f"{path.name}:{call.lineno} {sentence}"
        for call in _calls(path)
        if _name(call) == "t" and all(keyword.arg for keyword in call.keywords)
        for sentence in _literals(call.args[0], path)
        if placeholders(sentence) != {keyword.arg for keyword in call.keywords} - {"language"}
    ]


def untranslated(sentences: Iterable[str], language: str = "zh") -> set[str]:
    """Those of the sentences that have no translation."""
    return set(sentences) - set(text.translations(language))


def left_over(sentences: Iterable[str], language: str = "zh") -> set[str]:
    """Translations of what is none of the sentences."""
    return set(text.translations(language)) - set(sentences)


def _name(call: ast.Call) -> str | None:
    return getattr(call.func, "id", getattr(call.func, "attr", None))


def _calls(path: Path) -> Iterator[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    return (n for n in ast.walk(tree) if isinstance(n, ast.Call) and _name(n) in MARKERS and n.args)


def _literals(node: ast.expr, path: Path) -> Iterator[str]:
    """The sentence of a literal, both sentences of `a if b else c`, none of a variable."""
    if isinstance(node, ast.JoinedStr):
        raise ValueError(f"{path.name}:{node.lineno}: an f-string cannot be translated; use {{placeholders}}")
    if isinstance(node, ast.IfExp):
        yield from _literals(node.body, path)
        yield from _literals(node.orelse, path)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
