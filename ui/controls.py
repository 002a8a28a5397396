"""The controls of a figure, in one component: one of a few, side by side, and words that open something."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import streamlit as st

from ui.drawing import script

CHOSEN, OPENED, PRESSES = "_chosen", "_opened", "_presses"
"""What is chosen on the page, of each switch; what stands open, and the number of the last click that has been
answered, of each line and of the filters.
"""
BEGUN = "_begun"
"""The number with which clicks begin in a session: higher than any before it, since where the server was started anew,
the browser still counts from its former session.
"""

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
    """A word to be pressed. What stands behind it is written by `behind`, which is called while it is open; a word with
    nothing behind it leads elsewhere.
    """

    words: str
    behind: Callable[[], None] | None = None
    kind: str = ""
    """`quiet` or `loud`; empty where it is as the others are."""


@dataclass(frozen=True)
class Switch:
    """One of a few; the first where no other is chosen."""

    key: str
    label: str
    options: Mapping[str, str]
    """Code and words of each."""
    pointed: str = ""
    """Where the server is told what measure a reader points at, an address to add to; empty: nowhere."""

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
    _show(switch.key, switch, {}, "content")
    return switch.chosen


def show_line(key: str, words: Mapping[str, Word], switch: Switch | None = None) -> str | None:
    """Show words side by side, with a switch before them, and below them what stands behind the one that is open.
    Returns the code of the word that was just pressed and leads elsewhere.
    """
    led = _show(key, switch, words, "stretch")
    opened = words.get(_kept(OPENED).get(key, ""))
    if opened and opened.behind:
        with st.container(key=f"behind_{key}", gap="small"):
            opened.behind()
    return led if led in words and not words[led].behind else None


def begin_anew() -> None:
    """Forget what is chosen and what stands open: a page begins as it is meant to be seen first."""
    st.session_state[CHOSEN], st.session_state[OPENED] = {}, {}


def close(code: str) -> None:
    """Close this word wherever it is open."""
    st.session_state[OPENED] = {line: opened for line, opened in _kept(OPENED).items() if opened != code}


def said_by(key: str, trigger: str) -> dict:
    """What the browser says of a click on a component of ours; nothing where it is gone or says it in another form."""
    said = getattr(st.session_state.get(key), trigger, None)
    return said if isinstance(said, dict) else {}


def last_click(key: str) -> int:
    """The number of the last click on a component that has been answered."""
    return _kept(PRESSES).get(key) or st.session_state.setdefault(BEGUN, time.time_ns() // 1_000_000)


def keep_click(key: str, number: object) -> None:
    """Keep the number of the click that is being answered; what is no number is none."""
    if isinstance(number, int):
        _kept(PRESSES)[key] = number


def _kept(name: str) -> dict:
    return st.session_state.setdefault(name, {})


def _show(key: str, switch: Switch | None, words: Mapping[str, Word], width: str) -> str | None:
    seen = _controls(
        data=[
            {
                "line": key,
                "name": switch.key if switch else "",
                "label": switch.label if switch else "",
                "options": list(switch.options.items()) if switch else [],
                "pointed": switch.pointed if switch else "",
                "chosen": switch.chosen if switch else None,
                "words": [[code, word.words, word.kind, bool(word.behind)] for code, word in words.items()],
                "opened": _kept(OPENED).get(key, ""),
                "presses": last_click(key),
            }
        ],
        key=f"controls_{key}",
        width=width,
        on_pressed_change=partial(_pressed, key, switch, {code for code, word in words.items() if word.behind}),
        on_led_change=lambda: None,
    )
    return seen.led


def _pressed(key: str, switch: Switch | None, opening: set[str]) -> None:
    """Keep what is chosen and open by the click."""
    if not (said := said_by(f"controls_{key}", "pressed")):
        return
    chosen, opened = said.get("chosen"), said.get("opened")
    if switch and isinstance(chosen, str) and chosen in switch.options:
        switch.choose(chosen)
    _kept(OPENED)[key] = opened if isinstance(opened, str) and opened in opening else ""
    keep_click(key, said.get("presses"))
