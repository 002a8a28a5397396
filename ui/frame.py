"""The frame of every page: the pages, the filters, the scope in words.

The choice of the reader sits in the address, written by this module: a link, a reload, the back button and a page
change all show the same numbers. The address holds codes, never words, so that it means the same in both languages.
"""

import logging
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

import queries
from queries import Bank, Filters
from ui import units
from ui.ahead import ahead, beside
from ui.choice import (
    LANGUAGES,
    MEASURE,
    OF_PRODUCTS,
    OWN,
    branch_tree,
    filters_of,
    has_chosen_aum,
    product_tree,
    ranked_by,
    read_choice,
    write_choice,
)
from ui.controls import MARK, Switch, begin_anew, chosen_of, close, show_switch
from ui.filters import POINTED, picked_choice, reset_filters, show_filters, spoken_language
from ui.look import Palette, palette
from ui.names import namer
from ui.text import colon, listed, mark, paragraph, t, verbatim

PAGES = {
    "overview": ("app.py", mark("Overview")),
    "tiers": ("pages/tiers.py", mark("Tier distribution")),
    "concentration": ("pages/concentration.py", mark("Contribution concentration")),
    "attrition": ("pages/attrition.py", mark("Attrition")),
    "coverage": ("pages/coverage.py", mark("RM coverage")),
    "clients": ("pages/clients.py", mark("Clients")),
    "data": ("pages/data.py", mark("Data quality")),
}
GROUPS = (
    (mark("Clients"), ("overview", "tiers", "concentration", "attrition", "clients")),
    (mark("Service"), ("coverage",)),
    (mark("Data"), ("data",)),
)
ORDER = "register_order"
"""The key of the one control of Streamlit's that offers words."""
LOAD = "`python -m queries.load FOLDER`"
LOG = logging.getLogger(__name__)
BACK = "`python -m queries.load --rollback`"
ALMOST_ALL = 0.999
STYLE = f"<style>{(Path(__file__).parent / 'style.css').read_text(encoding='utf-8')}</style>"


@dataclass(frozen=True)
class Page:
    """What a page needs: whose bank, which filters, in which language and theme, and what else the address says."""

    name: str
    bank: Bank
    filters: Filters
    language: str
    theme: str
    address: dict[str, list[str]]
    extra: dict[str, list[str]]
    scope: str
    called: Callable[[str, Any], str] = field(repr=False)
    said: dict[str, str] = field(default_factory=dict, repr=False)
    """What was said once for the whole page: the sentence, and the key of the figure under which it stands."""

    @property
    def palette(self) -> Palette:
        return palette(self.theme)

    @property
    def currency(self) -> str:
        return self.bank.facts["currency"] or "CNY"

    @property
    def has_chosen_aum(self) -> bool:
        return has_chosen_aum(self.bank, self.filters)

    def t(self, sentence: str, **values: object) -> str:
        """The sentence in the reader's language; use a literal with `text.mark` where it is kept in a table."""
        return t(sentence, self.language, **values)

    def write(self, value: Any, unit: str) -> str:
        return units.write(value, unit, self.language, self.currency)

    def ask(self, name: str, **parameters: object) -> queries.Answer:
        """The answer to a figure, of the page's own bank, also where another one is published meanwhile."""
        with or_stop(self.language):
            return queries.ask(name, self.filters, of=self.bank, **parameters)

    def rests_on(self, role: str) -> dict | None:
        """What came of the month as_of, comparison, opening or gap: a row of queries/basis.sql; None: there is none."""
        return next((row for row in self.ask("basis").table.to_pylist() if row["role"] == role), None)

    def choose_measure(self, options: dict[str, str]) -> str:
        """The measure of a page or of one of its figures, kept in the address: whichever changed last is right."""
        state, seen = st.session_state, f"_{self.name}_{MEASURE}"
        switch = Switch(f"{self.name}_{MEASURE}", self.t("Measure"), options, f"{POINTED}?page={self.name}")
        first, given = next(iter(options)), st.query_params.get(MEASURE)
        # A measure of chosen products goes with their choice, by no mistake.
        is_known = given is None or given in options or given in OF_PRODUCTS
        _say_what_is_wrong([] if is_known else [given], self.language)
        switch.choose(_measure(self.name, given if given in options else first))
        state[seen] = chosen = show_switch(switch)
        if given != (None if chosen == first else chosen):
            if chosen == first:
                del st.query_params[MEASURE]
            else:
                st.query_params[MEASURE] = chosen
            state["_address"] = _address()
        return chosen

    def go(self, page: str, **extra: str) -> None:
        """Change the page, keeping the choice, with more in the address."""
        st.switch_page(PAGES[page][0], query_params={**self.address, **extra})


@contextmanager
def or_stop(language: str) -> Iterator[None]:
    """Stops the page with a sentence where there is no bank, or its file cannot be read.

    Where no page is drawn, as while a file is made, nothing can be stopped: there it is raised.
    """
    try:
        yield
    except (queries.NotPublished, queries.Damaged, queries.Unanswered) as reason:
        _say_why(reason, language)
        st.stop()
        raise


def _say_why(reason: Exception, language: str) -> None:
    """Why there are no numbers, and what to do."""
    match reason:
        case queries.NotPublished():
            st.info(t("No bank has been loaded yet. Load one: {load}", language, load=LOAD))
        case queries.Replaced():
            st.info(t("Newer data have replaced those of this page. Open the page again to see them.", language))
        case queries.Damaged():
            st.error(
                t(
                    "The database in force, {file}, cannot be read: it is damaged, incomplete, gone or made by another "
                    "version. Load the bank's files again: {load}. Or go back to the load before it: {back}.",
                    language,
                    file=reason.file,
                    load=LOAD,
                    back=BACK,
                )
            )
        case _:
            number = uuid.uuid4().hex[:8]
            LOG.error("error %s", number, exc_info=reason)
            st.error(
                t(
                    "The database could not answer (error {number} in the log). Load the bank's files again: {load}.",
                    language,
                    number=number,
                    load=LOAD,
                )
            )


def _address() -> dict[str, list[str]]:
    return {key: st.query_params.get_all(key) for key in st.query_params}


def _known_language() -> str:
    """The language of the session so far, at its start that of the browser."""
    guess = "zh" if (st.context.locale or "").lower().startswith("zh") else "en"
    return st.session_state.get("_language", guess)


def _language(address: dict[str, list[str]]) -> str:
    """The language of the page before anything else of it is known."""
    asked = address.get("lang", [""])[0]
    return asked if asked in LANGUAGES else _known_language()


def _settle(bank: Bank) -> tuple[dict, dict[str, list[str]], list[str]]:
    """The choice, the address, and the parts of it that mean nothing here. What the reader has just picked goes before
    what the address says; where neither is new, the choice is that of before.

    A bank published meanwhile may lack what was chosen: then the choice is read anew, as an address would be.
    """
    state, address, picked = st.session_state, _address(), picked_choice()
    if picked is None and address == state.get("_address") and bank.path.name == state.get("_database"):
        return state["_choice"], address, []
    choice, wrong = read_choice({**address, **(picked or {})}, bank, _known_language())
    if choice["lang"] != state.get("_language"):
        _say_anew()
    return choice, address, wrong


def _say_anew() -> None:
    """Tell the browser once more in what order the register is: it knows it by its words, and those of another language
    are not among the options of the next click, which would choose the first instead.
    """
    if ORDER in st.session_state:
        st.session_state[ORDER] = st.session_state[ORDER]


def _measure(name: str, asked: str) -> str:
    """The measure that a page shows: that of its switch, unless the address has changed since, to the one `asked`."""
    is_known = st.session_state.get(f"_{name}_{MEASURE}") == asked
    return (chosen_of(f"{name}_{MEASURE}") or asked) if is_known else asked


def _menu(page: str, language: str, address: dict[str, list[str]]) -> None:
    for group, pages in GROUPS:
        st.html(paragraph("group", t(group, language)))
        for name in pages:
            path, label = PAGES[name]
            st.page_link(path, label=t(label, language), query_params=address, disabled=name == page)


def _scope(bank: Bank, choice: dict, filters: Filters, language: str) -> str:
    """The choice as one sentence."""
    parts = [units.write(filters.month, "month", language)]
    if filters.comparison:
        month = units.write(filters.comparison, "month", language)
        parts[0] += t(", compared with {month}", language, month=month)
    if filters.branches:
        names = listed((branch_tree(bank, language).words(code) for code in choice["branch"]), language)
        count = len(filters.branches)
        parts.append(
            names
            if count == len(choice["branch"])
            else t("{names} ({count} branches)", language, names=names, count=count)
        )
    else:
        parts.append(t("All branches", language))
    if filters.products:
        names = listed((product_tree(bank, language).words(code) for code in choice["product"]), language)
        parts.append(t("Holders of {names}", language, names=names))
    with or_stop(language):
        rows = queries.ask("basis", filters, of=bank).table.to_pylist()
    basis = {row["role"]: row for row in rows}
    clients = basis["as_of"]["clients"] if "as_of" in basis else 0
    parts.append(t("{clients} clients", language, clients=units.write(clients, "count", language)))
    if "as_of" in basis:
        parts.append(_based_on(basis["as_of"], language))
    before = basis.get("comparison")
    if before and min(before["clients_share"] or 0, before["aum_share"] or 1) < 1:
        month = units.write(before["month"], "month", language)
        parts.append(month + colon(language) + _based_on(before, language))
    return " · ".join(parts)


def _based_on(row: dict, language: str) -> str:
    """What part of the clients of a month, and of their AUM, was delivered: a row of queries/basis.sql."""
    clients = _delivered(row["clients_share"], language)
    if row["aum_share"] is None:  # they hold nothing: of that there is no part
        return t("based on {clients} of clients", language, clients=clients)
    aum = _delivered(row["aum_share"], language)
    return t("based on {clients} of clients, {aum} of AUM", language, clients=clients, aum=aum)


def _delivered(share: float, language: str) -> str:
    """A share that reads 100 % only where nothing is missing."""
    return units.write(ALMOST_ALL if ALMOST_ALL < share < 1 else share, "share", language).replace("100.0", "100")


def open_page(name: str) -> Page:
    """Draw the frame of the page `name` and return what the reader chose. Stops the page where there is no bank."""
    spoken = spoken_language() or _language(_address())
    st.set_page_config(page_title=f"{t(PAGES[name][1], spoken)} · Clientele", layout="wide")
    st.html(STYLE)
    with or_stop(spoken):
        bank = queries.bank()
    if st.session_state.get("_page", name) != name:
        begin_anew()
    choice, address, wrong = _settle(bank)
    language = choice["lang"]
    with st.sidebar:
        st.html(paragraph("bank", bank.name(language)))
        menu = st.container(gap=None)
        show_filters(name, bank, choice, language)
    extra = {key: value for key, value in address.items() if key not in OWN}
    own = write_choice(choice)
    if read_choice(address, bank, _known_language())[0] != choice or "month" not in address or wrong:
        address = {**own, **{key: value for key, value in extra.items() if name == "clients" or key == MEASURE}}
        st.query_params.from_dict(address)
    for key, value in (
        ("_page", name),
        ("_address", address),
        ("_choice", choice),
        ("_language", language),
        ("_database", bank.path.name),
    ):
        st.session_state[key] = value
    with menu:
        _menu(name, language, own)
    return _head(name, bank, choice, language, own, extra, wrong)


def _head(name, bank, choice, language, own, extra, wrong) -> Page:
    filters = filters_of(bank, choice)
    measure = _measure(name, ranked_by(bank, filters, st.query_params.get(MEASURE)))
    meant = bank.path, filters, measure
    if st.session_state.get("_meant") != meant:
        close(MARK)  # a comparison takes longer than a figure, and was asked for of what was meant before
    st.session_state["_meant"] = meant
    ahead.came(name, bank, choice, measure=measure)
    beside.opens(name, bank, filters, measure=measure)
    scope = _scope(bank, choice, filters, language)
    page = Page(
        name, bank, filters, language, st.context.theme.type or "light", own, extra, scope, namer(bank, language)
    )
    st.header(t(PAGES[name][1], language), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.html(paragraph("scope", scope), width="content")
        if filters.branches or filters.products:
            st.button(t("Reset filters", language), on_click=reset_filters, type="tertiary", key="reset")
    if bank.is_outdated:
        st.warning(
            t(
                "The definitions have changed since these data were loaded: what is shown may not follow the "
                "definitions beside it. Load the bank's files again: {load}.",
                language,
                load=LOAD,
            )
        )
    _say_what_is_wrong(wrong, language)
    return page


def _say_what_is_wrong(wrong: list[str], language: str) -> None:
    """What the address names and nobody knows, if anything."""
    if wrong:
        st.warning(
            t(
                "This address names something that is not here: {what}. The usual choice stands in for it.",
                language,
                what=verbatim(", ".join(wrong[:5])),
            )
        )
