"""What codes are called: the bank's names of tiers, branches, products and RMs, and words for states, per language."""

import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from queries import Bank
from ui.text import mark, t

WORDS = {
    "compliant": mark("Compliant"),
    "due": mark("Due"),
    "overdue": mark("Overdue"),
    "no_record": mark("No record"),
    "hard": mark("Closed or emptied"),
    "silent": mark("Money left silently"),
    "new": mark("New"),
    "lost": mark("Lost"),
    "below": mark("Below the register"),
    "elsewhere": mark("Elsewhere"),
    "joined": mark("Joined"),
    "present": mark("Present"),
    "gap": mark("Gap in the data"),
    "absent": mark("Absent"),
    "not_delivered": mark("Not delivered"),
    "delivered": mark("Delivered"),
    "no_dedicated_banker": mark("Without the banker their tier is promised"),
    "about_to_lose_tier": mark("Lose their tier next month"),
    "leaving": mark("Leaving, not confirmed"),
    "overdue_contact": mark("Contact overdue or never recorded"),
    "uncovered": mark("Without an RM"),
    "key_person": mark("With one of the largest RMs of this scope"),
    "relationship_manager": mark("Relationship manager"),
    "wealth_manager": mark("Wealth manager"),
    "private_banker": mark("Private banker"),
    "investment_adviser": mark("Investment adviser"),
    "0-30": mark("Up to 30 days"),
    "31-90": mark("31 to 90 days"),
    "91-365": mark("91 to 365 days"),
    "366+": mark("Over a year"),
    "assignments": mark("RM assignments"),
    "bank": mark("Bank"),
    "branch_moves": mark("Branch moves"),
    "branches": mark("Branches"),
    "claims": mark("Claims"),
    "clients": mark("Clients"),
    "contacts": mark("Contacts"),
    "flows": mark("Flows"),
    "holdings": mark("Holdings"),
    "policies": mark("Policies"),
    "products": mark("Products"),
    "relationship_managers": mark("Relationship managers"),
    "service_costs": mark("Service costs"),
    "tiers": mark("Tiers"),
    "totals": mark("Control totals"),
    "average_balance": mark("Average balance"),
    "interest_income": mark("Interest income"),
    "fee_income": mark("Fee income"),
    "expected_loss": mark("Expected loss"),
    "cost_to_serve": mark("Cost to serve"),
    "client_name": mark("Name"),
    "birth_year": mark("Year of birth"),
    "industry": mark("Industry"),
    "client_groups": mark("Client groups"),
    "phone": mark("Telephone number"),
    "identity_number": mark("Identity number"),
    "set aside": mark("Set aside"),
    "note": mark("Noted"),
    "all": mark("All files"),
    "add": mark("Something added"),
    "all_products": mark("All products"),
}
HEADS = {
    "attrition_high": "Upper limit",
    "attrition_low": "Lower limit",
    "below": "Fallen below",
    "clients_for_80_share": "Clients for 80 %",
    "closing_state": "Closing state",
    "counted": "Counted in the rate",
    "covered_aum_share": "AUM coverage rate",
    "covered_share": "Coverage rate",
    "effective": "Effectively covered",
    "effective_aum": "AUM effectively covered",
    "effective_aum_share": "Effective AUM coverage rate",
    "effective_before": "Effective coverage before",
    "effective_change": "Change of effective coverage",
    "effective_now": "Effective coverage now",
    "effective_share": "Effective coverage rate",
    "families": "Product families",
    "found": "What was found",
    "gap": "Gap to threshold",
    "is_complete": "Complete",
    "is_short_of_aum": "Short of AUM",
    "is_short_of_clients": "Short of clients",
    "is_stopped": "Stopped",
    "last_contact_on": "Last contact",
    "left_out": "Left out of the rate",
    "loss_kind": "Kind of loss",
    "loss_makers": "Loss-making clients",
    "loss_onset": "Loss began",
    "lost_counted": "Counted and lost",
    "lost_hard": "Hard losses",
    "lost_silent": "Silent losses",
    "opening_state": "Opening state",
    "part": "File as delivered",
    "rate_before": "Rate a year before",
    "role": "Used as",
    "rows_found": "Rows in all",
    "rule_says": "Rule that is broken",
    "scope_rate": "Rate of the scope",
    "suspected": "Clients suspected",
    "top_10_share": "Top 10 % share",
    "top_1_share": "Top 1 % share",
    "top_20_before": "Top 20 % share before",
    "top_20_change": "Change of top 20 % share",
    "top_20_now": "Top 20 % share now",
    "top_20_share": "Top 20 % share",
    "top_5_share": "Top 5 % share",
    "uncovered_band": "Uncovered for",
}
"""The heads of columns, in English, whose names make none."""
SENTENCES = {"rule_says", "remedy"}
PLAIN = {"client_id", "client_name"}


def column_label(column: str) -> str:
    """A column's head in English: that of `HEADS`, else made from its name (`loss_maker` is `Loss maker`)."""
    if column in HEADS:
        return HEADS[column]
    words = re.sub(r"_(id|state)$", "", column).replace("_12m", " (12 months)").replace("_", " ")
    return (words[:1].upper() + words[1:]).replace("Aum", "AUM").replace(" aum", " AUM").replace("Rm", "RM", 1)


def told_apart(found: dict[str, str]) -> dict[str, str]:
    """Code -> words; words that several have are followed by the code of each."""
    times = Counter(found.values())
    return {code: words if times[words] == 1 else f"{words} ({code})" for code, words in found.items()}


@lru_cache(maxsize=8)
def namer(bank: Bank, language: str) -> Callable[[str, Any], str]:
    """A function (column, code) -> what a reader is shown. Unknown codes stay as they are; none is 'not known'.

    A name that several have is followed by the code of each: a picture would make one of them.
    """
    chinese = language == "zh"

    def pick(rows, key: str, name: str) -> dict[str, str]:
        return told_apart({row[key]: (chinese and row.get(f"{name}_zh")) or row[name] for row in rows})

    tiers, branches = pick(bank.tiers, "tier_id", "tier_name"), pick(bank.branches, "branch_id", "branch_name")
    managers, products = pick(bank.managers, "rm_id", "rm_name"), pick(bank.products, "product_id", "product_name")

    def name(column: str, code: Any) -> str:
        if code is None or code != code:
            return "–"
        if column in PLAIN:
            return str(code)
        if column in SENTENCES:
            said = t(code, language)
            return said[:1].upper() + said[1:]
        for known, end in ((tiers, "tier_id"), (branches, "branch_id"), (products, "product_id"), (managers, "rm_id")):
            if column.endswith(end):
                return str(known.get(code) or (t(WORDS[code], language) if code in WORDS else code))
        if column in ("opening_state", "closing_state") and code in tiers:
            return tiers[code]
        return t(WORDS[code], language) if code in WORDS else str(code)

    return name
