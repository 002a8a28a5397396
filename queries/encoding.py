"""The bytes of a text file: packed or not, and in which encoding.

Text is UTF-8, UTF-16 or GB18030. Almost any bytes can be read as GB18030, so what is not UTF-8 is taken for it only
where it looks like Chinese: names in Big5 or in Windows-1252 would be others, and nobody would be told.
"""

import gzip
import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, AnyStr

from queries.folder import suffix

BOOK = "it is a workbook under another name; save the sheet as CSV"
NO_TEXT = {
    b"\x1f\x8b": "it is packed with gzip; call it {stem}.csv.gz",
    b"PAR1": "it is a Parquet file; call it {stem}.parquet",
    b"PK\x03\x04": BOOK,
    b"\xd0\xcf\x11\xe0": BOOK,
}
"""What a file that is no text begins with, and what is wrong then."""
CHUNK = 1 << 20
START = 10_000
BROKEN_SHARE = 0.1
UTF_16_SHARE = 0.2
ENOUGH = 100_000
_BEYOND_ASCII = re.compile(rb"[\x81-\xfe]\d[\x81-\xfe]\d|[\x81-\xfe][\x40-\xfe]")
_CHINESE = re.compile(rb"[\xa1-\xa3\xb0-\xf7][\xa1-\xfe]|\xa8[\xa1-\xba]|....", re.DOTALL)
_BIG5 = re.compile(rb"[\xa1-\xc6][\x40-\xfe]")
_WESTERN = re.compile(rb"[\xc0-\xfe][a-z]")


class Unreadable(Exception):
    """The file cannot be read; the message says why, without its name."""


def opened(path: Path, encoding: str = "utf-8-sig", errors: str = "strict") -> io.TextIOWrapper:
    """The text of a file, unpacked where it is packed."""
    return io.TextIOWrapper(opened_bytes(path), encoding=encoding, errors=errors, newline="")


def opened_bytes(path: Path) -> io.BufferedIOBase:
    """The bytes of a file, unpacked where it is packed."""
    return gzip.open(path) if path.name.lower().endswith(".gz") else path.open("rb")


def chunks(content: IO[AnyStr]) -> Iterator[AnyStr]:
    """What is left of an opened file, a piece at a time."""
    while chunk := content.read(CHUNK):
        yield chunk


def encoding_of(path: Path) -> str:
    """utf-8, utf-16 (with its order where no mark says it) or gb18030, whichever the file is. Raises Unreadable."""
    with opened_bytes(path) as content:
        start = content.read(START)
    if why := next((why for mark, why in NO_TEXT.items() if start.startswith(mark)), ""):
        raise Unreadable(f"cannot be read: {why.format(stem=path.name[: -len(suffix(path))])}")
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        found = "utf-16"
    elif start.count(b"\0") > UTF_16_SHARE * len(start):
        found = "utf-16-le" if start[1::2].count(b"\0") > start[::2].count(b"\0") else "utf-16-be"
    else:
        found = "utf-8"
    if _is_written_in(path, found):
        return found
    if found == "utf-8" and _broken_share(path) > BROKEN_SHARE and _is_written_in(path, "gb18030"):
        if likelier := _likelier(path):
            raise Unreadable(f"cannot be read: it seems to be {likelier}; write it in UTF-8")
        return "gb18030"
    raise Unreadable(f"cannot be read: {_first_broken(path, found)}; write it in UTF-8 or GB18030")


def _likelier(path: Path) -> str:
    """What a text that can be read as GB18030 is likelier to be; empty where it is Chinese as it stands.

    A character of two bytes is a usual one of GB2312, or it is not; the usual ones of Big5 begin elsewhere, and a
    letter with an accent stands before another letter. None but GB18030 has characters of four bytes.
    """
    found = []
    with opened_bytes(path) as content:
        for chunk in chunks(content):
            found += _BEYOND_ASCII.findall(chunk)
            if len(found) > ENOUGH:
                break
    chinese, big5, western = (sum(bool(kind.fullmatch(c)) for c in found) for kind in (_CHINESE, _BIG5, _WESTERN))
    if western > len(found) / 2:
        return "Windows-1252"
    return "Big5" if big5 > chinese else ""


def _is_written_in(path: Path, encoding: str) -> bool:
    try:
        with opened(path, encoding) as text:
            return not any("\0" in chunk for chunk in chunks(text))
    except UnicodeError:
        return False


def _broken_share(path: Path) -> float:
    """Of the characters beyond ASCII the share that is not UTF-8: small in a UTF-8 file with a few broken bytes."""
    broken = beyond = 0
    with opened(path, "utf-8", "surrogateescape") as text:
        for chunk in chunks(text):
            strange = [c for c in chunk if c > "\x7f"] if not chunk.isascii() else []
            beyond += len(strange)
            broken += sum("\udc80" <= c <= "\udcff" for c in strange)
    return broken / beyond if beyond else 0.0


def _first_broken(path: Path, encoding: str) -> str:
    if encoding != "utf-8":
        return "it begins like UTF-16 and is not UTF-16"
    likelier = "gb18030" if _broken_share(path) > BROKEN_SHARE else "utf-8"
    with opened(path, likelier, "surrogateescape") as text:
        for number, line in enumerate(text, 1):
            if "\0" in line:
                return f"line {number} holds a NUL character, which no text does"
            if any("\udc80" <= c <= "\udcff" for c in line):
                return f"line {number} is neither UTF-8 nor GB18030"
    return "it is neither UTF-8 nor GB18030"


def recoded(path: Path, encoding: str, workspace: Path) -> Path:
    """A copy of the text in UTF-8."""
    copy = workspace / f"recoded-{len(os.listdir(workspace))}.csv"
    with opened(path, encoding) as lines, copy.open("w", encoding="utf-8", newline="") as out:
        for chunk in chunks(lines):
            out.write(chunk)
    return copy
