"""What was measured: lines of a table, a JSON file, and the comparison with a former one."""

import json
import os
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("duckdb", "streamlit", "plotly", "pandas", "numpy", "pyarrow", "playwright")
HEADS = ("size", "part", "what", "unit", "median", "p95", "n", "before", "ratio", "note")


@dataclass(frozen=True)
class Line:
    """One figure of the benchmark: the values of all repeats, and how many of them were wrong."""

    size: str
    part: str
    what: str
    unit: str
    values: tuple[float, ...]
    wrong: int = 0
    note: str = ""
    more: dict = field(default_factory=dict)

    @property
    def key(self) -> str:
        return f"{self.size} {self.part} {self.what}"

    @property
    def median(self) -> float:
        return quantile(self.values, 0.5)

    @property
    def p95(self) -> float:
        return quantile(self.values, 0.95)


def line(size: str, part: str, what: str, unit: str, values: Iterable[float] | float, **more: object) -> Line:
    """A line of one value, or of many; `wrong` and `note` have their place, all else goes to the JSON file."""
    several = (values,) if isinstance(values, (int, float)) else values
    wrong, note = more.pop("wrong", 0), more.pop("note", "")
    return Line(size, part, what, unit, tuple(round(value, 4) for value in several), wrong, note, more)


def quantile(values: Iterable[float], share: float) -> float:
    """The value below which this share of the values lies, between two of them in proportion; NaN of nothing."""
    ordered = sorted(values)
    if not ordered:
        return float("nan")
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def machine() -> dict:
    """On what it was measured; the load average says what else was going on."""
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load_average": [round(value, 2) for value in os.getloadavg()],
        **{name: version(name) for name in LIBRARIES},
    }


class Results:
    """The lines so far. They are written after each, so that a run that is stopped leaves what it has."""

    def __init__(self, path: Path, before: Path | None) -> None:
        self._path, self._lines = path, []
        self._before = _medians(before) if before else {}
        print(table([HEADS]))
        self._begun = {"at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", "machine": machine()}

    def add(self, new: Line) -> None:
        """Keep a line, show it, and write all to the file."""
        self._lines.append(new)
        print(table([_row(new, self._before.get(new.key))]), flush=True)
        self._write()

    @property
    def wrong(self) -> int:
        """Answers that were not right, in all parts."""
        return sum(one.wrong for one in self._lines)

    def close(self) -> None:
        """Say where all of it is."""
        print(f"\nWritten to {self._path}; wrong answers: {self.wrong}")

    def _write(self) -> None:
        ended = {"load_average_at_end": [round(value, 2) for value in os.getloadavg()]}
        content = self._begun | ended | {"lines": [_as_json(one) for one in self._lines]}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(json.dumps(content, indent=1), encoding="utf-8")


def _as_json(one: Line) -> dict:
    facts = asdict(one)
    more = facts.pop("more")
    figures = {"median": round(one.median, 4), "p95": round(one.p95, 4)} if one.values else {}
    return facts | {"n": len(one.values)} | figures | more


def _medians(path: Path) -> dict[str, float]:
    lines = json.loads(path.read_text(encoding="utf-8"))["lines"]
    return {f"{one['size']} {one['part']} {one['what']}": one["median"] for one in lines if "median" in one}


def _row(one: Line, before: float | None) -> tuple[str, ...]:
    wrong = [f"{one.wrong} WRONG"] if one.wrong else []
    known = before is not None
    return (
        one.size,
        one.part,
        one.what,
        one.unit,
        _written(one.median),
        _written(one.p95) if len(one.values) > 1 else "",
        str(len(one.values)),
        _written(before) if known else "",
        f"{one.median / before:.2f}" if known and before else "",
        "; ".join([*wrong, *filter(None, [one.note])]),
    )


def _written(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def table(rows: list[tuple[str, ...]]) -> str:
    """Rows as text, the columns at the same place in all tables; numbers stand to the right."""
    widths = (4, 8, 58, 4, 8, 8, 4, 8, 5, 0)
    return "\n".join(
        "  ".join(
            cell.rjust(width) if 4 <= place <= 8 else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )
