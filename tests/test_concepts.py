"""The concepts that every figure builds on, each rule by its name. Amounts are in 万; the first month is 2025-01.

The default ladder: potential from 5, select 20, wealth 50, premier 200, private 600, ultra 3,000; the register begins
at select; 3 months of grace, private and ultra 6.
"""

from datetime import date, timedelta

import pytest
from tiny_bank import month, named, tiny_bank

import queries
from queries import Filters, Picks

TIERS = """
    drops      60x2 40x4 40
    private    800x2 500x6 500
    recovers   60 40x3 60 40x3 40
    two_down   700 10x6 10
    exact      50 49.99 50
    rises      40 40 55 700
    missing    60 40x2 -x2 40 40
    below      30 4x3 4
    overdrawn  -5x2
    averaged   25x2
    unseen     -x2 30
"""


@pytest.fixture(scope="module")
def tiers(tmp_path_factory):
    return tiny_bank(
        tmp_path_factory.mktemp("tiers"),
        aum=TIERS,
        holdings="""
        month    client_id  product_id  balance  average_balance
        2025-01  quarter    deposit     900000   300000
        2025-01  mortgage   deposit     300000   -
        2025-01  mortgage   loan        5000000  -
    """,
    )


def test_a_tier_with_three_months_of_grace_drops_in_the_fourth_month_below(tiers):
    # wealth from 50; 40 in months 3, 4, 5, 6: the fourth of them is month 6
    assert tiers.months("drops", "tier_id")[:7] == ["wealth"] * 5 + ["select"] * 2


def test_a_tier_with_six_months_of_grace_drops_in_the_seventh_month_below(tiers):
    # private from 600; 500 in months 3 … 9: the seventh of them is month 9
    assert tiers.months("private", "tier_id")[:9] == ["private"] * 8 + ["premier"]


def test_grace_left_counts_down_and_is_unknown_at_or_above_the_tier(tiers):
    # grace 3 less 1, 2, 3 short months; after the drop nothing is short
    assert tiers.months("drops", "grace_left")[:7] == [None, None, 2, 1, 0, None, None]


def test_the_eligible_tier_falls_at_once(tiers):
    assert tiers.months("drops", "eligible_tier_id")[:3] == ["wealth", "wealth", "select"]


def test_a_month_back_at_the_threshold_starts_the_grace_anew(tiers):
    # 40 in months 2, 3, 4, then 60, then 40 in months 6, 7, 8, 9: month 9 is the fourth of the second time
    assert tiers.months("recovers", "tier_id")[:9] == ["wealth"] * 8 + ["select"]


def test_the_drop_goes_to_the_eligible_tier_however_far_down(tiers):
    # private with 10 from month 2 on: month 8 is the seventh below, and 10 is potential
    assert tiers.months("two_down", "tier_id")[6:8] == ["private", "potential"]


def test_the_threshold_belongs_to_the_higher_tier(tiers):
    # wealth from 50: 50 is wealth, 49.99 is eligible for select only
    assert tiers.months("exact", "eligible_tier_id")[:3] == ["wealth", "select", "wealth"]


def test_a_rise_holds_at_once_and_may_skip_tiers(tiers):
    assert tiers.months("rises", "tier_id")[:4] == ["select", "select", "wealth", "private"]


def test_a_missing_month_neither_counts_nor_resets(tiers):
    # short in months 2 and 3, missing in 4 and 5, short in 6 (third) and 7 (fourth: the drop)
    assert tiers.months("missing", "tier_id")[:7] == ["wealth"] * 6 + ["select"]
    assert tiers.months("missing", "state")[2:6] == ["present", "gap", "gap", "present"]


def test_below_the_ladder_there_is_no_tier(tiers):
    # select with 4 in months 2, 3, 4, 5: below potential (5) from the fourth of them on
    assert tiers.months("below", "tier_id", "is_register")[3:5] == [("select", True), (None, False)]


def test_an_overdraft_counts_as_no_assets(tiers):
    assert tiers.at("2025-01", "overdrawn", "tier_id", "aum") == (None, -50_000)


def test_the_average_balance_of_the_month_goes_before_its_last_day(tiers):
    # 90 on the last day, 30 on average
    assert tiers.at("2025-01", "quarter", "tier_id", "aum") == ("select", 300_000)


def test_a_loan_is_no_asset(tiers):
    # 30 in the deposit, 500 owed
    assert tiers.at("2025-01", "mortgage", "tier_id", "aum") == ("select", 300_000)


def test_a_client_has_no_row_before_its_first_month(tiers):
    assert tiers.sql("select min(month) from client_months where client_id = 'unseen'") == [(date(2025, 3, 1),)]


LOSSES = """
    stays        100x10
    at_share     100x3 30x7
    over_share   100x3 30.01x7
    provisional  100x8 10x2
    broken       100x3 10x2 80x5
    restarted    10x2 1000 100 105x6
    held_up      100x3 10 - 10x5
    won_back     100x3 10x3 50x4
    not_back     100x3 10x3 49.99x4
    back_late    100x3 10x3 50x2 49 50
    gap          100x3 -x4 100x3
    closed       100x4
    last_day     100x4
    next_day     100x4
    absent       100x5
    absent_2     100x8
    paid_in      100x4 120
    empty        100x3 0x7
    empty_gone   100x3 0x2
    silent_shut  100x3 10x5
    shut_in_run  100x3 10x1
    gone_shut    100x3
    near_shut    100x5
    no_base      0x3 0x7
    too_young    100x2 10x8
    a_cent       100x3 0x3 0.01x4
    filled_up    100x3 0x3 50x4
    filled_shut  100x3 0x3 100x2
    new_money    0x4 10x6
    gap_before   100x6 - 10x3
"""
CLOSED = """
    client_id    closed_on
    closed       2025-05-20
    last_day     2025-05-31
    next_day     2025-06-01
    silent_shut  2025-08-10
    shut_in_run  2025-05-15
    gone_shut    2025-08-10
    near_shut    2025-07-10
    filled_shut  2025-08-10
"""
LOSS = ("loss_kind", "loss_onset", "loss_confirmed")


@pytest.fixture(scope="module")
def losses(tmp_path_factory):
    return tiny_bank(tmp_path_factory.mktemp("losses"), aum=LOSSES, clients=CLOSED)


def day(text):
    return date.fromisoformat(text + "-01")


def test_a_silent_loss_begins_in_the_first_month_at_thirty_per_cent_and_is_confirmed_in_the_third(losses):
    # baseline (100 + 100 + 100) / 3 = 100; 30 = 0.30 × 100 in months 4, 5, 6
    assert losses.at("2025-06", "at_share", *LOSS) == ("silent", day("2025-04"), day("2025-06"))


def test_over_thirty_per_cent_is_no_loss(losses):
    # 30.01 > 0.30 × 100
    assert losses.months("over_share", "loss_onset") == [None] * 10


def test_until_its_third_month_a_silent_loss_is_provisional_and_in_the_register(losses):
    assert losses.months("at_share", "is_leaving", "is_register")[2:6] == [
        (False, True),
        (True, True),
        (True, True),
        (False, False),
    ]


def test_a_run_that_has_not_lasted_three_months_stays_provisional(losses):
    assert losses.at("2025-10", "provisional", *LOSS) == ("silent", day("2025-09"), None)


def test_what_a_month_knew_is_not_changed_by_what_came_later(losses):
    assert losses.at("2025-05", "at_share", *LOSS) == ("silent", day("2025-04"), None)
    assert losses.at("2025-05", "broken", *LOSS) == ("silent", day("2025-04"), None)


def test_a_run_that_breaks_before_its_third_month_is_no_loss(losses):
    # 10, 10, then 80 > 0.30 × 100; and 80 > 0.30 × (100 + 10 + 10) / 3
    assert losses.months("broken", "loss_onset")[5:] == [None] * 5


def test_the_month_that_breaks_a_run_may_begin_another(losses):
    # baseline (10 + 10 + 1000) / 3 = 340: 100 ≤ 102 begins, 105 > 102 breaks;
    # its own baseline (10 + 1000 + 100) / 3 = 370: 105 ≤ 111 begins anew, in month 5
    assert losses.at("2025-04", "restarted", "loss_onset") == day("2025-04")
    assert losses.at("2025-07", "restarted", *LOSS) == ("silent", day("2025-05"), day("2025-07"))


def test_a_missing_month_neither_counts_towards_a_silent_loss_nor_ends_it(losses):
    # low in months 4, 6, 7: the third present month is 7
    assert losses.months("held_up", "loss_confirmed")[4:7] == [None, None, day("2025-07")]
    assert losses.at("2025-07", "held_up", "loss_onset") == day("2025-04")


def test_a_client_is_won_back_in_the_third_month_at_half_its_baseline(losses):
    # 50 = 0.5 × 100 in months 7, 8, 9
    assert losses.months("won_back", "state")[5:] == ["lost", "lost", "lost", "present", "present"]
    assert losses.at("2025-09", "won_back", *LOSS) == (None, None, None)


def test_under_half_its_baseline_a_client_stays_lost(losses):
    assert losses.months("not_back", "state")[6:] == ["lost"] * 4


def test_the_months_that_win_back_are_three_in_a_row(losses):
    # 50, 50, then 49, then 50
    assert losses.months("back_late", "state")[6:] == ["lost"] * 4


def test_a_gap_is_no_loss_however_long(losses):
    assert losses.months("gap", "state")[2:8] == ["present", "gap", "gap", "gap", "gap", "present"]
    assert losses.months("gap", "loss_onset") == [None] * 10


def test_a_client_is_lost_in_the_month_in_which_it_is_closed(losses):
    assert losses.months("closed", "state")[3:5] == ["present", "lost"]
    assert losses.at("2025-05", "closed", *LOSS) == ("hard", day("2025-05"), day("2025-05"))


def test_the_last_day_of_a_month_belongs_to_it(losses):
    assert losses.at("2025-05", "last_day", "loss_confirmed") == day("2025-05")
    assert losses.at("2025-05", "next_day", "loss_confirmed") is None
    assert losses.at("2025-06", "next_day", "loss_confirmed") == day("2025-06")


def test_a_client_absent_to_the_end_is_lost_in_the_third_month(losses):
    assert losses.at("2025-07", "absent", *LOSS) == ("hard", day("2025-06"), None)
    assert losses.at("2025-08", "absent", *LOSS) == ("hard", day("2025-06"), day("2025-08"))
    assert losses.months("absent", "state")[4:8] == ["present", "absent", "absent", "lost"]


def test_a_client_absent_for_two_months_is_not_lost_yet(losses):
    assert losses.at("2025-10", "absent_2", *LOSS, "is_register") == ("hard", day("2025-09"), None, True)


def test_a_client_without_any_balance_for_three_months_is_lost_hard_though_it_is_silent_too(losses):
    assert losses.at("2025-06", "empty", *LOSS) == ("hard", day("2025-04"), day("2025-06"))


def test_months_without_any_balance_and_months_without_a_row_are_counted_together(losses):
    assert losses.at("2025-05", "empty_gone", *LOSS) == ("hard", day("2025-04"), None)
    assert losses.at("2025-06", "empty_gone", *LOSS) == ("hard", day("2025-04"), day("2025-06"))


def test_a_client_that_is_closed_after_three_months_without_a_row_was_lost_by_then(losses):
    assert losses.at("2025-08", "gone_shut", *LOSS) == ("hard", day("2025-04"), day("2025-06"))
    assert losses.months("gone_shut", "is_register")[3:7] == [True, True, False, False]


def test_a_client_that_is_closed_within_three_months_without_a_row_is_lost_by_closing(losses):
    assert losses.at("2025-08", "near_shut", *LOSS) == ("hard", day("2025-06"), day("2025-07"))
    assert losses.months("near_shut", "is_leaving")[4:7] == [False, True, False]


def test_an_emptied_client_is_won_back_as_a_silent_one_is(losses):
    # lost in month 6; 0.01 is under half of 100, and 50 = 0.5 × 100 in months 7, 8, 9
    assert losses.months("a_cent", "state")[5:] == ["lost"] * 5
    assert losses.at("2025-10", "a_cent", *LOSS) == ("hard", day("2025-04"), day("2025-06"))
    assert losses.months("filled_up", "state")[5:] == ["lost", "lost", "lost", "present", "present"]
    assert losses.at("2025-09", "filled_up", *LOSS) == (None, None, None)


def test_an_emptied_client_that_never_had_a_baseline_is_won_back_as_soon_as_it_holds_something(losses):
    assert losses.at("2025-03", "new_money", "loss_confirmed") == day("2025-03")
    assert losses.months("new_money", "state")[3:6] == ["lost", "present", "present"]


def test_a_client_that_is_closed_after_it_was_emptied_was_lost_by_then(losses):
    assert losses.at("2025-08", "filled_shut", *LOSS) == ("hard", day("2025-04"), day("2025-06"))


def test_a_silent_loss_that_is_closed_later_stays_silent(losses):
    assert losses.at("2025-08", "silent_shut", *LOSS) == ("silent", day("2025-04"), day("2025-06"))


def test_a_client_closed_before_its_silent_loss_is_confirmed_is_lost_hard(losses):
    assert losses.at("2025-05", "shut_in_run", *LOSS) == ("hard", day("2025-04"), day("2025-05"))


@pytest.mark.parametrize(
    ("client", "before", "closed"),
    [("near_shut", "2025-06", "2025-07"), ("next_day", "2025-05", "2025-06"), ("shut_in_run", "2025-04", "2025-05")],
)
def test_a_loss_that_ends_in_closing_began_when_the_money_went(losses, client, before, closed):
    """Nothing moves to the month of the closing: it stands where it stood while it was provisional, with its money."""
    for now, confirmed in ((before, None), (closed, day(closed))):
        found = losses.sql(
            "select loss_onset, loss_confirmed, aum from losses_in_scope($filters) where client_id = $client",
            filters=Filters(day(now)).as_struct(),
            client=client,
        )
        assert found == [(day(before), confirmed, 1_000_000)]


def test_without_assets_before_there_is_no_silent_loss(losses):
    assert set(losses.months("no_base", "loss_kind")) == {"hard"}


def test_without_three_months_before_there_is_no_silent_loss(losses):
    # in month 3 two months lie before; in month 4 the baseline is (100 + 100 + 10) / 3 = 70: 10 ≤ 21 begins there
    assert losses.months("too_young", "loss_onset")[2:4] == [None, day("2025-04")]


def test_a_loss_after_a_gap_counts_with_the_last_amount_before_it(losses):
    # missing in July; 10 ≤ 0.30 × 100 in August, September, October
    (row,) = [
        row
        for row in losses.ask("attrition_by_month", Filters(date(2025, 10, 1)))
        if (row["loss_kind"], row["loss_onset"]) == ("silent", day("2025-08"))
    ]
    assert (row["clients"], row["confirmed"], row["aum"]) == (1, 1, 1_000_000)


def test_a_loss_counts_with_what_the_client_had_in_the_month_before_it_began(losses):
    # began in June: absent 100, near_shut 100 and paid_in 120 in May; next_day, closed on 1 June, was absent in May
    (row,) = [
        row
        for row in losses.ask("attrition_by_month", Filters(date(2025, 10, 1)))
        if row["loss_onset"] == day("2025-06")
    ]
    assert (row["loss_kind"], row["clients"], row["confirmed"], row["aum"]) == ("hard", 3, 3, 3_200_000)


MANAGERS = """
    rm_id  role                  joined_on   left_on
    R1     relationship_manager  -           -
    R2     relationship_manager  -           2025-02-28
    R3     private_banker        -           -
    R4     Pool                  -           -
    R5     relationship_manager  2025-03-10  -
    R6     relationship_manager  -           -
"""
ASSIGNMENTS = """
    client_id    rm_id  role     assigned_on  ended_on
    usual        R1     Primary  2024-01-01   -
    no_role      R1     -        2024-01-01   -
    rm_left      R2     primary  2024-01-01   -
    ends_28      R1     primary  2024-01-01   2025-02-28
    ends_01      R1     primary  2024-01-01   2025-03-01
    begins_28    R1     primary  2025-02-28   -
    begins_01    R1     primary  2025-03-01   -
    pooled       R4     primary  2024-01-01   -
    before_rm    R5     primary  2025-01-01   -
    advised      R3     adviser  2024-01-01   -
    other_role   R3     primary  2024-01-01   -
    fits         R3     primary  2024-06-01   -
    fits         R1     primary  2024-01-01   -
    latest       R1     primary  2024-01-01   -
    latest       R6     primary  2024-02-01   -
    same_day     R6     primary  2024-01-01   -
    same_day     R1     primary  2024-01-01   -
    no_day       R1     primary  2025-02-10   2025-02-10
    too_soon     R5     primary  2025-01-01   2025-02-20
"""


@pytest.fixture(scope="module")
def covered(tmp_path_factory):
    clients = sorted({line.split()[0] for line in ASSIGNMENTS.strip().splitlines()[1:]} | {"nobody"})
    return tiny_bank(
        tmp_path_factory.mktemp("covered"),
        aum="\n".join(f"{client} 30x4" for client in clients),
        relationship_managers=MANAGERS,
        assignments=ASSIGNMENTS,
        contacts="""
            contact_id  client_id  contacted_on
            K1          usual      2025-04-01
        """,
        branches="""
            branch_id  branch_name  city      region
            B1         First        Shanghai  East
            B2         Second       Shanghai  East
        """,
        clients="""
            client_id  branch_id
            usual      B2
        """,
        branch_moves="""
            client_id  branch_id  month
            usual      B1         2025-02
            usual      B2         2025-04
        """,
    )


def test_an_empty_role_means_primary(covered):
    assert covered.at("2025-01", "no_role", "rm_id", "is_covered", "is_dedicated") == ("R1", True, True)


def test_an_rm_who_left_covers_nobody_from_that_day_on(covered):
    # the last day of the RM is the end of February
    assert covered.months("rm_left", "is_covered")[:3] == [True, False, False]
    # 0 days later, and 31
    assert covered.months("rm_left", "uncovered_band")[1:3] == ["0-30", "31-90"]


def test_an_assignment_no_longer_holds_on_the_day_on_which_it_ends(covered):
    assert covered.at("2025-02", "ends_28", "is_covered") is False
    assert covered.at("2025-02", "ends_01", "is_covered") is True
    assert covered.at("2025-03", "ends_01", "is_covered") is False


def test_an_assignment_holds_from_its_first_day_on(covered):
    assert covered.at("2025-02", "begins_28", "is_covered") is True
    assert covered.at("2025-02", "begins_01", "is_covered") is False


def test_a_pool_is_not_a_person(covered):
    assert covered.months("pooled", "is_covered") == [False] * 4


def test_an_rm_covers_nobody_before_joining(covered):
    assert covered.months("before_rm", "is_covered") == [False, False, True, True]


def test_an_assignment_that_never_held_ends_nothing(covered):
    # neither from a day to the same day, nor before the RM joined: uncovered since they joined in 2020
    assert covered.at("2025-03", "no_day", "is_covered", "uncovered_band") == (False, "366+")
    assert covered.at("2025-02", "too_soon", "is_covered", "uncovered_band") == (False, "366+")


def test_branches_add_up_though_one_has_no_clients_any_more_and_one_had_none_before(tmp_path):
    """Ten clients of B1 move to B3 in month 8, and one of B1 was lost before: all are in one of the rows."""
    movers = {f"moves{n}": "60x14" for n in range(10)}
    bank = tiny_bank(
        tmp_path,
        "\n".join(f"{client} {path}" for client, path in {**movers, "gone": "60x4", "stays": "60x14"}.items()),
        branches="""
            branch_id  branch_name  city      region
            B1         First        Shanghai  East
            B2         Second       Shanghai  East
            B3         Third        Shanghai  East
        """,
        clients="\n".join(
            [
                "client_id branch_id closed_on",
                "gone B1 2025-05-02",
                "stays B2 -",
                *(f"{client} B3 -" for client in movers),
            ]
        ),
        branch_moves="\n".join(
            [
                "client_id branch_id month",
                *(f"{client} {branch}" for client in movers for branch in ("B1 2025-01", "B3 2025-08")),
            ]
        ),
    )
    scope = Filters(date(2026, 2, 1), date(2025, 2, 1))
    rows = {row["branch_id"]: row for row in bank.ask("branches_compared", scope)}
    (numbers,), (attrition,) = bank.ask("key_numbers", scope), bank.ask("attrition", scope)
    assert {key: row["clients"] for key, row in rows.items()} == {"B3": 10, "B2": 1, "B1": 0}
    assert [rows[branch]["aum_change"] for branch in ("B1", "B2", "B3")] == [-6_600_000, 0, 6_000_000]
    assert sum(row["aum_change"] for row in rows.values()) == numbers["aum_change"] == -600_000
    assert sum(row["at_risk"] or 0 for row in rows.values()) == attrition["at_risk"] == 12
    assert sum(row["lost"] or 0 for row in rows.values()) == attrition["lost"] == 1
    assert {row["aum_change"] for row in bank.ask("branches_compared", Filters(date(2025, 1, 1)))} == {None}


def test_who_is_leaving_with_nothing_left_is_worth_what_was_delivered_last(losses):
    # since September: provisional holds 10, absent_2 is absent with 100 before it
    month = Filters(date(2025, 10, 1))
    (row,) = [row for row in losses.ask("things_to_act_on", month) if row["action"] == "leaving"]
    with named(losses.data):
        listed, _ = queries.clients_behind(Picks("things_to_act_on", None, (("action", "leaving"),)), month)
    found = {client["client_id"]: client["aum"] for client in listed.table.to_pylist()}
    assert found == {"provisional": 100_000, "absent_2": 1_000_000}
    assert (row["clients"], row["aum"]) == (2, 1_100_000)


def test_an_adviser_is_no_cover(covered):
    assert covered.at("2025-01", "advised", "is_covered", "rm_id") == (False, None)


def test_cover_by_another_role_than_promised_is_not_dedicated(covered):
    # select is promised a relationship manager
    assert covered.at("2025-01", "other_role", "is_covered", "is_dedicated") == (True, False)


def test_without_a_weight_for_each_of_its_tiers_the_load_of_an_rm_is_not_known(tmp_path):
    bank = tiny_bank(
        tmp_path,
        "rich 900\nricher 900\nusual 60",
        tiers="""
            tier_id  tier_rank  tier_name  min_aum   in_register  grace_months  load_weight
            low      1          Low        500000    true         3             -
            high     2          High       6000000   true         3             8
        """,
        relationship_managers=MANAGERS,
        assignments="""
            client_id  rm_id  role     assigned_on
            rich       R1     primary  2024-01-01
            usual      R1     primary  2024-01-01
            richer     R3     primary  2024-01-01
        """,
    )
    found = {row["rm_id"]: (row["clients"], row["load"]) for row in bank.ask("rm_load", Filters(date(2025, 1, 1)))}
    assert found == {"R1": (2, None), "R3": (1, 8)}


def test_a_tier_that_is_promised_nothing_has_its_promise_neither_kept_nor_broken(tmp_path):
    bank = tiny_bank(
        tmp_path,
        "usual 60\nnobody 60",
        tiers="tier_id tier_rank tier_name min_aum in_register grace_months\nVIP 1 VIP 1000 true 3",
        relationship_managers=MANAGERS,
        assignments="client_id rm_id role assigned_on\nusual R1 primary 2024-01-01",
        contacts="contact_id client_id contacted_on\nK1 usual 2025-01-05",
    )
    for client, covers in (("usual", True), ("nobody", False)):
        assert bank.at("2025-01", client, "is_covered", "is_dedicated", "is_effective") == (covers, None, None)
    (row,) = bank.ask("coverage_by_tier", Filters(date(2025, 1, 1)))
    assert (row["covered_share"], row["dedicated_share"], row["effective_share"]) == (0.5, None, None)


def test_of_several_rms_the_one_whose_role_fits_the_tier_goes_first(covered):
    assert covered.at("2025-01", "fits", "rm_id") == "R1"


def test_of_several_fitting_rms_the_latest_goes_first(covered):
    assert covered.at("2025-01", "latest", "rm_id") == "R6"


def test_of_several_rms_since_the_same_day_the_smallest_id_goes_first(covered):
    assert covered.at("2025-01", "same_day", "rm_id") == "R1"


def test_a_client_without_assignment_is_uncovered_since_it_joined(covered):
    assert covered.at("2025-01", "nobody", "is_covered", "uncovered_band") == (False, "366+")


def test_a_move_holds_from_its_month_on_and_the_first_branch_reaches_back(covered):
    assert covered.months("usual", "branch_id") == ["B1", "B1", "B1", "B2"]


# days before 31 January 2025, whether the client was reached, and the state; select has an interval of 183 days and a
# contact is due in its last 14: 183 − 14 = 169
CONTACTS = [
    ("today", 0, "true", "compliant"),
    ("at_169", 169, "true", "compliant"),
    ("at_170", 170, "true", "due"),
    ("at_183", 183, "true", "due"),
    ("at_184", 184, "true", "overdue"),
    ("not_said", 10, "-", "compliant"),
    ("missed", 10, "false", "no_record"),
    ("after_end", -1, "true", "no_record"),
    ("nobody_met", None, None, "no_record"),
]


@pytest.fixture(scope="module")
def contacted(tmp_path_factory):
    lines = [
        f"{n} {client} {date(2025, 1, 31) - timedelta(ago)} {reached}"
        for n, (client, ago, reached, _) in enumerate(CONTACTS)
        if ago is not None
    ]
    everybody = [client for client, *_ in CONTACTS] + ["potential"]
    return tiny_bank(
        tmp_path_factory.mktemp("contacted"),
        aum="\n".join([f"{client} 30" for client in everybody[:-1]] + ["potential 10", "no_rm 30"]),
        relationship_managers="rm_id role\nR1 relationship_manager",
        assignments="client_id rm_id assigned_on\n" + "\n".join(f"{c} R1 2024-01-01" for c in everybody),
        contacts="contact_id client_id contacted_on is_effective\n" + "\n".join(lines) + "\nK9 no_rm 2025-01-30 true",
    )


@pytest.mark.parametrize(("client", "state"), [(client, state) for client, _, _, state in CONTACTS])
def test_the_state_of_the_contact_turns_on_the_day(contacted, client, state):
    assert contacted.at("2025-01", client, "contact_state") == state


@pytest.mark.parametrize(("client", "state"), [(client, state) for client, _, _, state in CONTACTS])
def test_coverage_is_effective_while_contact_is_compliant_or_due(contacted, client, state):
    assert contacted.at("2025-01", client, "is_effective") is (state in ("compliant", "due"))


def test_without_rm_there_is_no_state_of_contact_and_no_effective_coverage(contacted):
    assert contacted.at("2025-01", "no_rm", "contact_state", "is_effective") == (None, False)


def test_a_tier_without_an_interval_has_no_state_of_contact(contacted):
    assert contacted.at("2025-01", "potential", "contact_state") is None


# Five clients, in 万: opening holdings in January 2025, closing ones in January 2026; B and C fall in November 2025,
# so that January 2026 is the third month. B 50/450 and C 0/180 are lost; D switches 150 from deposit to fund inside
# the bank.
FIVE = """
    A/deposit  100x12 120
    A/wealth   200x12 210
    B/deposit  50x12 50
    B/wealth   300x10 -x3
    B/fund     100x10 -x3
    C/deposit  30x10 -x3
    C/fund     150x10 -x3
    D/deposit  400x12 250
    D/fund     -x12 150
    E/deposit  20x12 20
    E/wealth   30x12 30
    E/fund     300x12 330
"""


@pytest.fixture(scope="module")
def five(tmp_path_factory):
    return tiny_bank(tmp_path_factory.mktemp("five"), aum=FIVE)


@pytest.mark.parametrize(
    ("products", "lost", "holders"),
    [
        (None, 2, 5),  # B, C of A, B, C, D, E
        (("deposit",), 2, 5),  # everybody held a deposit
        (("wealth",), 1, 3),  # B of A, B, E
        (("fund",), 2, 3),  # B, C of B, C, E
        (("wealth", "fund"), 2, 4),  # B, C of A, B, C, E: any of the two
    ],
)
def test_attrition_under_a_product_filter_is_that_of_the_opening_holders(five, products, lost, holders):
    (row,) = five.ask("attrition", Filters(date(2026, 1, 1), products=products))
    assert (row["lost"], row["at_risk"]) == (lost, holders)
    assert row["attrition_rate"] == lost / holders


def test_the_tier_under_a_product_filter_is_that_of_the_whole_relationship(five):
    # E: 20 + 30 + 330 = 380 is premier, though its deposit of 20 alone would be select
    rows = five.ask("client_register", Filters(date(2026, 1, 1), products=("deposit",)))
    assert {(r["tier_id"], r["aum"], r["chosen_aum"]) for r in rows if r["client_id"] == "E"} == {
        ("premier", 3_800_000, 200_000)
    }


def test_a_product_filter_on_stocks_takes_the_holders_of_the_as_of_month(five):
    rows = five.ask("client_register", Filters(date(2026, 1, 1), products=("fund",)))
    assert {row["client_id"] for row in rows} == {"D", "E"}


MIGRATIONS = [(12, 1), (12, 3), (15, 7), (20, 12)]


@pytest.fixture(scope="module")
def moved_bank(tmp_path_factory):
    """In a branch for each migration three clients: back is lost from the sixth month on, and won back in the twelfth;
    rises is below the register until the migration opens; new is not there before.
    """
    paths = {}
    for until, back in MIGRATIONS:
        opening = until - back
        paths |= {
            f"back_{until}_{back}": "100x3 10x6 100x11",
            f"rises_{until}_{back}": f"10x{opening} 60x{20 - opening}",
            f"new_{until}_{back}": f"-x{opening} 60x{20 - opening}",
        }
    branch_of = {client: f"B_{client.split('_', 1)[1]}" for client in paths}
    branches = dict.fromkeys(branch_of.values())
    return tiny_bank(
        tmp_path_factory.mktemp("moved"),
        "\n".join(f"{client} {path}" for client, path in paths.items()),
        clients="\n".join(["client_id branch_id", *(f"{client} {branch}" for client, branch in branch_of.items())]),
        branches="\n".join(["branch_id branch_name city region", *(f"{b} {b} Shanghai East" for b in branches)]),
    )


@pytest.mark.parametrize(("until", "back"), MIGRATIONS)
def test_a_migration_knows_who_was_lost_then_and_what_everybody_had(moved_bank, until, back):
    opening = until - back
    now, before = (date.fromisoformat(f"{month(place - 1)}-01") for place in (until, opening))
    scope = Filters(now, before, branches=(f"B_{until}_{back}",))
    moved = {row["opening_state"]: row for row in moved_bank.ask("tier_migration", scope)}
    then = 1_000_000 if opening >= 10 else 100_000
    assert {state: (row["clients"], row["aum_before"], row["aum"]) for state, row in moved.items()} == {
        "lost": (1, then, 1_000_000),
        "below": (1, 100_000, 600_000),
        "new": (1, None, 600_000),
    }
    with named(moved_bank.data):
        for state in moved:
            rows, _ = queries.clients_behind(Picks("tier_migration", None, (("opening_state", state),)), scope)
            assert rows.table.num_rows == 1
