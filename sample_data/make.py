"""Makes the sample bank: `python sample_data/make.py FOLDER --clients 20000 --months 36 --seed 7`.

The folder then holds a delivery as any bank would deliver it, and `truth.json`: what was planted in it, and
what a correct dashboard has to find. The same seed gives the same bytes.
"""

import argparse
import shutil
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

if not __package__:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sample_data import bank, books, delivery, life, managers, people, truth

OFF_PRODUCT, OFF_FEN = 1, 123_456
STRAYS = 12


class World(NamedTuple):
    """The bank as it was invented, before anything is written."""

    setting: life.Setting
    market: people.Market
    weights: people.Weights
    migration: people.Migration
    life: life.Life


def draw_path(seed: int, who: people.People, growth: np.ndarray, gaps: np.ndarray) -> np.ndarray:
    """AUM of clients who never leave, n x months in yuan; nobody's looks like a silent loss."""
    steps = people.draw_movements(seed, who.wealth, growth.shape[1])
    present = (np.arange(growth.shape[1]) >= who.first[:, None]) & ~gaps
    while True:
        path = people.path(who.wealth, steps, growth)
        onset, _ = truth.silent_runs(np.rint(path * 100).astype(np.int64), present)
        looks_lost = onset < growth.shape[1]
        if not looks_lost.any():
            return path
        steps[looks_lost] = 0


def spare(migrated: np.ndarray, migration: people.Migration, months: int) -> np.ndarray:
    """Nobody closes right after the month that the migration lost: that would be no gap but an unknown."""
    spared = np.zeros((len(migrated), months), bool)
    spared[:, migration.month + 1] = migrated
    return spared


def invent(clients: int, months: int, seed: int) -> World:
    """Draws the bank, its clients and their lives."""
    calendar, tiers = people.Calendar(months), bank.read_tiers()
    branches = bank.branches(min(40, max(4, round(clients / 500))))
    who = people.draw_people(seed, clients, calendar, tiers, len(branches))
    market = people.draw_market(seed, calendar)
    weights = people.spread(who, market)
    migration = people.migration(who, branches, months)
    migrated = people.in_migration(who, branches, migration)
    gaps = people.draw_gaps(seed, who, months)
    gaps[migrated, migration.month] = True
    path = draw_path(seed, who, weights.growth, gaps)
    roster = managers.draw_roster(seed, clients, calendar, branches)
    setting = life.Setting(calendar, tiers, branches, people.places(len(branches)), who, roster, path,
                           weights.growth, gaps, spare(migrated, migration, months))
    lived = life.live(setting, seed)
    _end_gaps(setting.gaps, lived, migrated, migration)
    _forget_late_moves(who, lived, months)
    return World(setting, market, weights, migration, lived)


def _end_gaps(gaps: np.ndarray, lived: life.Life, migrated: np.ndarray, migration: people.Migration) -> None:
    """A client that closes is present in the month before, so that every missing month has one after it."""
    months = np.arange(gaps.shape[1])
    closed = np.where(lived.closed < gaps.shape[1], lived.closed, -9)[:, None]
    before_closing = (months < closed) & (months >= closed - 2)
    lost = np.zeros_like(gaps)
    lost[migrated, migration.month] = True
    gaps &= lost | ~before_closing


def _forget_late_moves(who: people.People, lived: life.Life, months: int) -> None:
    """Clients that closed before they would have moved stayed where they were."""
    never = lived.closed <= who.moved_in
    who.branch[never] = who.old_branch[never]
    who.moved_in[never] = months


def write_bank(folder: Path, world: World) -> None:
    """bank, branches, products, tiers."""
    delivery.write_csv(folder / "bank.csv", " ".join(bank.BANK), [[value] for value in bank.BANK.values()])
    parts = ("branch_id", "name", "name_zh", "city", "city_zh", "region", "region_zh")
    delivery.write_csv(folder / "branches.csv",
                       "branch_id branch_name branch_name_zh city city_zh region region_zh",
                       ([getattr(branch, part) for branch in world.setting.branches] for part in parts))
    delivery.write_csv(folder / "products.csv",
                       "product_id product_name product_name_zh family family_zh counts_as_aum "
                       "exclusive_tier ordinary_twin currency",
                       zip(*map(_product_row, bank.PRODUCTS), strict=True))
    shutil.copyfile(bank.LADDER, folder / "tiers.csv")


def _product_row(product: bank.Product) -> tuple:
    family, family_zh, _ = bank.FAMILIES[product.family]
    counts = "false" if product.product_id in bank.LOANS else "true"
    return (product.product_id, product.name, product.name_zh, family, family_zh, counts,
            product.exclusive_tier, product.twin, product.currency)


def dangerous_names(world: World, names: np.ndarray) -> np.ndarray:
    """The three largest clients of the first branch get names that a spreadsheet would take for formulas."""
    last = len(world.setting.calendar) - 1
    mine = np.flatnonzero((world.setting.people.branch == 0) & world.life.here(last))
    largest = mine[np.argsort(-world.life.aum[mine, last], kind="stable")][:len(people.SPREADSHEET_NAMES)]
    names = names.astype("U16")
    names[largest] = people.SPREADSHEET_NAMES[:len(largest)]
    return names


def write_clients(folder: Path, world: World, said: people.Particulars, seed: int) -> int:
    """clients and branch_moves."""
    who, ids = world.setting.people, world.setting.people.client_id
    rng = np.random.default_rng([seed, 10])
    branch_id = np.array([branch.branch_id for branch in world.setting.branches])
    closed = life.closing_days(world.life)
    reason = np.array(life.REASONS)[rng.integers(0, len(life.REASONS), len(who))]
    reason = np.where((closed > 0) & (rng.random(len(who)) < 0.7), reason, "")
    birth_year = np.where(said.birth_year > 0, said.birth_year.astype("U4"), "")
    rows = delivery.write_csv(
        folder / "clients.csv",
        "client_id client_name branch_id joined_on closed_on closing_reason birth_year industry "
        "client_groups phone identity_number",
        (ids, dangerous_names(world, said.name), branch_id[who.branch], delivery.days(who.joined_on),
         delivery.days(closed), reason, birth_year, said.industry, said.groups, said.phone,
         said.identity_number))
    write_moves(folder, world, branch_id)
    return rows


def write_moves(folder: Path, world: World, branch_id: np.ndarray) -> int:
    """Two rows for each client that moved while it was here: where it began, and where it went."""
    who, calendar = world.setting.people, world.setting.calendar
    moved = np.flatnonzero(who.moved_in < len(calendar))
    client = np.repeat(who.client_id[moved], 2)
    branch = np.stack([who.old_branch[moved], who.branch[moved]], axis=1).ravel()
    month = np.stack([who.first[moved], who.moved_in[moved]], axis=1).ravel()
    return delivery.write_csv(folder / "branch_moves.csv", "client_id branch_id month",
                              (client, branch_id[branch], delivery.days(calendar.starts[month])))


def write_managers(folder: Path, world: World, seed: int) -> int:
    """relationship_managers."""
    rng, roster = np.random.default_rng([seed, 11]), world.setting.roster
    n, role = len(roster), roster.role
    branch_id = np.array([branch.branch_id for branch in world.setting.branches])
    afp = np.where(rng.random(n) < 0.7, "AFP", "")
    more = np.where((role >= managers.WEALTH) & (rng.random(n) < 0.3), "|CFP", "")
    certificates = np.strings.lstrip(np.strings.add(afp, more), "|")
    tags = np.array(people.INDUSTRIES)
    industries = np.strings.add(np.strings.add(tags[rng.integers(0, 5, n)], "|"),
                                tags[rng.integers(5, 10, n)])
    is_pool = role == managers.POOL
    capacity = np.where(is_pool, "", np.array(["400.00", "400.00", "300.00", "200.00", ""])[role])
    return delivery.write_csv(
        folder / "relationship_managers.csv",
        "rm_id rm_name branch_id role certificates industries capacity joined_on left_on",
        (roster.ids(), np.where(is_pool, "公共池", roster.names()), branch_id[roster.branch],
         np.array(managers.ROLES)[role], np.where(is_pool, "", certificates),
         np.where(is_pool, "", industries), capacity, delivery.days(roster.joined_on),
         delivery.days(roster.left_on)))


def assignment_rows(world: World, seed: int) -> np.ndarray:
    """Rows of (client, RM, first day, day of ending or 0, is adviser), by client and day."""
    primary, adviser = world.life.primary.table(), world.life.adviser.table()
    first = np.zeros(len(world.setting.people), np.int64)
    first[primary[::-1, 0]] = primary[::-1, 2]
    pool = life.pool_rows(world.life, np.random.default_rng([seed, 12]), first)
    rows = np.concatenate([np.column_stack([table, np.full(len(table), is_adviser)])
                           for table, is_adviser in ((primary, 0), (pool, 0), (adviser, 1))])
    return rows[np.lexsort((rows[:, 1], rows[:, 2], rows[:, 0]))]


def write_assignments(folder: Path, world: World, rows: np.ndarray) -> int:
    """assignments."""
    ids, rm_ids = world.setting.people.client_id, world.setting.roster.ids()
    return delivery.write_csv(folder / "assignments.csv", "client_id rm_id role assigned_on ended_on",
                              (ids[rows[:, 0]], rm_ids[rows[:, 1]],
                               np.array(["primary", "adviser"])[rows[:, 4]],
                               delivery.days(rows[:, 2]), delivery.days(rows[:, 3])))


def write_contacts(folder: Path, world: World, made: life.Contacts) -> int:
    """contacts."""
    ids, rm_ids = pa.array(world.setting.people.client_id), pa.array(world.setting.roster.ids())
    number = np.strings.zfill((np.arange(len(made.client)) + 1).astype("U8"), 8)
    with delivery.ParquetFile(folder / "contacts.parquet") as file:
        file.add({
            "contact_id": pa.array(np.strings.add("K", number)),
            "client_id": delivery.texts(ids, made.client),
            "rm_id": delivery.texts(rm_ids, made.rm),
            "contacted_on": delivery.dates(made.day),
            "channel": pa.array(made.channel),
            "purpose": pa.array(made.purpose),
            "stage": pa.array(made.stage, mask=made.stage == ""),
            "is_effective": pa.array(made.effective),
            "satisfaction": pa.array(made.satisfaction.astype(np.int32), mask=made.satisfaction == 0),
            "is_complaint": pa.array(made.complaint),
            "resolved_on": delivery.dates(made.resolved),
        })
    return file.rows


def write_strays(folder: Path, world: World) -> int:
    """A second part of contacts, from the call centre: none of them can be loaded, and none counts."""
    people = world.setting.people
    rows = np.arange(STRAYS * 3)
    client = people.client_id[rows % len(people)]
    day = delivery.days(people.joined_on[rows % len(people)])
    unknown, early, late = rows < STRAYS, (rows >= STRAYS) & (rows < 2 * STRAYS), rows >= 2 * STRAYS
    client = np.where(unknown, np.strings.add("9", client), client)
    before = delivery.days(people.joined_on[rows % len(people)] - 30)
    day = np.where(early, before, np.where(late, "2099-01-01", day))
    return delivery.write_csv(folder / "contacts_call_centre.csv",
                              "contact_id client_id rm_id contacted_on channel is_effective",
                              (np.strings.add("X", np.strings.zfill(rows.astype("U4"), 4)), client,
                               np.repeat(world.setting.roster.ids()[:1], len(rows)), day,
                               np.repeat("phone", len(rows)), np.repeat("true", len(rows))))


def write_claims(folder: Path, world: World, rows: np.ndarray) -> int:
    """claims."""
    return delivery.write_csv(folder / "claims.csv", "client_id rm_id claimed_on",
                              (world.setting.people.client_id[rows[:, 0]],
                               world.setting.roster.ids()[rows[:, 1]], delivery.days(rows[:, 2])))


def write_books(folder: Path, world: World, seed: int, progress: delivery.Progress) -> books.Books:
    """holdings, flows and service_costs; returns the books with what the truth is worked out from."""
    kept = books.Books(world.life, world.weights, world.market, np.random.default_rng([seed, 13]))
    ids = pa.array(world.setting.people.client_id)
    products = pa.array([product.product_id for product in bank.PRODUCTS])
    names = [f"{name}.parquet" for name in ("holdings", "flows", "service_costs")]
    totals = []
    with ExitStack() as open_files:
        files = [open_files.enter_context(delivery.ParquetFile(folder / name)) for name in names]
        for t, start in enumerate(world.setting.calendar.starts):
            holdings, flows, services = kept.month(t)
            totals.append(product_totals(holdings, len(products)))
            files[0].add(holdings_columns(holdings, start, ids, products))
            files[1].add(flows_columns(flows, ids, products))
            files[2].add(services_columns(services, start, ids))
    for name, file in zip(names, files, strict=True):
        progress.say(name, file.rows)
    progress.say("totals.csv", write_totals(folder, world, np.array(totals)))
    return kept


def product_totals(rows: books.Holdings, products: int) -> np.ndarray:
    """The balance of each product, in fen."""
    totals = np.zeros(products, np.int64)
    np.add.at(totals, rows.product, rows.balance)
    return totals


def write_totals(folder: Path, world: World, fen: np.ndarray) -> int:
    """totals: the control totals are right, but for one product in the last month, which is a little off."""
    fen[-1, OFF_PRODUCT] += OFF_FEN
    months = np.repeat([str(month) for month in world.setting.calendar.months], fen.shape[1])
    products = np.tile([product.product_id for product in bank.PRODUCTS], len(fen))
    yuan = [f"{value // 100}.{value % 100:02d}" if value >= 0 else f"-{-value // 100}.{-value % 100:02d}"
            for value in fen.ravel().tolist()]
    kept = fen.ravel() != 0
    return delivery.write_csv(folder / "totals.csv", "month product_id balance",
                              (months[kept], products[kept], np.array(yuan)[kept]))


def holdings_columns(rows: books.Holdings, start: int, ids: pa.Array, products: pa.Array) -> dict:
    """Columns of the contract for the holdings of the month that starts on day `start`."""
    columns = {
        "month": delivery.dates(np.full(len(rows.client), start)),
        "client_id": ids.take(pa.array(rows.client)),
        "product_id": products.take(pa.array(rows.product)),
    }
    return columns | {name: delivery.money(getattr(rows, name)) for name in rows._fields[2:]}


def flows_columns(rows: books.Flows, ids: pa.Array, products: pa.Array) -> dict[str, pa.Array]:
    """Columns of the contract for movements."""
    return {
        "flowed_on": delivery.dates(rows.day),
        "client_id": ids.take(pa.array(rows.client)),
        "product_id": products.take(pa.array(rows.product)),
        "amount": delivery.money(rows.amount),
        "kind": pa.array(books.KINDS).take(pa.array(rows.kind)),
    }


def services_columns(rows: books.Services, start: int, ids: pa.Array) -> dict[str, pa.Array]:
    """Columns of the contract for services."""
    return {
        "month": delivery.dates(np.full(len(rows.client), start)),
        "client_id": ids.take(pa.array(rows.client)),
        "service": pa.array(books.SERVICES).take(pa.array(rows.service)),
        "cost": delivery.money(rows.cost),
    }


def gather_facts(world: World, kept: books.Books, assignments: np.ndarray,
                 made: life.Contacts) -> truth.Facts:
    """What was written, in the arrays that the truth is worked out from."""
    setting, roster = world.setting, world.setting.roster
    last_contact = np.zeros(len(setting.people), np.int64)
    np.maximum.at(last_contact, made.client[made.effective], made.day[made.effective])
    return truth.Facts(setting.calendar.months, setting.tiers, kept.aum, kept.contribution, kept.present,
                       world.life.closed, assignments, np.array(managers.ROLES)[roster.role],
                       roster.joined_on, roster.left_on, last_contact, int(setting.calendar.ends[-1]))


def planted(world: World, said: people.Particulars) -> dict:
    """The structures hidden in the delivery, with their sizes."""
    setting, ids = world.setting, [branch.branch_id for branch in world.setting.branches]
    exclusive = next(product for product in bank.PRODUCTS if product.twin)
    last, bad = len(setting.calendar) - 1, setting.calendar.bad_quarter()
    return {
        "yearly_attrition": {tier.tier_id: bank.HABITS[tier.tier_id].attrition for tier in setting.tiers},
        "hazard_factors": {"weak_branch": life.WEAK, "tenure": life.HUMP, "tenure_months": life.HUMP_MONTHS,
                           "two_intervals_without_contact": life.NEGLECT, "each_anchor_product": life.ANCHOR,
                           "months_after_rm_left": life.MONTHS_AFTER_RM},
        "anchor_products": [product.product_id for product in bank.PRODUCTS if product.anchor],
        "weak_branches": [ids[b] for b in setting.places.weak],
        "mix_only_branch": ids[setting.places.mixed],
        "exclusive_product": exclusive.product_id,
        "ordinary_twin": exclusive.twin,
        "bad_quarter": {"months": [str(setting.calendar.months[t]) for t in bad], "products": bank.SHAKEN,
                        "change": round(people.BAD_QUARTER - 1, 4)},
        "lost_city_month": {"month": str(setting.calendar.months[world.migration.month]),
                            "city": next(branch.city for branch in setting.branches
                                         if branch.city_number == world.migration.city)},
        "quarter_end_clients": {"all": int(setting.people.spiky.sum()),
                                "last_month": int((setting.people.spiky & world.life.here(last)).sum())},
        "duplicates": {"pairs": len(said.twins), "client_ids": setting.people.client_id[said.twins].tolist()},
        "set_aside": dict.fromkeys(
            ("contacts_unknown_client_id", "contact_before_joined", "contact_in_future"), STRAYS),
        "control_total_off": {"product": bank.PRODUCTS[OFF_PRODUCT].product_id, "amount": f"{OFF_FEN / 100:.2f}"},
        "branch_moves": int((setting.people.moved_in <= last).sum()),
        "departed_rms": departed(world),
    }


def departed(world: World) -> list[dict]:
    """RMs who left: the month, and how much likelier their clients are to leave in the six months after."""
    roster, calendar = world.setting.roster, world.setting.calendar
    rm_ids = roster.ids()
    return [{"rm_id": str(rm_ids[r]), "month": str(calendar.months[int(calendar.number(roster.left_on[r]))]),
             "hazard_factor": float(roster.hazard[r])} for r in np.flatnonzero(roster.left_on > 0)]


def make(folder: Path, clients: int, months: int, seed: int) -> None:
    """Writes the whole delivery into `folder`, which is replaced when everything is there."""
    progress = delivery.Progress()
    world = invent(clients, months, seed)
    said = people.draw_particulars(seed, world.setting.people)
    progress.say("lives", world.life.aum.size)
    with delivery.whole_folder(folder) as part:
        write_bank(part, world)
        progress.say("clients.csv", write_clients(part, world, said, seed))
        progress.say("relationship_managers.csv", write_managers(part, world, seed))
        assignments, made = assignment_rows(world, seed), life.describe_contacts(world.life, seed)
        progress.say("assignments.csv", write_assignments(part, world, assignments))
        progress.say("contacts.parquet", write_contacts(part, world, made))
        progress.say("contacts_call_centre.csv", write_strays(part, world))
        progress.say("claims.csv", write_claims(part, world, life.draw_claims(world.life, seed)))
        kept = write_books(part, world, seed, progress)
        facts = gather_facts(world, kept, assignments, made)
        truth.check(facts, world.life.onset)
        delivery.write_json(part / "truth.json", truth.figures(facts) | {"planted": planted(world, said)})
    progress.say("truth.json", 1)


def main(arguments: list[str] | None = None) -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(prog="make.py", description="Makes the sample bank.")
    parser.add_argument("folder", nargs="?", type=Path, default=Path("data/sample"))
    parser.add_argument("--clients", type=int, default=20_000,
                        help="clients in the register in the last month")
    parser.add_argument("--months", type=int, default=36, help="months, the last of them 2026-10")
    parser.add_argument("--seed", type=int, default=7, help="the same seed gives the same bytes")
    options = parser.parse_args(arguments)
    if options.clients < 200 or options.months < 13:
        parser.error("--clients has to be at least 200 and --months at least 13")
    make(options.folder, options.clients, options.months, options.seed)


if __name__ == "__main__":
    main()
