"""Whether enough was delivered for a figure, and in which words it is withheld where it was not."""

from collections.abc import Iterable
from datetime import date

from queries import Answer, Listing, months_before
from ui.frame import Page
from ui.text import listed, one_after_another

CONTRIBUTION = "contribution"
AVERAGE = "average_balance"
INCOME = ("interest_income", "fee_income", "expected_loss", "cost_to_serve")
NEEDED = ("holdings.interest_income",)
YEAR = 12  # months of contribution


def lacking(page: Page, roles: Iterable[str]) -> str:
    """Which months that a figure rests on were delivered for too few clients, in words; empty where none."""
    minimum = page.bank.policies["complete_month_share"]
    sentences = (
        page.t(
            "Not enough data: of {month} {share} of the clients were delivered, and this needs {minimum}.",
            month=page.write(row["month"], "month"),
            share=page.write(row["clients_share"], "share"),
            minimum=page.write(minimum, "share"),
        )
        + stopped(page, row["role"])
        for row in _short_months(page, roles)
    )
    return "".join(sentences)


def is_short(page: Page, roles: Iterable[str]) -> bool:
    """Whether a month that a figure rests on lacks clients: it is short, or a feed had stopped in it."""
    rows = filter(None, map(page.rests_on, roles))
    return bool(_short_months(page, roles)) or any(row["branches_stopped"] for row in rows)


def unfilled(page: Page, answer: Answer | Listing) -> str:
    """Which fields that a figure needs are given for too few clients, or too little of the AUM, in words."""
    fields = _needed_fields(answer)
    if not fields:
        return ""
    minimum = page.bank.policies["field_share"]
    return "".join(
        page.t(
            "Not enough data: {field} is given for {clients} of the clients and {aum} of the AUM, and this needs "
            "{minimum}.",
            field=page.called("field", row["field"]),
            clients=page.write(row["clients_share"], "share"),
            aum=page.write(row["aum_share"], "share"),
            minimum=page.write(minimum, "share"),
        )
        for row in _short_fields(page, fields)
    )


def unearned(page: Page, answer: Answer | Listing) -> str:
    """What the contribution in a figure lacks, in words: fields that were not delivered, or for too few clients."""
    is_shown = bool(_needed_fields(answer)) or any(name.startswith(CONTRIBUTION) for name in answer.header.columns)
    if not is_shown or not _has_income(page):
        return ""
    absent = [field for field in INCOME if f"holdings.{field}" not in page.bank.columns]
    absent += [] if "service_costs" in page.bank.files else ["service_costs"]
    names = listed((page.called("field", name) for name in absent), page.language)
    without = page.t("Contribution is counted without what was not delivered: {fields}.", fields=names)
    incomplete = (
        page.t(
            "Contribution is not complete: {field} is given for {clients} of the clients and {aum} of the AUM.",
            field=page.called("field", row["field"]),
            clients=page.write(row["clients_share"], "share"),
            aum=page.write(row["aum_share"], "share"),
        )
        for row in _short_fields(page, {f"holdings.{field}" for field in INCOME} - {*_needed_fields(answer)})
    )
    said = (_short_year(page), _lacks_months(page), without if absent else "", *incomplete)
    return one_after_another(said, page.language)


def unheld(page: Page, answer: Answer | Listing) -> str:
    """What the money in a figure lacks, in words: clients of branches whose feed had stopped. Empty where nothing, and
    where the money is that of months one by one, or the last delivered; of a cohort it is that of its first month.
    """
    head, measure = answer.header, answer.parameters.get("measure", "aum")
    if "as_of" not in head.rests_on or not {"aum", "amount"} & set(head.columns) or "month" in head.columns:
        return ""
    if head.population == "losses_in_scope":
        return ""
    said = stopped(page, "opening" if head.population == "cohort_in_scope" else "as_of")
    if not said:
        return ""
    if measure in ("contribution", "chosen_income"):
        return page.t("Contribution lacks what was not delivered.{which}", which=said)
    return page.t("AUM lacks what was not delivered.{which}", which=said)


def without_averages(page: Page, answer: Answer | Listing) -> str:
    """That AUM is that of the end of a month, in words, where no average was delivered; empty where some were."""
    if "aum" not in answer.header.columns or not answer.header.population:
        return ""
    if f"holdings.{AVERAGE}" in page.bank.columns:
        rows = [row for row in page.ask("data_fields").table.to_pylist() if row["field"] == AVERAGE]
        if any(row["clients_given"] for row in rows) or not any(row["clients"] for row in rows):
            return ""
    return page.t("AUM is that of the last day of a month: average balances were not delivered.")


def _short_year(page: Page) -> str:
    """That the data begin within the twelve months of the contribution, in words; empty where they do not."""
    months = earned_months(page)
    if months == YEAR:
        return ""
    return page.t(
        "Contribution covers {months} of twelve months: the data begin in {month}.",
        months=months,
        month=page.write(page.bank.months[0], "month"),
    )


def _lacks_months(page: Page) -> str:
    """Which of the twelve months of the contribution some branches did not deliver; empty where all were delivered."""
    said = stopped(page, "gap")
    if not said:
        return ""
    more = page.rests_on("gap")["months_stopped"] - 1
    if more:
        said += page.t(" So had feeds in {count} more of the twelve months.", count=page.write(more, "count"))
    return page.t("Contribution lacks what was not delivered.{which}", which=said)


def unseen(page: Page, since: date) -> str:
    """That silent losses from `since` on cannot all be seen, in words; empty where they can."""
    months = page.bank.months
    first = months_before(months[0], -int(page.bank.policies["baseline_months"]))
    if since >= first:
        return ""
    return page.t(
        " Silent losses before {month} cannot be seen: the money is compared with that of the months before, and the "
        "data begin in {first}.",
        month=page.write(first, "month"),
        first=page.write(months[0], "month"),
    )


def _needed_fields(answer: Answer | Listing) -> tuple[str, ...]:
    """The fields that the figure needs for the measure that it shows."""
    fields, measures = answer.header.filled
    return fields if not measures or answer.parameters.get("measure") in measures else ()


def earned_months(page: Page, until: date | None = None) -> int:
    """How many of the twelve months of a contribution up to a month (None: the as-of month) are in the data."""
    return min(YEAR, sum(month <= (until or page.filters.month) for month in page.bank.months))


def is_earned(page: Page) -> bool:
    """Whether the fields of the contribution are given for enough clients to show it as a number of the whole."""
    return not _short_fields(page, NEEDED)


def _has_income(page: Page) -> bool:
    return any(f"holdings.{field}" in page.bank.columns for field in INCOME)


def _short_fields(page: Page, fields: Iterable[str]) -> list[dict]:
    """Fields that were delivered, and are given for too little: rows of queries/data_fields.sql."""
    rows = page.ask("data_fields").table.to_pylist()
    asked = set(fields) & page.bank.columns
    minimum = page.bank.policies["field_share"]
    return [row for row in rows if f"{row['source_file']}.{row['field']}" in asked and _least(row) < minimum]


def _least(row: dict) -> float:
    return min(share for share in (row["clients_share"], row["aum_share"]) if share is not None)


def _short_months(page: Page, roles: Iterable[str]) -> list[dict]:
    minimum = page.bank.policies["complete_month_share"]
    rows = [row for row in map(page.rests_on, roles) if row and row["clients_share"] is not None]
    return list({row["month"]: row for row in rows if row["clients_share"] < minimum}.values())


def too_few(page: Page, clients: int) -> str:
    """From how many clients on the shares of the first of them are shown, written; empty where there are as many."""
    least = page.bank.policies["smallest_group"]
    return page.write(least, "count") if clients < least else ""


def withheld(page: Page, roles: Iterable[str], is_left_out: bool) -> str:
    """Why a number is not given: a month it rests on is short, or the query left it out while a feed had stopped."""
    as_of = page.rests_on("as_of")
    months = _short_months(page, roles) or ([as_of] if is_left_out and as_of["branches_stopped"] else [])
    if not months:
        return ""
    return page.t("Withheld: {month} was not delivered in full.", month=page.write(months[0]["month"], "month"))


def stopped(page: Page, role: str) -> str:
    """Which feeds had stopped in the month of this role, in words; empty where none."""
    row = page.rests_on(role)
    if not row or not row["branches_stopped"]:
        return ""
    known = row["stopped_branches"].split("\x1f")
    names = listed((page.called("branch_id", branch) for branch in known), page.language)
    month = page.write(row["month"], "month")
    if row["branches_stopped"] > len(known):
        return page.t(
            " In {month} the feeds of {count} branches had stopped, among them {names}.",
            month=month,
            count=page.write(row["branches_stopped"], "count"),
            names=names,
        )
    if len(known) > 1:
        return page.t(" In {month} the feeds of {names} had stopped.", month=month, names=names)
    return page.t(" In {month} the feed of {names} had stopped.", month=month, names=names)
