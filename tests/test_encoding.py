"""In which encoding a text is: as it was written, or refused where other names would come of it."""

import pytest

from queries.encoding import Unreadable, encoding_of

SIMPLIFIED = "陈美玲 黄俊杰 朱镕基 李喆 客户经理 活期存款 浦东支行".split()
TRADITIONAL = "陳美玲 黃俊傑 謝長廷 客戶經理 活期存款 浦東支行 中環分行".split()
WESTERN = ["Müller", "Gérard", "Jürgen", "Söhne"]


def found(folder, words: list[str], encoding: str) -> str:
    path = folder / "clients.csv"
    lines = [f"C{place:02d},{word},2020-01-31" for place, word in enumerate(words)]
    path.write_text("\n".join(["client_id,client_name,joined_on", *lines]), encoding=encoding)
    return encoding_of(path)


@pytest.mark.parametrize("words", [SIMPLIFIED, TRADITIONAL, WESTERN, ["é😀"], ["€"], ["plain"]], ids=" ".join)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_what_may_be_delivered_is_told_apart(tmp_path, words, encoding):
    expected = "utf-8" if words == ["plain"] and encoding == "gb18030" else encoding
    assert found(tmp_path, words, encoding) == expected


@pytest.mark.parametrize("word", SIMPLIFIED)
def test_a_single_name_in_gb18030_is_enough(tmp_path, word):
    assert found(tmp_path, [word], "gb18030") == "gb18030"


@pytest.mark.parametrize(
    ("words", "encoding", "said"),
    [
        (TRADITIONAL, "big5", "Big5"),
        (TRADITIONAL, "big5hkscs", "Big5"),
        (WESTERN, "cp1252", "Windows-1252"),
        (WESTERN, "latin-1", "Windows-1252"),
    ],
)
def test_what_could_be_read_as_other_names_is_refused(tmp_path, words, encoding, said):
    readable = "\n".join(words).encode(encoding).decode("gb18030")
    assert readable.split() != words
    with pytest.raises(Unreadable, match=f"it seems to be {said}; write it in UTF-8"):
        found(tmp_path, words, encoding)
