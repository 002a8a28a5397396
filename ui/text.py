"""Every sentence on the screen, in the reader's language. The English sentence is the key of its translation.

`t` translates a sentence where it is shown; `mark` names a sentence that a table holds and `t` translates
later. The functions that read source files find each of them, so that a test can say what has no translation. What a
bank or an address brings into a sentence is text on the screen, whatever it looks like: see `paragraph` and `verbatim`.
"""

import ast
import re
import string
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from html import escape
from pathlib import Path

TRANSLATIONS = Path(__file__).parent / "translations"
_MARKERS = ("t", "mark")
_NOUNS = {
    "clients": "client",
    "branches": "branch",
    "months": "month",
    "rows": "row",
    "RMs": "RM",
    "times": "time",
}
_VERBS = {"are": "is", "hold": "holds", "bring": "brings", "lack": "lacks", "carry": "carries"}
_COUNTED = re.compile(rf"\{{(\w+)\}} ({'|'.join(_NOUNS)})\b(?: ({'|'.join(_VERBS)})\b)?")


def t(sentence: str, language: str, **values: object) -> str:
    """The sentence in `language` ('en' or 'zh'), with each `{name}` replaced by the value of that name.

    A sentence without translation stays English. Raises ValueError when a placeholder has no value.
    """
    found = sentence if language == "en" else translations(language).get(sentence, sentence)
    if not values:
        return found
    try:
        return (_of_one(found, values) if language == "en" else found).format(**values)
    except (KeyError, IndexError) as missing:
        raise ValueError(f"the sentence {sentence!r} needs a value for {missing}") from None


def _of_one(sentence: str, values: Mapping[str, object]) -> str:
    """English of one: `{n} client holds` for `{n} clients hold` where n is 1; what is filled in stays as it is."""

    def written(counted: re.Match) -> str:
        name, noun, verb = counted.groups()
        if str(values.get(name)) != "1":
            return counted[0]
        return f"{{{name}}} {_NOUNS[noun]}" + (f" {_VERBS[verb]}" if verb else "")

    return _COUNTED.sub(written, sentence)


def listed(names: Iterable[str], language: str) -> str:
    """Names one after the other, with the comma of the language."""
    return ("、" if language == "zh" else ", ").join(names)


def colon(language: str) -> str:
    """What stands between a label and what it says."""
    return "：" if language == "zh" else ": "


def paragraph(kind: str, text: str) -> str:
    """HTML of a paragraph of a class of the stylesheet; nothing in the text is markup."""
    return f"<p class='{kind}'>{escape(text)}</p>"


def verbatim(text: str) -> str:
    """The text as Markdown in which no character is a mark."""
    return re.sub(r"([\\`*_\[\]<>$~:|&])", r"\\\1", text)


def mark(sentence: str) -> str:
    """The sentence itself; marks it as one that is translated later."""
    return sentence


@cache
def translations(language: str) -> dict[str, str]:
    """English sentence → sentence in `language`. Raises ValueError where there is no readable file for it."""
    path = TRANSLATIONS / f"{language}.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ValueError(f"there are no translations into {language}; {path.name} is missing") from None
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name} cannot be read: {error}") from None


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
    return set(sentences) - set(translations(language))


def left_over(sentences: Iterable[str], language: str = "zh") -> set[str]:
    """Translations of what is none of the sentences."""
    return set(translations(language)) - set(sentences)


def _name(call: ast.Call) -> str | None:
    return getattr(call.func, "id", getattr(call.func, "attr", None))


def _calls(path: Path) -> Iterator[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    return (n for n in ast.walk(tree) if isinstance(n, ast.Call) and _name(n) in _MARKERS and n.args)


def _literals(node: ast.expr, path: Path) -> Iterator[str]:
    """The sentence of a literal, both sentences of `a if b else c`, none of a variable."""
    if isinstance(node, ast.JoinedStr):
        raise ValueError(f"{path.name}:{node.lineno}: an f-string cannot be translated; use {{placeholders}}")
    if isinstance(node, ast.IfExp):
        yield from _literals(node.body, path)
        yield from _literals(node.orelse, path)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
