"""`python -m tests.bench`: the command behind `make bench`."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.answers import measure_answers
from tests.bench.banks import Sample, measure_load
from tests.bench.results import Line, Results
from ui.frame import PAGES

SIZES = ("10k", "100k", "1m")
PARTS = {
    "load": lambda sample, bank, pages: measure_load(sample),
    "answers": lambda sample, bank, pages: measure_answers(sample.size, bank, pages),
}


def main() -> int:
    """Measure the parts of each size; the exit code is 1 where an answer was wrong."""
    options = _options()
    results = Results(options.out or options.folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S}.json", options.compare)
    for size in options.sizes:
        sample = Sample(size, options.folder / size)
        sample.make()
        for part in options.parts:
            results.add(_measure(part, sample, options.pages))
    results.close()
    return int(results.wrong > 0)


def _measure(part: str, sample: Sample, pages: list[str]) -> list[Line]:
    with sample.in_force() as bank:
        return PARTS[part](sample, bank, pages)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measures Clientele.")
    parser.add_argument("--sizes", nargs="+", default=SIZES, help="clients of the register: 10k, 100k, 1m")
    parser.add_argument("--parts", nargs="+", default=PARTS, choices=PARTS, help="what is measured")
    parser.add_argument("--pages", nargs="+", default=PAGES, choices=PAGES, help="of which pages")
    parser.add_argument("--folder", type=Path, default=Path("bench"), help="where banks and results are kept")
    parser.add_argument("--out", type=Path, help="the JSON file (default: in that folder, named by the time)")
    parser.add_argument("--compare", type=Path, help="a former JSON file, to stand beside the new one")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
