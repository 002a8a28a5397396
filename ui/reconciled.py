"""The mark on a figure: whether it adds up to the register, and the register to the products; what was compared."""

import streamlit as st

import queries
from queries import Answer, Reconciled
from ui import gate, units
from ui.controls import MARK, Word
from ui.frame import Page, or_stop
from ui.names import column_label
from ui.tables import shown_columns
from ui.text import one_after_another

CENTS = units.Scale(1, "", 2)
WHOLE = units.Scale(1, "", 0)


def marked(page: Page, answer: Answer, only_when_off: bool = False) -> dict[str, Word]:
    """A quiet mark where the figure reconciles, a loud one where it does not; none where nothing can be compared, and
    with `only_when_off` none where it reconciles.

    Where the load has proven all that the figure is made of, the very choice is compared when the mark is opened.
    """
    if answer.missing or not answer.header.population:
        return {}
    found = None if _is_proven(page, answer) else _compared(page, answer)
    is_equal = found is None or found.is_equal
    if is_equal and only_when_off:
        return {}
    words, kind = (_equal(page, answer), "quiet") if is_equal else (f"≠ {page.t('Does not reconcile')}", "loud")
    return {MARK: Word(words, lambda: _write(page, answer, found or _compared(page, answer)), kind)}


def _is_proven(page: Page, answer: Answer) -> bool:
    with or_stop(page.language):
        return queries.is_proven(answer)


def _compared(page: Page, answer: Answer) -> Reconciled:
    with or_stop(page.language):
        return queries.reconcile(answer)


def _write(page: Page, answer: Answer, found: Reconciled) -> None:
    if found.listed < found.of:
        listed, of = (page.write(count, "count") for count in (found.listed, found.of))
        st.markdown(page.t("{rows} of {of}", rows=listed, of=of))
    st.markdown(_said(page, found))
    st.markdown(_table(page, found, shown_columns(page, answer)))


def _equal(page: Page, answer: Answer) -> str:
    """That the figure adds up; where not everything was delivered, that this says nothing of what was not."""
    is_short = gate.is_short(page, answer.header.rests_on)
    return "✓ " + (page.t("Reconciles with what was delivered") if is_short else page.t("Reconciles"))


def _said(page: Page, found: Reconciled) -> str:
    """The comparison in one or a few sentences."""
    if found.is_equal:
        return page.t(
            "The figure adds up to the register, and the AUM of these clients in the register to their products, "
            "to the cent."
        )
    said = [page.t("This figure must not be used until the data are loaded again.")]
    if any(one.difference for one in found.sums):
        said.append(page.t("Its rows do not add up to the clients who open from it."))
    if found.difference:
        said.append(page.t("The AUM of these clients in the register is not the sum of their products."))
    if found.twice:
        rows = page.write(found.twice, "count")
        said.append(page.t("The register has clients more than once in a month: {rows} rows too many.", rows=rows))
    return one_after_another(said, page.language)


def _table(page: Page, found: Reconciled, columns: list[str]) -> str:
    """Two Markdown tables: every sum beside that of the register, and the AUM of the register beside the products."""
    sums = [
        _line(
            _head(page, page.t(column_label(one.column)), one.unit),
            *(_cell(page, value, one.unit) for value in (one.figure, one.register, one.difference)),
        )
        for one in found.sums
        if one.column in columns or one.difference
    ]
    aum = [_cell(page, value, "money") for value in (found.register, found.products, found.difference)]
    right = "|---|---:|---:|---:|"
    return "\n".join(
        [
            _line(page.t("Sum"), page.t("Figure"), page.t("Register"), page.t("Difference")),
            right,
            *sums,
            "",
            _line(page.t("Sum"), page.t("Register"), page.t("Products"), page.t("Difference")),
            right,
            _line(_head(page, page.t("AUM of these clients"), "money"), *aum),
        ]
    )


def _head(page: Page, words: str, unit: str) -> str:
    """The words of a sum, with the currency where it is one of money."""
    return units.column_head(words, unit, CENTS, page.language, page.currency) if unit == "money" else words


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(page: Page, value, unit: str) -> str:
    return units.cell(value, unit, page.language, CENTS if unit == "money" else WHOLE)
