"""Every sentence exists in both languages, and the Chinese ones are Chinese."""

import re
from pathlib import Path

import pytest
from sentences import headers_text, left_over, placeholders, sentences_in, untranslated, wrongly_filled

from ui import text
from ui.text import mark, t

ROOT = Path(__file__).parent.parent
# The words that a Chinese sentence may keep in Latin letters.
CODES = {"AUM", "RM", "CSV", "SQL", "ID", "Wilson", "Lorenz"}
HALF_WIDTH = re.compile(r"""[!?;()"'\[\]…]|(?<!\d)[.,:]|[.,:](?!\d)""")
PLACEHOLDER = re.compile(r"\{[^}]*\}")


def source_files() -> list[Path]:
    return [*ROOT.glob("*.py"), *sorted(ROOT.glob("pages/*.py")), *sorted(ROOT.glob("ui/**/*.py"))]


def latin_words(sentence: str) -> set[str]:
    return set(re.findall(r"[A-Za-z]+", PLACEHOLDER.sub("", sentence))) - CODES


def half_width(sentence: str) -> list[str]:
    return HALF_WIDTH.findall(PLACEHOLDER.sub("0", sentence).replace("……", ""))


@pytest.mark.parametrize(("words", "plain"), [
    ("a\n\n# b", r"a \# b"),
    ("- a", r"\- a"),
    ("2026-10", "2026-10"),
    ("1. www.a.example", r"1\. www\.a\.example"),
    ("![a](b) <b>", r"\!\[a\]\(b\) \<b\>"),
])
def test_no_character_of_a_name_is_a_mark(words, plain):
    assert text.verbatim(words) == plain


@pytest.fixture(scope="module")
def sentences() -> set[str]:
    used = {sentence for path in source_files() for sentence in sentences_in(path)}
    return used | headers_text()


def test_every_sentence_is_translated(sentences):
    assert untranslated(sentences) == set()


def test_every_translation_is_used(sentences):
    assert left_over(sentences) == set()


@pytest.mark.parametrize("path", source_files(), ids=lambda path: path.name)
def test_every_placeholder_gets_its_value(path):
    assert wrongly_filled(path) == []


def test_placeholders_are_the_same_in_both_languages():
    pairs = text.translations("zh").items()
    assert [english for english, chinese in pairs if placeholders(english) != placeholders(chinese)] == []


def test_chinese_sentences_have_no_latin_words_but_codes():
    pairs = text.translations("zh").items()
    assert {english: latin_words(chinese) for english, chinese in pairs if latin_words(chinese)} == {}


def test_chinese_sentences_have_full_width_punctuation():
    pairs = text.translations("zh").items()
    assert {english: half_width(chinese) for english, chinese in pairs if half_width(chinese)} == {}


@pytest.mark.parametrize(
    ("sentence", "words", "marks"),
    [
        ("{month}，客户{count}户，AUM 1.5亿。", set(), []),
        ("前20%客户贡献 80/20……", set(), []),
        ("Gini系数", {"Gini"}, []),
        ("客户,产品", set(), [","]),
        ("客户数.", set(), ["."]),
        ("分支:{branch}", set(), [":"]),
        ("资产(万元)", set(), ["(", ")"]),
    ],
)
def test_the_rules_of_chinese_find_what_breaks_them(sentence, words, marks):
    assert latin_words(sentence) == words
    assert half_width(sentence) == marks


@pytest.fixture
def chinese(monkeypatch, tmp_path):
    (tmp_path / "zh.toml").write_text('"{n} clients" = "{n}户客户"\n"Reset" = "重置"\n', encoding="utf-8")
    monkeypatch.setattr(text, "TRANSLATIONS", tmp_path)
    text.translations.cache_clear()
    yield tmp_path
    text.translations.cache_clear()


def test_a_sentence_is_its_own_key(chinese):
    assert t("{n} clients", "en", n="18,204") == "18,204 clients"
    assert t("{n} clients", "zh", n="18,204") == "18,204户客户"
    assert t("Reset", "zh") == "重置"


def test_a_sentence_without_translation_stays_english(chinese):
    assert t("Download {n} rows", "zh", n=3) == "Download 3 rows"
    assert untranslated({"Reset", "Download {n} rows"}) == {"Download {n} rows"}
    assert left_over({"Reset"}) == {"{n} clients"}


def test_braces_in_a_value_are_left_alone(chinese):
    assert t("{n} clients", "en", n="{x}") == "{x} clients"


@pytest.mark.parametrize(
    ("count", "said"),
    [
        ("1", "1 client holds 2 m"),
        ("0", "0 clients hold 2 m"),
        ("11", "11 clients hold 2 m"),
        ("1,001", "1,001 clients hold 2 m"),
        ("0.1", "0.1 clients hold 2 m"),
    ],
)
def test_english_of_one_is_singular(count, said):
    assert t("{clients} clients hold {aum}", "en", clients=count, aum="2 m") == said


def test_a_name_with_a_count_in_it_stays_as_it_is():
    assert t("{n} clients of {branch}", "en", n="1", branch="Hall 1 clients") == "1 client of Hall 1 clients"


def test_a_missing_value_is_named(chinese):
    with pytest.raises(ValueError, match="'{n} clients' needs a value for 'n'"):
        t("{n} clients", "en", m=3)


def test_a_file_of_translations_that_cannot_be_read_is_named(chinese):
    with pytest.raises(ValueError, match="there are no translations into de; de.toml is missing"):
        t("Reset", "de")
    (chinese / "fr.toml").write_text('"Reset" = "a"\n"Reset" = "b"\n', encoding="utf-8")
    with pytest.raises(ValueError, match="fr.toml cannot be read: .*line 2"):
        t("Reset", "fr")


def test_sentences_are_found_in_the_source(tmp_path):
    path = tmp_path / "page.py"
    path.write_text(
        'NAMES = {"a": mark("Marked"), "b": text.mark("Marked by module")}\n'
        't("Plain", language)\n'
        'text.t("Over "\n  "two lines", language)\n'
        't("One" if x else "Many", language)\n'
        't(NAMES["a"], language)\n'
        'other("Not a sentence")\n',
        encoding="utf-8",
    )
    assert sentences_in(path) == {
        "Marked", "Marked by module", "Plain", "Over two lines", "One", "Many"}
    assert mark("Marked") == "Marked"


def test_a_sentence_put_together_by_an_f_string_is_refused(tmp_path):
    path = tmp_path / "page.py"
    path.write_text('\nt(f"{n} clients", language)\n', encoding="utf-8")
    with pytest.raises(ValueError, match="page.py:2: an f-string cannot be translated"):
        sentences_in(path)


def test_a_call_with_other_values_than_placeholders_is_found(tmp_path):
    path = tmp_path / "page.py"
    path.write_text(
        't("{n} clients", language, n=1)\nt("{n} clients", language)\nt("Reset", language, n=1)\n'
        't("{n} clients", language, **values)\nt("Reset", language=language)\nmark("{n} clients")\n',
        encoding="utf-8",
    )
    assert wrongly_filled(path) == ["page.py:2 {n} clients", "page.py:3 Reset"]
