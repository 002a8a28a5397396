"""The numbers at the head of a page, of one row of a figure: label, value, change, and what stands beside it."""

from queries import Answer, months_before
from ui import gate, units
from ui.choice import RANKINGS
from ui.frame import Page
from ui.numbers import Number
from ui.sentences import Row, first_row

Kind = tuple[str, str, str, int, str]
EARNED = ("contribution", "top_20")
TOPS = (1, 5, 10, 20)


def key_numbers(page: Page, answer: Answer, history: Answer) -> list[Number]:
    """The six numbers of the overview: change against the named month, line of 24 months; or why one is withheld."""
    return [_key_number(page, answer, history, kind) for kind in _kinds(page)]


def concentration_measures(page: Page, answer: Answer) -> list[Number]:
    """What is ranked, how much of it the first clients bring, and how many bring most of it: of a few clients these
    shares would be those of their number.
    """
    row = first_row(answer)
    if row is None:
        return []
    least = gate.too_few(page, row["clients_ranked"])
    few = page.t("fewer than {least} clients", least=least) if least else ""
    ranked = page.t("{clients} clients", clients=page.write(row["clients_ranked"], "count"))
    return [
        Number(page.t(RANKINGS[answer.parameters["measure"]]), page.write(row["amount"], "money"), note=ranked),
        *(
            Number(
                page.t("Top {share} % of clients", share=top),
                page.write(None if few else row[f"top_{top}_share"], "share"),
                note=few,
            )
            for top in TOPS
        ),
        Number(
            page.t("80 % come from"),
            page.write(None if few else row["clients_for_80_share"], "share"),
            note=few or page.t("of the clients"),
        ),
    ]


def attrition(page: Page, answer: Answer) -> list[Number]:
    """The share that was lost with its interval, beside that of the year before, and what it is made of."""
    row = first_row(answer)
    if row is None:
        return []
    then = page.write(months_before(page.filters.month, 12), "month")
    counted = (
        (page.t("Closed or emptied"), "lost_hard", ""),
        (page.t("Money left silently"), "lost_silent", ""),
        (page.t("Leaving, not confirmed"), "unconfirmed", page.t("of the clients of {month}", month=then)),
        (page.t("Fallen below the register"), "below", ""),
    )
    return [
        _rate(page, row),
        *(Number(label, page.write(row[column], "count"), note=note) for label, column, note in counted),
        Number(page.t("Lost AUM"), page.write(row["lost_aum"], "money"), note=_lost_share(page, row)),
    ]


def _lost_share(page: Page, row: Row) -> str:
    """What share of the AUM was lost: where a feed had stopped, of what the others held."""
    if row["lost_aum_share"] is None:
        return ""
    share = page.write(row["lost_aum_share"], "share")
    if row["left_out"]:
        return page.t("{share} without branches not delivered", share=share)
    return page.t("{share} of {aum}", share=share, aum=page.write(row["aum"], "money"))


def _rate(page: Page, row: Row) -> Number:
    """The share lost in twelve months. Nothing stands beside a rate that is not known."""
    rate, before = row["attrition_rate"], row["rate_before"]
    said = ""
    if rate is not None:
        low, high = (page.write(row[end], "share") for end in ("attrition_low", "attrition_high"))
        said = page.t("{low} – {high}", low=low, high=high)
    if said and before is not None:
        said += page.t("; a year before {rate}", rate=page.write(before, "share"))
    return Number(page.t("Attrition, 12 months"), page.write(rate, "share"), note=said)


def _kinds(page: Page) -> tuple[Kind, ...]:
    """The six numbers: label, name, unit, whether more of it is good (1), bad (−1) or neither, column of its line."""
    earned = page.t("Contribution, {months} months", months=gate.earned_months(page))
    return (
        (page.t("Clients"), "clients", "count", 1, "clients"),
        (page.t("AUM, all products") if page.filters.products else page.t("AUM"), "aum", "money", 1, "aum"),
        (earned, "contribution", "money", 1, "contribution_12m"),
        (page.t("Attrition, 12 months"), "attrition", "share", -1, "attrition_rate"),
        (page.t("Effective coverage"), "effective", "share", 1, "effective_share"),
        (page.t("Top 20 % bring"), "top_20", "share", 0, "top_20_share"),
    )


def _key_number(page: Page, answer: Answer, history: Answer, kind: Kind) -> Number:
    label, name, unit, good, line = kind
    now, change = (answer.table[f"{name}_{which}"][0].as_py() for which in ("now", "change"))
    months = list(zip(*(history.table[column].to_pylist() for column in ("month", line))))
    is_known = any(value is not None for _, value in months)
    reason = gate.withheld(page, answer.header.rests_on if name == "attrition" else (), now is None and is_known)
    if name in EARNED and not gate.is_earned(page):
        reason = page.t("Withheld: interest income is given for too few clients.")
    least = gate.too_few(page, answer.table["clients_now"][0].as_py())
    if name == "top_20" and least and not reason:
        reason = page.t("Withheld: fewer than {least} clients.", least=least)
    change = None if reason else change
    written = "" if change is None else units.change(change, unit, page.language, page.currency)
    direction = 0 if not set(written) & set("123456789") else 1 if change > 0 else -1
    return Number(
        label,
        page.write(None if reason else now, unit),
        written,
        direction,
        direction * good,
        tuple(
            (f"{page.write(month, 'month')}: {page.write(value, unit)}", None if value is None else float(value))
            for month, value in months
        ),
        reason,
    )
