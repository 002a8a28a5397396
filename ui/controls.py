"""The controls of a figure, in one component: one of a few, side by side, and words that open something."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import streamlit as st

from ui.drawing import script

CHOSEN, OPENED = "_chosen", "_opened"
"""What is chosen on the page, of each switch, and what stands open, of each line of words."""

MARK = "mark"
"""The word behind which a figure is compared with its clients."""

_controls = st.components.v2.component(
    "controls",
    html="<div class='controls'></div>",
    js=script("controls.js", "switch.js", "element.js"),
    isolate_styles=False,
)


@dataclass(frozen=True)
class Word:
    """A word to be pressed; `behind` writes what stands behind it, and is called while it is open. A word with nothing
    behind it leads elsewhere."""

    words: str
    behind: Callable[[], None] | None = None
    kind: str = ""
    """`quiet` or `loud`, where it is neither more nor less than the others."""


@dataclass(frozen=True)
class Switch:
    """One of a few, of which the first is chosen until the reader chooses another."""

    key: str
    label: str
    options: Mapping[str, str]
    """Code and words of each."""

    @property
    def chosen(self) -> str:
        chosen = chosen_of(self.key)
        return chosen if chosen in self.options else next(iter(self.options))

    def choose(self, code: str) -> None:
        _kept(CHOSEN)[self.key] = code


def chosen_of(key: str) -> str | None:
    """What is chosen of the switch with this key; None before anything is."""
    return _kept(CHOSEN).get(key)


def show_switch(switch: Switch) -> str:
    """Show a switch by itself; returns the code of what is chosen."""
    _show(switch.key, switch, {}, None, "content")
    return switch.chosen


def show_line(key: str, words: Mapping[str, Word], switch: Switch | None = None) -> str | None:
    """Show words side by side, with a switch before them, and below them what stands behind the one that is open.
    Returns the word that was just pressed and leads elsewhere.
    """
    opened = _kept(OPENED).get(key)
    pressed = _show(key, switch, words, opened, "stretch")
    if opened in words and words[opened].behind:
        with st.container(key=f"behind_{key}", gap="small"):
            words[opened].behind()
    return pressed if pressed in words and not words[pressed].behind else None


def begin_anew() -> None:
    """Forget what is chosen and what stands open: a page begins as it is meant to be seen first."""
    st.session_state[CHOSEN], st.session_state[OPENED] = {}, {}


def close(code: str) -> None:
    """Close this word wherever it is open."""
    st.session_state[OPENED] = {line: opened for line, opened in _kept(OPENED).items() if opened != code}


def _kept(name: str) -> dict[str, str]:
    return st.session_state.setdefault(name, {})


def _show(key: str, switch: Switch | None, words: Mapping[str, Word], opened: str | None, width: str) -> str | None:
    seen = _controls(
        data=[
            {
                "line": key,
                "name": switch.key if switch else "",
                "label": switch.label if switch else "",
                "options": list(switch.options.items()) if switch else [],
                "chosen": switch.chosen if switch else None,
                "words": [[code, word.words, word.kind, bool(word.behind)] for code, word in words.items()],
                "opened": opened,
            }
        ],
        key=f"controls_{key}",
        width=width,
        on_chosen_change=partial(_chosen, key, switch),
        on_pressed_change=partial(_pressed, key, {code for code, word in words.items() if word.behind}),
    )
    return seen.pressed


def _chosen(key: str, switch: Switch | None) -> None:
    """Keep what is chosen by the click."""
    said = st.session_state[f"controls_{key}"].chosen
    if switch and said in switch.options:
        switch.choose(said)


def _pressed(key: str, opening: set[str]) -> None:
    """Keep what is opened or closed by the click."""
    said = st.session_state[f"controls_{key}"].pressed
    if said in opening:
        opened = _kept(OPENED)
        opened[key] = "" if opened.get(key) == said else said
