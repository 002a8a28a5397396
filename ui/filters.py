"""The filters of every page and the choice of a language, in one component: a click on them is one message."""

from collections.abc import Callable
from datetime import date
from http import HTTPStatus

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response

import queries
from queries import Bank
from ui import units
from ui.ahead import ahead
from ui.choice import (
    COMPARISONS,
    LANGUAGES,
    MEASURE,
    OWN,
    Tree,
    branch_tree,
    filters_of,
    product_tree,
    ranked_by,
    read_choice,
    write_choice,
)
from ui.controls import keep_click, last_click, said_by
from ui.drawing import address_of, script
from ui.text import t

KEY = "filters"
"""Of the component."""
POINTED = address_of("pointed")
"""Where the browser says what a reader points at."""
PICKED = "_picked"
"""What a reader has chosen in the click that is being answered: keys of the choice, each with its list of codes."""

_filters = st.components.v2.component(
    "filters",
    html="<div class='filters'></div>",
    js=script("filters.js", "switch.js", "element.js"),
    isolate_styles=False,
)


def picked_choice() -> dict[str, list[str]] | None:
    """The choice of the click that is being answered; none where it was another one. It is told once."""
    return st.session_state.pop(PICKED, None)


def spoken_language() -> str:
    """The language that the reader has just chosen; empty where the click was another one."""
    return next(iter(st.session_state.get(PICKED, {}).get("lang", [])), "")


def reset_filters() -> None:
    """Choose all branches and all products."""
    st.session_state[PICKED] = {"branch": [], "product": []}


def _taken() -> None:
    """Keep what the browser says of the reader's click; what has another form than a choice is none."""
    said = said_by(KEY, "picked")
    if not isinstance(said.get("choice"), dict):
        return
    st.session_state[PICKED] = {
        key: [str(code) for code in codes]
        for key, codes in said["choice"].items()
        if key in OWN and isinstance(codes, list)
    }
    keep_click(KEY, said.get("picks"))


def pointed(request: Request) -> Response:
    """A reader points at an option: the address says on which page, and what his click would make of the choice. It is
    asked ahead, and nothing is answered.
    """
    try:
        bank = queries.bank()
        address = {key: request.query_params.getlist(key) for key in request.query_params}
        choice, wrong = read_choice(address, bank, "en")
        if not wrong:
            measure = ranked_by(bank, filters_of(bank, choice), request.query_params.get(MEASURE))
            ahead.points(request.query_params.get("page", ""), bank, choice, measure=measure)
    except (queries.NotPublished, queries.Damaged):
        pass  # the page says so
    return Response(status_code=HTTPStatus.NO_CONTENT)


def show_filters(page: str, bank: Bank, choice: dict, language: str) -> None:
    """Show what is chosen, and what can be."""
    loaded = f"{bank.facts['loaded_at']:%Y-%m-%d %H:%M}"
    months = [f"{month:%Y-%m}" for month in reversed(bank.months)]
    _filters(
        data=[
            {
                "title": t("Filters", language),
                "fields": [
                    _list("month", t("As of", language), months, lambda code: _month(code, language)),
                    _list(
                        "vs",
                        t("Compared with", language),
                        COMPARISONS,
                        lambda code: t(COMPARISONS[code][1], language),
                    ),
                    _tree("branch", t("Branches", language), branch_tree(bank, language)),
                    _tree("product", t("Products", language), product_tree(bank, language)),
                ],
                "languages": list(LANGUAGES.items()),
                "language": t("Language", language),
                "all": t("All", language),
                "nothing": t("Nothing of this name", language),
                "remove": t("Leave out", language),
                "clear": t("Choose all", language),
                "foot": t(
                    "Data as of {month}, loaded {loaded} (universal time)",
                    language,
                    month=units.write(bank.months[-1], "month", language),
                    loaded=loaded,
                ),
                "choice": {key: write_choice(choice).get(key, []) for key in OWN},
                "picks": last_click(KEY),
                "page": page,
                "pointed": POINTED,
            }
        ],
        key=KEY,
        on_picked_change=_taken,
    )


def _month(code: str, language: str) -> str:
    return units.write(date.fromisoformat(code + "-01"), "month", language)


def _list(key: str, label: str, codes: list[str] | dict, words: Callable[[str], str]) -> dict:
    return {"key": key, "label": label, "isTree": False, "options": [[code, words(code), 0] for code in codes]}


def _tree(key: str, label: str, tree: Tree) -> dict:
    options = [[code, words, depth] for code, (words, depth, _) in tree.nodes.items()]
    return {"key": key, "label": label, "isTree": True, "options": options}
