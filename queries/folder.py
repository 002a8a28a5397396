"""Which files of a folder belong to the delivery, and what the others may be meant as.

A file of the contract may come as one file (`holdings.csv`) or as parts (`holdings_2026-10.parquet`,
`holdings/*.csv.gz`).
"""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path

from queries.cells import one_line

SUFFIXES = (".csv", ".csv.gz", ".parquet")
BOOKS = (".xlsx", ".xls", ".ods")


def suffix(path: Path) -> str:
    """`.csv.gz` for holdings.csv.gz."""
    return next((end for end in SUFFIXES if path.name.lower().endswith(end)), path.suffix.lower())


def stem(path: Path) -> str:
    """`holdings` for holdings.csv.gz."""
    return path.name.lower().removesuffix(suffix(path))


def paths_of(folder: Path, name: str) -> list[Path]:
    """The files of `folder` that hold the contract's file `name`: itself and its parts, in the order of their names."""
    whole = [p for p in folder.iterdir() if stem(p) == name and _is_file(p)]
    parts = [p for p in folder.iterdir() if stem(p).startswith(f"{name}_") and _is_file(p)]
    inside = [p for d in folder.iterdir() if d.is_dir() and d.name.lower() == name for p in d.iterdir() if _is_file(p)]
    return [p for found in (whole, parts, inside) for p in sorted(found) if suffix(p) in SUFFIXES]


def _is_file(path: Path) -> bool:
    """Also a link to a file that is gone, which was meant to be one."""
    return path.is_file() or (path.is_symlink() and not path.exists())


def strange_files(folder: Path, known: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Files that hold nothing of the contract, each with a sentence on what it may be meant as."""
    known = list(known)
    taken = {path for name in known for path in paths_of(folder, name)}
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p not in taken):
        near = _meant(folder, path, known)
        if suffix(path) in BOOKS:
            yield shown(folder, path), "is a workbook; save the sheet as CSV"
        elif suffix(path) in SUFFIXES:
            place = f"{near}{suffix(path)}" if path.parent == folder else f"a part of {near}, in a folder {near}"
            yield shown(folder, path), f"is no file of the contract{f'; is it {place}?' if near else ''}"
        elif near and not path.name.startswith((".", "_", "~")):
            yield shown(folder, path), f"is neither CSV nor Parquet; is it {near}? Save it as .csv, .csv.gz or .parquet"


def _meant(folder: Path, path: Path, known: list[str]) -> str:
    """The file of the contract that a file may be meant as, by its own name and by the folders it stands in."""
    own = path.name.lower().split(".")[0]
    folders = [part.lower() for part in path.relative_to(folder).parts[-2::-1]]
    names = [stem(path), own, own.rstrip("0123456789-_() "), *folders]
    return next((near[0] for name in names if (near := get_close_matches(name, known, 1, 0.7))), "")


def lookalikes(folder: Path, name: str, known: Iterable[str]) -> list[str]:
    """Sentences on the files that may be meant as the contract's file `name`."""
    known = list(known)
    strange = strange_files(folder, known)
    return [f"{file} {why}" for file, why in strange if _meant(folder, folder / file, known) == name][:3]


def shown(folder: Path, path: Path) -> str:
    """The name by which a reader knows the file: `holdings.csv`, `holdings/2026-10.csv`."""
    return readable(path.relative_to(folder))


def readable(path: Path) -> str:
    """A path as it can stand in a sentence."""
    return one_line(path.as_posix().encode("utf-8", "replace").decode())


def is_utf_8(path: Path) -> bool:
    """Whether the name can be given to the database: a file packed on another system may have one in GBK, say."""
    return str(path) == str(path).encode("utf-8", "replace").decode()
