"""Every sentence on the screen, in the reader's language. The English sentence is the key of its translation.

`t` translates a sentence where it is shown; `mark` names a sentence that a table holds and `t` translates
later; a test finds each of them in the source, and says what has no translation. What a bank or an address brings into
a sentence is text on the screen, whatever it looks like: see `paragraph` and `verbatim`.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from pathlib import Path

TRANSLATIONS = Path(__file__).parent / "translations"
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


def one_after_another(said: Iterable[str], language: str) -> str:
    """Sentences one after the other; what says nothing is left out."""
    return ("" if language == "zh" else " ").join(filter(None, said))


def colon(language: str) -> str:
    """What stands between a label and what it says."""
    return "：" if language == "zh" else ": "


def paragraph(kind: str, text: str) -> str:
    """HTML of a paragraph of a class of the stylesheet; nothing in the text is markup."""
    return f"<p class='{kind}'>{escape(text)}</p>"


def heading(text: str) -> str:
    """HTML of the question above a figure; nothing in the text is markup."""
    return f"<h3 class='question'>{escape(text)}</h3>"


def verbatim(text: str) -> str:
    """The text as Markdown of one line, in which no character is a mark."""
    return re.sub(r"([\\`*_\[\]<>$~:|&#+.!()@]|^-)", r"\\\1", " ".join(text.split()))


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
