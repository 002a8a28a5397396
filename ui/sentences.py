"""The answer of each figure in one sentence, with the number that shows it: one function per query."""

from typing import Any

from queries import Answer, months_before
from ui import gate, units
from ui.charts import NEARLY_ALL
from ui.frame import Page
from ui.text import listed

Row = dict[str, Any]
MOST_NAMED = 3


def _first(answer: Answer) -> Row | None:
    return None if answer.is_empty or answer.missing else answer.table.slice(0, 1).to_pylist()[0]


def _last(answer: Answer) -> Row | None:
    return None if answer.is_empty or answer.missing else answer.table.slice(answer.table.num_rows - 1).to_pylist()[0]


def key_numbers(page: Page, answer: Answer) -> str:
    row = _first(answer)
    if row is None:
        return ""
    clients, aum = page.write(row["clients_now"], "count"), page.write(row["aum_now"], "money")
    if row["aum_now"] is None:
        why = gate.stopped(page, "as_of")
        said = page.t("{clients} clients; what they hold is not known.{why}", clients=clients, why=why)
    elif row["contribution_now"] is None or not gate.is_earned(page):
        said = page.t("{clients} clients hold {aum}.", clients=clients, aum=aum)
    else:
        said = page.t(
            "{clients} clients hold {aum} and brought {contribution} in {months} months.",
            clients=clients,
            aum=aum,
            contribution=page.write(row["contribution_now"], "money"),
            months=gate.earned_months(page),
        )
    if row["attrition_now"] is None:
        return said
    if row["withheld"]:
        said += page.t(
            " Of the clients of a year ago {withheld} are not delivered; of the others {rate} are lost.",
            withheld=page.write(row["withheld"], "count"),
            rate=page.write(row["attrition_now"], "share"),
        )
    else:
        said += page.t(
            " Of {at_risk} clients of a year ago {lost} are lost: {rate}.",
            at_risk=page.write(row["at_risk"], "count"),
            lost=page.write(row["lost"], "count"),
            rate=page.write(row["attrition_now"], "share"),
        )
    return said + gate.unseen(page, months_before(page.filters.month, 11))


def tiers_over_time(page: Page, answer: Answer, measure: str) -> str:
    """What the highest tier holds in the last month; where money is seen, also the months of which it is not known."""
    if answer.is_empty:
        return ""
    rows = answer.table.to_pylist()
    known = [row for row in rows if row["is_complete"]]
    if not known:
        return page.t("In each of these months a feed had stopped: the AUM is not known.")
    last = known[-1]
    said = page.t(
        "{month}: {tier} holds {aum} with {clients} clients.",
        month=page.write(last["month"], "month"),
        tier=page.called("tier_id", last["tier_id"]),
        aum=page.write(last["aum"], "money"),
        clients=page.write(last["clients"], "count"),
    )
    stopped = dict.fromkeys(row["month"] for row in rows if not row["is_complete"])
    if not stopped or measure == "clients":
        return said
    months = listed((page.write(month, "month") for month in list(stopped)[-MOST_NAMED:]), page.language)
    more = page.t(" and {count} months before", count=len(stopped) - MOST_NAMED) if len(stopped) > MOST_NAMED else ""
    gap = page.t(" The money of {months}{more} is not known: a feed had stopped.", months=months, more=more)
    return said + gap


def things_to_act_on(page: Page, answer: Answer) -> str:
    row = _first(answer)
    return (
        ""
        if row is None
        else page.t(
            "{what}: {clients} clients with {aum}. Choose a bar for the list.",
            what=page.called("action", row["action"]),
            clients=page.write(row["clients"], "count"),
            aum=page.write(row["aum"], "money"),
        )
    )


def branches_compared(page: Page, answer: Answer) -> str:
    row = _first(answer)
    if row is None:
        return ""
    if answer.count == 1:
        return without_rates(page, answer)
    said = page.t(
        "{branch} is the largest: {clients} clients with {aum}.",
        branch=page.called("branch_id", row["branch_id"]),
        clients=page.write(row["clients"], "count"),
        aum=page.write(row["aum"], "money"),
    )
    return said + without_rates(page, answer)


def tier_distribution(page: Page, answer: Answer) -> str:
    """What the highest tier that has clients holds."""
    top = next((row for row in reversed(answer.table.to_pylist()) if row["clients"]), None)
    if top is None:
        return ""
    return page.t(
        "{tier}: {clients_share} of the clients hold {aum_share} of the AUM.",
        tier=page.called("tier_id", top["tier_id"]),
        clients_share=page.write(top["clients_share"], "share"),
        aum_share=page.write(top["aum_share"], "share"),
    )


def tier_migration(page: Page, answer: Answer) -> str:
    stayed = [row for row in answer.table.to_pylist() if row["opening_state"] == row["closing_state"]]
    if not stayed:
        return ""
    row = max(stayed, key=lambda row: row["clients"])
    return page.t(
        "{share} of the clients in {tier} are there still.",
        share=page.write(row["share"], "share"),
        tier=page.called("opening_state", row["opening_state"]),
    )


def tiers_by_branch(page: Page, answer: Answer) -> str:
    if answer.is_empty:
        return ""
    said = page.t("Branches by AUM, the largest first; the bank stands at the head.")
    return said + without_shares(page, answer)


def near_threshold(page: Page, answer: Answer) -> str:
    row = _first(answer)
    return (
        ""
        if row is None
        else page.t(
            "{clients} clients lack {gap} together to reach {tier}.",
            clients=page.write(row["clients"], "count"),
            gap=page.write(row["gap"], "money"),
            tier=page.called("next_tier_id", row["next_tier_id"]),
        )
    )


def concentration_measures(page: Page, answer: Answer) -> str:
    row = _first(answer)
    if row is None:
        return ""
    if row["top_20_share"] is None:
        return page.t(
            "The total of {clients} clients is {amount}: where it is not positive there are no shares of it.",
            clients=page.write(row["clients_ranked"], "count"),
            amount=page.write(row["amount"], "money"),
        )
    least = page.bank.policies["smallest_group"]
    if row["clients_ranked"] < least:
        return page.t(
            "There are {clients} clients: of fewer than {least}, the shares of the top say little.",
            clients=page.write(row["clients_ranked"], "count"),
            least=page.write(least, "count"),
        )
    said = {
        "clients": page.write(row["clients_ranked"], "count"),
        "top": page.write(row["top_20_share"], "share"),
        "needed": page.write(row["clients_for_80_share"], "share"),
    }
    if answer.parameters["measure"] in ("aum", "chosen_aum"):
        return page.t("The top 20 % of {clients} clients hold {top}; {needed} of the clients hold 80 %.", **said)
    return page.t("The top 20 % of {clients} clients bring {top}; {needed} of the clients bring 80 %.", **said)


def whale_curve(page: Page, measures: Answer) -> str:
    """The curve is highest before the first client with a loss."""
    row = _first(measures)
    if row is None:
        return ""
    if row["peak_share"] is None:
        return page.t("The total is not positive: the curve is drawn in money.")
    if not row["loss_makers"]:
        return page.t("No client takes anything away: the curve never falls.")
    return page.t(
        "The curve peaks at {peak} after {clients} of the clients.",
        peak=page.write(row["peak_share"], "share"),
        clients=page.write(1 - row["loss_makers"] / row["clients_ranked"], "share"),
    )


def lorenz_curve(page: Page, answer: Answer, measures: Answer) -> str:
    row = _first(measures)
    if answer.is_empty or row is None:
        return ""
    gini = page.write(row["gini"], "ratio")
    if not row["loss_makers"]:
        return page.t("Gini {gini}; no client has a loss.", gini=gini)
    return page.t(
        "Gini {gini}; clients with a loss: {count}, together {loss}.",
        gini=gini,
        count=page.write(row["loss_makers"], "count"),
        loss=page.write(row["loss"], "money"),
    )


def concentration_by_branch(page: Page, answer: Answer) -> str:
    row = _first(answer)
    if row is None:
        return ""
    facts = {
        "branch": page.called("branch_id", row["branch_id"]),
        "share": page.write(row["top_20_share"], "share"),
        "clients": page.write(row["clients"], "count"),
    }
    if row["top_20_share"] is None:
        said = page.t("No branch here has enough clients, or a positive total, for a share.")
    elif answer.table.num_rows == 1:
        said = page.t("In {branch} the top 20 % bring {share} of {clients} clients' amount.", **facts)
    else:
        said = page.t("{branch} depends most on its top 20 %: {share} of {clients} clients' amount.", **facts)
    return said + without_shares(page, answer)


def largest_clients(page: Page, answer: Answer) -> str:
    last = _last(answer)
    if last is None:
        return ""
    return page.t(
        "The first {count} clients: {amount} is the least of them.",
        count=page.write(answer.table.num_rows, "count"),
        amount=page.write(last["amount"], "money"),
    )


def attrition(page: Page, answer: Answer) -> str:
    row = _first(answer)
    if row is None:
        return ""
    if row["attrition_rate"] is None:
        return page.t(
            "{withheld} of {at_risk} clients are not delivered: there is no rate.{why}",
            withheld=page.write(row["withheld"], "count"),
            at_risk=page.write(row["at_risk"], "count"),
            why=gate.stopped(page, "as_of"),
        )
    said = page.t(
        "{rate} lost in twelve months ({low} – {high}): {lost} of {at_risk} clients, {hard} closed or emptied, "
        "{silent} silently. {unconfirmed} more are not confirmed yet; {below} fell below the register.",
        rate=page.write(row["attrition_rate"], "share"),
        low=page.write(row["attrition_low"], "share"),
        high=page.write(row["attrition_high"], "share"),
        lost=page.write(row["lost"], "count"),
        at_risk=page.write(row["at_risk"], "count"),
        hard=page.write(row["lost_hard"], "count"),
        silent=page.write(row["lost_silent"], "count"),
        unconfirmed=page.write(row["unconfirmed"], "count"),
        below=page.write(row["below"], "count"),
    )
    if row["withheld"] > 0:
        said += page.t(
            " {withheld} are not delivered; the rate is that of the branches that are.{why}",
            withheld=page.write(row["withheld"], "count"),
            why=gate.stopped(page, "as_of"),
        )
    return said + gate.unseen(page, months_before(page.filters.month, 11))


def attrition_by_month(page: Page, answer: Answer) -> str:
    if answer.is_empty:
        return ""
    is_hatched = any(row["provisional"] for row in answer.table.to_pylist())
    said = page.t("Hatched is not confirmed yet, and may still change.") if is_hatched else ""
    return said + gate.unseen(page, months_before(page.filters.month, 23))


def attrition_by_tier(page: Page, answer: Answer) -> str:
    row = _first(answer)
    return (
        ""
        if row is None
        else page.t(
            "{tier}: {lost} of {at_risk} clients lost.",
            tier=page.called("tier_id", row["tier_id"]),
            lost=page.write(row["lost"], "count"),
            at_risk=page.write(row["at_risk"], "count"),
        )
    )


def attrition_by_branch(page: Page, answer: Answer) -> str:
    row = _first(answer)
    if row is None:
        return ""
    if row["scope_rate"] is None:
        why = gate.stopped(page, "as_of")
        return page.t("Too few clients of this scope are delivered for a rate of all.{why}", why=why)
    if answer.count == 1:
        return without_rates(page, answer)
    said = page.t(
        "The dotted line is all of this scope, {rate}. "
        "A branch whose interval reaches it cannot be told apart from it.",
        rate=page.write(row["scope_rate"], "share"),
    )
    return said + without_rates(page, answer)


def without_rates(page: Page, answer: Answer) -> str:
    """How many branches of a figure have no rate because their feed has stopped; empty where none."""
    count = _not_delivered(answer)
    return page.t(" Branches without a rate, because they are not delivered: {count}.", count=count) if count else ""


def without_shares(page: Page, answer: Answer) -> str:
    """How many branches of a figure have no shares because their feed has stopped; empty where none."""
    count = _not_delivered(answer)
    return page.t(" Branches without shares, because they are not delivered: {count}.", count=count) if count else ""


def _not_delivered(answer: Answer) -> int:
    cells = zip(*(answer.table[name].to_pylist() for name in ("feed_state", "branch_id")))
    return len({branch for state, branch in cells if state == "not_delivered"})


def lost_clients(page: Page, answer: Answer, headline: Answer) -> str:
    row = _first(headline)
    return (
        ""
        if answer.is_empty or row is None
        else page.t(
            "{count} of {lost} lost clients, the largest first.",
            count=page.write(answer.table.num_rows, "count"),
            lost=page.write(row["lost"], "count"),
        )
    )


def coverage_by_tier(page: Page, answer: Answer, by: str) -> str:
    """Of the clients, or where `by` is aum, of their AUM."""
    top = _last(answer)
    if top is None or not top[by]:
        return ""
    if by == "aum":
        return page.t(
            "{tier}: of the AUM {covered} has an RM, {effective} is contacted as promised.",
            tier=page.called("tier_id", top["tier_id"]),
            covered=page.write(top["covered_aum_share"], "share"),
            effective=page.write(top["effective_aum_share"], "share"),
        )
    return page.t(
        "{tier}: {covered} have an RM, {effective} are contacted as promised.",
        tier=page.called("tier_id", top["tier_id"]),
        covered=page.write(top["covered_share"], "share"),
        effective=page.write(top["effective_share"], "share"),
    )


def contact_states(page: Page, answer: Answer) -> str:
    if answer.is_empty or answer.missing:
        return ""
    overdue = [row for row in answer.table.to_pylist() if row["contact_state"] == "overdue"]
    if not overdue:
        return page.t("No contact is overdue.")
    row = overdue[-1]
    said = {
        "tier": page.called("tier_id", row["tier_id"]),
        "clients": page.write(row["clients"], "count"),
        "share": page.write(row["clients_share"], "share"),
    }
    if "assignments" not in page.bank.files:  # then all of them are judged
        return page.t("{tier}: {clients} clients overdue, {share} of the tier.", **said)
    return page.t("{tier}: {clients} clients overdue, {share} of those with an RM.", **said)


def rm_load(page: Page, answer: Answer) -> str:
    row = _first(answer)
    if row is None:
        return ""
    over = sum(share is not None and share > 1 for share in answer.table["load_share"].to_pylist())
    return page.t(
        "{over} of {rms} RMs carry more than their capacity. {rm} carries most: {clients} clients, {load} of capacity.",
        over=page.write(over, "count"),
        rms=page.write(answer.count, "count"),
        rm=page.called("rm_id", row["rm_id"]),
        clients=page.write(row["clients"], "count"),
        load=units.write(row["load_share"], "share", page.language),
    )


def uncovered_clients(page: Page, answer: Answer) -> str:
    """How many have nobody, how many of them for long, and how many of the highest tier that has any."""
    if answer.is_empty or answer.missing:
        return ""
    rows = answer.table.to_pylist()
    highest = rows[0]["tier_id"]
    return page.t(
        "{clients} clients without an RM, {long} of them for over a year. {tier}: {count}.",
        clients=page.write(sum(row["clients"] for row in rows), "count"),
        long=page.write(sum(row["clients"] for row in rows if row["uncovered_band"] == "366+"), "count"),
        tier=page.called("tier_id", highest),
        count=page.write(sum(row["clients"] for row in rows if row["tier_id"] == highest), "count"),
    )


def data_fields(page: Page, answer: Answer) -> str:
    row = _first(answer)
    if row is None:
        return ""
    least = page.write(row["clients_share"], "share")
    if set(answer.table["clients_share"].to_pylist()) == {1}:
        return page.t("Every field is given for every register client.")
    return page.t(
        "{field} is given least: for {clients} of the clients, with {aum} of the AUM.",
        field=page.called("field", row["field"]),
        clients=least,
        aum=page.write(row["aum_share"], "share"),
    )


def data_completeness(page: Page, answer: Answer) -> str:
    if answer.is_empty:
        return ""
    row = min(answer.table.to_pylist(), key=lambda row: row["clients_share"])
    if row["clients_share"] == 1:
        return page.t("No branch leaves a field empty.")
    return page.t(
        "{branch}: {field} is given for {given} of {clients} clients.",
        branch=page.called("branch_id", row["branch_id"]),
        field=page.called("field", row["field"]),
        given=page.write(row["clients_given"], "count"),
        clients=page.write(row["clients"], "count"),
    ) + _of_cells(page)


def data_feeds(page: Page, answer: Answer) -> str:
    if answer.is_empty:
        return ""
    stopped = [row for row in answer.table.to_pylist() if row["is_stopped"]]
    if not stopped:
        return page.t("No feed has stopped in these months.") + _of_cells(page)
    row = stopped[-1]
    return page.t(
        "A cross marks a feed that had stopped: {count} in these months, the last in {month} at {branch}.",
        count=page.write(len(stopped), "count"),
        month=page.write(row["month"], "month"),
        branch=page.called("branch_id", row["branch_id"]),
    ) + _of_cells(page)


def _of_cells(page: Page) -> str:
    """What a cell of a map means that has no number."""
    return page.t(" Cells without a number: {share} or more.", share=page.write(NEARLY_ALL, "share"))


def data_products(page: Page, answer: Answer) -> str:
    row = _first(answer)
    if row is None:
        return ""
    said = []
    if row["control_total"] is not None:
        said.append(
            page.t("The products add up to the control totals of the bank.")
            if not row["control_difference"]
            else page.t(
                "The products are {difference} off the control totals of the bank.",
                difference=units.change(row["control_difference"], "money", page.language, page.currency),
            )
        )
    if row["clients_aum"] is not None:
        said.append(
            page.t("Their AUM is that of the clients, {aum}, to the cent.", aum=page.write(row["clients_aum"], "money"))
            if not row["aum_difference"]
            else page.t(
                "Their AUM is {difference} off that of the clients.",
                difference=units.change(row["aum_difference"], "money", page.language, page.currency),
            )
        )
    return ("" if page.language == "zh" else " ").join(said)


def data_duplicates(page: Page, answer: Answer) -> str:
    if answer.is_empty:
        return ""
    return page.t(
        "{count} clients may be another record of a client delivered before them.",
        count=page.write(len(answer.table["client_id"].unique()), "count"),
    )


def data_timeliness(page: Page, answer: Answer) -> str:
    row = _first(answer)
    if row is None or row["days_behind"] is None:
        return ""
    if row["days_behind"] <= 0:
        return page.t("Every file reaches to the end of the last month.")
    return page.t(
        "{file}: its newest day, {day}, lies {days} before the end of the last month.",
        file=page.called("source_file", row["source_file"]),
        day=page.write(row["newest"], "date"),
        days=page.write(row["days_behind"], "days"),
    )


def data_findings(page: Page, answer: Answer) -> str:
    if answer.is_empty:
        return ""
    found = answer.table.to_pylist()
    aside, noted = (sum(r["findings"] for r in found if r["treatment"] == what) for what in ("set aside", "note"))
    return page.t(
        "{aside} times a row was set aside and counts nowhere; {noted} times one was noted and counts.",
        aside=page.write(aside, "count"),
        noted=page.write(noted, "count"),
    )


def data_loads(page: Page, answer: Answer) -> str:
    row = _last(answer)
    if row is None:
        return ""
    return page.t(
        "Load {count}: {loaded} of {delivered} rows loaded, {aside} set aside.",
        count=page.write(answer.table.num_rows, "count"),
        loaded=page.write(row["rows_loaded"], "count"),
        delivered=page.write(row["rows_delivered"], "count"),
        aside=page.write(row["rows_set_aside"], "count"),
    )
