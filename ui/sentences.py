"""The answer of each figure in one sentence, with the number that shows it: one function per query."""

from collections import Counter
from typing import Any

from queries import Answer, months_before
from ui import gate, units
from ui.charts import NEARLY_ALL
from ui.frame import Page
from ui.text import listed, one_after_another

Row = dict[str, Any]
MOST_NAMED = 3


def first_row(answer: Answer) -> Row | None:
    """The only row of a figure, or its first; None where there is none."""
    return None if answer.is_empty or answer.missing else answer.table.slice(0, 1).to_pylist()[0]


def _last(answer: Answer) -> Row | None:
    return None if answer.is_empty or answer.missing else answer.table.slice(answer.table.num_rows - 1).to_pylist()[0]


def key_numbers(page: Page, answer: Answer) -> str:
    row = first_row(answer)
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
    """How the highest tier has grown in the measure that is shown; where money is seen, also the months of which it is
    not known.
    """
    if answer.is_empty:
        return ""
    rows = answer.table.to_pylist()
    known = [row for row in rows if row[measure] is not None]
    if not known:
        return page.t("In none of these months is the amount known.")
    said = _growth(page, [row for row in known if row["tier_id"] == known[-1]["tier_id"]], measure)
    stopped = dict.fromkeys(row["month"] for row in rows if not row["is_complete"])
    if not stopped or measure == "clients":
        return said
    months = listed((page.write(month, "month") for month in list(stopped)[-MOST_NAMED:]), page.language)
    more = page.t(" and {count} months before", count=len(stopped) - MOST_NAMED) if len(stopped) > MOST_NAMED else ""
    gap = page.t(" The money of {months}{more} is not known: a feed had stopped.", months=months, more=more)
    return said + gap


def _growth(page: Page, rows: list[Row], measure: str) -> str:
    """From the first to the last month of a tier; of one month only what it holds."""
    last, is_money = rows[-1], measure != "clients"
    said = {
        "tier": page.called("tier_id", last["tier_id"]),
        "month": page.write(last["month"], "month"),
        "clients": page.write(last["clients"], "count"),
    }
    now = {"amount": page.write(last[measure], "money")} if is_money else {}
    if len(rows) == 1:
        if is_money:
            return page.t("{month}: {tier} has {clients} clients and {amount}.", **said, **now)
        return page.t("{month}: {tier} has {clients} clients.", **said)
    said |= {"first": page.write(rows[0]["month"], "month"), "before": page.write(rows[0]["clients"], "count")}
    if not is_money:
        return page.t("{tier}: {before} to {clients} clients from {first} to {month}.", **said)
    now["amount_before"] = page.write(rows[0][measure], "money")
    return page.t(
        "{tier}: {before} to {clients} clients, {amount_before} to {amount} from {first} to {month}.", **said, **now
    )


def things_to_act_on(page: Page, answer: Answer) -> str:
    row = first_row(answer)
    return (
        ""
        if row is None
        else page.t(
            "Register of {month}. {what}: {clients} clients with {aum}. Choose a bar for the list.",
            month=page.write(page.filters.month, "month"),
            what=page.called("action", row["action"]),
            clients=page.write(row["clients"], "count"),
            aum=page.write(row["aum"], "money"),
        )
    )


def branches_compared(page: Page, answer: Answer) -> str:
    row = first_row(answer)
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


def tier_distribution(page: Page, answer: Answer, measure: str) -> str:
    """What the highest tier that has clients holds of the measure that is shown."""
    top = next((row for row in reversed(answer.table.to_pylist()) if row["clients"]), None)
    if top is None:
        return ""
    said = {"tier": page.called("tier_id", top["tier_id"]), "share": page.write(top["clients_share"], "share")}
    if measure == "aum" and top["aum_share"] is not None:
        held = page.write(top["aum_share"], "share")
        return page.t("{tier}: {share} of the clients hold {held} of the AUM.", **said, held=held)
    if measure == "contribution_12m" and top["contribution_share"] is not None:
        brought = page.write(top["contribution_share"], "share")
        return page.t("{tier}: {share} of the clients bring {brought} of the contribution.", **said, brought=brought)
    if measure == "chosen_aum" and top["chosen_aum"] is not None:
        held = page.write(top["chosen_aum"], "money")
        return page.t("{tier}: {share} of the clients hold {held} in the chosen products.", **said, held=held)
    return page.t("{tier}: {clients} clients, {share} of all.", **said, clients=page.write(top["clients"], "count"))


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
    row = first_row(answer)
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


def is_held(answer: Answer) -> bool:
    """Whether a ranking is by what clients hold, and not by what they bring."""
    return answer.parameters["measure"] in ("aum", "chosen_aum")


def concentration_measures(page: Page, answer: Answer) -> str:
    row = first_row(answer)
    if row is None:
        return ""
    if row["top_20_share"] is None:
        return page.t(
            "The total of {clients} clients is {amount}: where it is not positive there are no shares of it.",
            clients=page.write(row["clients_ranked"], "count"),
            amount=page.write(row["amount"], "money"),
        )
    least = gate.too_few(page, row["clients_ranked"])
    if least:
        return page.t(
            "There are {clients} clients: of fewer than {least}, the shares of the top say little.",
            clients=page.write(row["clients_ranked"], "count"),
            least=least,
        )
    said = {
        "clients": page.write(row["clients_ranked"], "count"),
        "top": page.write(row["top_20_share"], "share"),
        "needed": page.write(row["clients_for_80_share"], "share"),
    }
    if is_held(answer):
        return page.t("The top 20 % of {clients} clients hold {top}; {needed} of the clients hold 80 %.", **said)
    return page.t("The top 20 % of {clients} clients bring {top}; {needed} of the clients bring 80 %.", **said)


def whale_curve(page: Page, measures: Answer) -> str:
    """The curve is highest before the first client with a loss; who brings nothing stands before it too."""
    row = first_row(measures)
    if row is None:
        return ""
    if row["peak_share"] is None:
        return page.t("The total is not positive: the curve is drawn in money.")
    if not row["loss_makers"]:
        return page.t(
            "No client's AUM is negative: the curve never falls."
            if is_held(measures)
            else "No client takes anything away: the curve never falls."
        )
    return page.t(
        "The curve peaks at {peak}, before {count} clients with negative AUM, {share} of all."
        if is_held(measures)
        else "The curve peaks at {peak}, before {count} clients with a loss, {share} of all.",
        peak=page.write(row["peak_share"], "share"),
        count=page.write(row["loss_makers"], "count"),
        share=page.write(row["loss_makers"] / row["clients_ranked"], "share"),
    )


def lorenz_curve(page: Page, answer: Answer, measures: Answer) -> str:
    row = first_row(measures)
    if answer.is_empty or row is None:
        return ""
    gini = page.write(row["gini"], "ratio")
    if not row["loss_makers"]:
        return page.t(
            "Gini {gini}; no client's AUM is negative." if is_held(measures) else "Gini {gini}; no client has a loss.",
            gini=gini,
        )
    return page.t(
        "Gini {gini}; clients with negative AUM: {count}, together {loss}."
        if is_held(measures)
        else "Gini {gini}; clients with a loss: {count}, together {loss}.",
        gini=gini,
        count=page.write(row["loss_makers"], "count"),
        loss=page.write(row["loss"], "money"),
    )


def concentration_by_branch(page: Page, answer: Answer) -> str:
    row = first_row(answer)
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
        said = page.t(
            "In {branch} the top 20 % hold {share} of what {clients} clients hold."
            if is_held(answer)
            else "In {branch} the top 20 % bring {share} of what {clients} clients bring.",
            **facts,
        )
    else:
        said = page.t(
            "{branch} depends most on its top 20 %: {share} of what {clients} clients hold."
            if is_held(answer)
            else "{branch} depends most on its top 20 %: {share} of what {clients} clients bring.",
            **facts,
        )
    return said + without_shares(page, answer)


def largest_clients(page: Page, answer: Answer) -> str:
    last = _last(answer)
    if last is None:
        return ""
    amount = page.write(last["amount"], "money")
    if answer.table.num_rows == 1:
        return page.t(
            "The only one holds {amount}." if is_held(answer) else "The only one brings {amount}.", amount=amount
        )
    return page.t(
        "The {count} largest hold at least {amount} each."
        if is_held(answer)
        else "The {count} largest bring at least {amount} each.",
        count=page.write(answer.table.num_rows, "count"),
        amount=amount,
    )


def attrition(page: Page, answer: Answer) -> str:
    row = first_row(answer)
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
        "{rate} lost in twelve months ({low} – {high}): {lost} of the {counted} clients of {month}.",
        rate=page.write(row["attrition_rate"], "share"),
        low=page.write(row["attrition_low"], "share"),
        high=page.write(row["attrition_high"], "share"),
        lost=page.write(row["lost_counted"], "count"),
        counted=page.write(row["counted"], "count"),
        month=page.write(months_before(page.filters.month, 12), "month"),
    )
    if row["left_out"] > 0:
        said += page.t(
            " {left_out} clients are left out, because their branches are not delivered. With those of them who had "
            "left before, {lost} are lost: {hard} closed or emptied, {silent} silently.",
            left_out=page.write(row["left_out"], "count"),
            lost=page.write(row["lost"], "count"),
            hard=page.write(row["lost_hard"], "count"),
            silent=page.write(row["lost_silent"], "count"),
        )
        said += gate.stopped(page, "as_of")
    return said + gate.unseen(page, months_before(page.filters.month, 11))


def attrition_by_month(page: Page, answer: Answer) -> str:
    if answer.is_empty:
        return ""
    is_hatched = any(row["provisional"] for row in answer.table.to_pylist())
    said = page.t("Hatched is not confirmed yet, and may still change.") if is_hatched else ""
    return said + gate.unseen(page, months_before(page.filters.month, 23))


def attrition_by_tier(page: Page, answer: Answer) -> str:
    row = first_row(answer)
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
    row = first_row(answer)
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
    row = first_row(headline)
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
    """Of all clients, or where `by` is aum, of their AUM; and the tier of which the least is contacted as promised."""
    if answer.is_empty or answer.missing:
        return ""
    rows, ends = answer.table.to_pylist(), "_aum" if by == "aum" else ""
    covered, effective = (_of_all(rows, by, f"{what}{ends}") for what in ("covered", "effective"))
    if covered is None and effective is None:
        return ""
    said = {"covered": page.write(covered, "share"), "effective": page.write(effective, "share")}
    judged = [row for row in rows if row[f"effective{ends}_share"] is not None]
    if len(judged) < 2:
        if by == "aum":
            return page.t("Of the AUM {covered} has an RM, {effective} is contacted as promised.", **said)
        return page.t("{covered} of the clients have an RM, {effective} are contacted as promised.", **said)
    least = min(judged, key=lambda row: row[f"effective{ends}_share"])
    said["tier"] = page.called("tier_id", least["tier_id"])
    said["least"] = page.write(least[f"effective{ends}_share"], "share")
    if by == "aum":
        return page.t(
            "Of the AUM {covered} has an RM, {effective} is contacted as promised; least in {tier}: {least}.", **said
        )
    return page.t(
        "{covered} of the clients have an RM, {effective} are contacted as promised; fewest in {tier}: {least}.", **said
    )


def _of_all(rows: list[Row], whole: str, part: str) -> float | None:
    """The share of a part in the whole, of the tiers that have such a share; None where none has."""
    judged = [row for row in rows if row[f"{part}_share"] is not None]
    total = sum(row[whole] for row in judged)
    return sum(row[part] for row in judged) / total if total else None


def contact_states(page: Page, answer: Answer) -> str:
    if answer.is_empty or answer.missing:
        return ""
    rows = answer.table.to_pylist()
    counts, lacking = Counter(), Counter()
    for row in rows:
        counts[row["contact_state"]] += row["clients"]
        lacking[row["tier_id"]] += row["clients_share"] if row["contact_state"] in ("overdue", "no_record") else 0
    overdue, without = counts["overdue"], counts["no_record"]
    if not overdue + without:
        return page.t("No contact is overdue.")
    said = {
        "overdue": page.write(overdue, "count"),
        "without": page.write(without, "count"),
        "share": page.write((overdue + without) / counts.total(), "share"),
    }
    if "assignments" not in page.bank.files:  # then all of them are judged
        whole = page.t("{overdue} clients overdue, {without} without any record: together {share} of all.", **said)
    else:
        whole = page.t("{overdue} clients overdue, {without} without any record: {share} of those with an RM.", **said)
    if len(lacking) == 1:
        return whole
    tier, most = lacking.most_common(1)[0]
    named = {"tier": page.called("tier_id", tier), "most": page.write(most, "share")}
    return whole + page.t(" Most of all in {tier}: {most}.", **named)


def rm_load(page: Page, answer: Answer) -> str:
    row = first_row(answer)
    if row is None:
        return ""
    if answer.count == 1:
        return page.t(
            "The only RM, {rm}, carries {load} of the capacity, with {clients} clients.",
            rm=page.called("rm_id", row["rm_id"]),
            load=page.write(row["load_share"], "share"),
            clients=page.write(row["clients"], "count"),
        )
    over = sum(share is not None and share > 1 for share in answer.table["load_share"].to_pylist())
    return page.t(
        "{over} of {rms} RMs with clients carry more than their capacity. {rm} carries most: {clients} clients, {load} "
        "of capacity.",
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
    row = first_row(answer)
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
    rows = answer.table.to_pylist()
    row = min(rows, key=lambda row: row["clients_share"])
    if row["clients_share"] == 1:
        return page.t("No branch leaves a field empty.")
    said = page.t(
        "{branch}: {field} is given for {given} of {clients} clients.",
        branch=page.called("branch_id", row["branch_id"]),
        field=page.called("field", row["field"]),
        given=page.write(row["clients_given"], "count"),
        clients=page.write(row["clients"], "count"),
    )
    if any(row["is_short_of_clients"] or row["is_short_of_aum"] for row in rows):
        said += page.t(" Orange: less than {share}.", share=page.write(page.bank.policies["field_share"], "share"))
    return said + _of_cells(page)


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
    row = first_row(answer)
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
    return one_after_another(said, page.language)


def data_duplicates(page: Page, answer: Answer) -> str:
    row = first_row(answer)
    if row is None:
        return ""
    said = [
        page.t(
            "{count} clients may be another record of a client delivered before them.",
            count=page.write(row["suspected"], "count"),
        )
    ]
    if answer.count < row["rows_found"]:
        shown, every = (page.write(rows, "count") for rows in (answer.count, row["rows_found"]))
        said.append(
            page.t(
                "Of {every} rows, the {shown} with the most AUM are listed here; the file of every wrong row has all.",
                every=every,
                shown=shown,
            )
        )
    return one_after_another(said, page.language)


def data_timeliness(page: Page, answer: Answer) -> str:
    row = first_row(answer)
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
        "{aside} findings set a row aside; {noted} are notes, whose rows count.",
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
