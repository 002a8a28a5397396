"""Whether enough was delivered for a figure, and in which words it is withheld where it was not."""

from collections.abc import Iterable

from ui.frame import Page


def lacking(page: Page, roles: Iterable[str]) -> str:
    """Which months that a figure rests on were delivered for too few clients, in words; empty where none."""
    minimum = page.bank.policies["complete_month_share"]
    rows = filter(None, map(page.rests_on, roles))
    months = {row["month"]: row for row in rows if row["clients_share"] < minimum}
    sentences = (
        page.t(
            "Not enough data: of {month} {share} of the clients were delivered, and this needs {minimum}.",
            month=page.write(row["month"], "month"),
            share=page.write(row["clients_share"], "share"),
            minimum=page.write(minimum, "share"),
        )
        + stopped(page, row["role"])
        for row in months.values()
    )
    return "".join(sentences)


def stopped(page: Page, role: str) -> str:
    """Which feeds had stopped in the month of this role, in words; empty where none."""
    row = page.rests_on(role)
    if not row or not row["branches_stopped"]:
        return ""
    known = row["stopped_branches"].split("|")
    names = ("、" if page.language == "zh" else ", ").join(page.called("branch_id", branch) for branch in known)
    if row["branches_stopped"] > len(known):
        return page.t(
            " In {month} the feeds of {count} branches had stopped, among them {names}.",
            month=page.write(row["month"], "month"),
            count=page.write(row["branches_stopped"], "count"),
            names=names,
        )
    return page.t(" In {month} the feed of {names} had stopped.", month=page.write(row["month"], "month"), names=names)
