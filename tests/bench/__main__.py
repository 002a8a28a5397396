"""`python -m tests.bench`: the command behind `make bench` and `make soak`."""

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.answers import measure_answers
from tests.bench.banks import Sample, measure_load
from tests.bench.browser import measure_browser
from tests.bench.export import measure_export
from tests.bench.results import Line, Results
from tests.bench.users import measure_users, soak
from ui.frame import PAGES

SIZES = ("10k", "100k", "1m")
LOAD, SOAK = "load", "soak"
PARTS = {
    "answers": lambda sample, bank, options: measure_answers(sample.size, bank, options.pages),
    "export": lambda sample, bank, options: measure_export(sample, bank),
    "browser": lambda sample, bank, options: measure_browser(sample, bank, options.pages),
    "users": lambda sample, bank, options: measure_users(sample, bank),
    SOAK: lambda sample, bank, options: soak(sample, bank, options.minutes),
}


def main() -> int:
    """Measure the parts of each size; the exit code is 1 where an answer was wrong."""
    options = _options()
    results = Results(options.out or options.folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S}.json", options.compare)
    for size in options.sizes:
        sample = Sample(size, options.folder.resolve() / size)
        sample.make()
        for part in options.parts:
            for one in _lines(part, sample, options):
                results.add(one)
    results.close()
    return int(results.wrong > 0)


def _lines(part: str, sample: Sample, options: argparse.Namespace) -> Iterator[Line]:
    if part == LOAD:
        yield from measure_load(sample)
    else:
        with sample.in_force() as bank:
            yield from PARTS[part](sample, bank, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measures Clientele.")
    usual = [LOAD, *(part for part in PARTS if part != SOAK)]
    parser.add_argument("--sizes", nargs="+", default=SIZES, help="clients of the register: 10k, 100k, 1m")
    parser.add_argument("--parts", nargs="+", default=usual, choices=[LOAD, *PARTS], help=f"what: all but {SOAK}")
    parser.add_argument("--pages", nargs="+", default=list(PAGES), choices=PAGES, help="of which pages")
    parser.add_argument("--minutes", type=int, default=60, help=f"how long {SOAK} lasts")
    parser.add_argument("--folder", type=Path, default=Path("bench"), help="where banks and results are kept")
    parser.add_argument("--out", type=Path, help="the JSON file (default: in that folder, named by the time)")
    parser.add_argument("--compare", type=Path, help="a former JSON file, to stand beside the new one")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
