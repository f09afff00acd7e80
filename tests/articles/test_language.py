"""The language of a text, whatever its page claims."""

from __future__ import annotations

import pytest

from articles.language import detect_language
from articles.text import fold, squeeze

TEXTS = {
    "ru": "Делегация университета посетила лабораторию и обсудила с коллегами планы на будущий год.",
    "uk": "Делегація університету відвідала лабораторію та обговорила з колегами плани на майбутній рік.",
    "be": "Дэлегацыя ўніверсітэта наведала лабараторыю і абмеркавала з калегамі планы на будучы год.",
    "kk": "Университет делегациясы зертханаға барып, әріптестерімен келесі жылға арналған жоспарларды талқылады.",
    "uz": "Universitet delegatsiyasi laboratoriyaga tashrif buyurdi va hamkasblar bilan rejalarini muhokama qildi.",
    "bg": "Делегацията на университета посети лабораторията и обсъди с колегите си плановете за следващата година.",
    "en": "The delegation visited the laboratory and discussed plans for the next year with the colleagues.",
    "de": "Die Delegation besuchte das Labor und sprach mit den Kollegen über die Pläne für das nächste Jahr.",
    "fr": "La délégation a visité le laboratoire et a discuté avec les collègues des projets pour l'année prochaine.",
    "es": "La delegación visitó el laboratorio y habló con los colegas sobre los planes para el próximo año.",
    "pl": "Delegacja odwiedziła laboratorium i omówiła z kolegami plany na przyszły rok, które są już gotowe.",
    "zh": "代表团参观了实验室，并与同事讨论了明年的计划。",
    "ja": "代表団は研究室を訪問し、来年の計画について話し合いました。",
    "ko": "대표단은 연구실을 방문하여 내년 계획에 대해 논의했습니다.",
    "ar": "زار الوفد المختبر وناقش مع الزملاء خطط العام المقبل في الجامعة.",
}


@pytest.mark.parametrize("code", TEXTS)
@pytest.mark.parametrize("declared", [None, "ru", "en", "zh-CN"])
def test_the_text_speaks_for_itself(code: str, declared: str | None) -> None:
    assert detect_language(TEXTS[code] * 3, declared=declared) == code


def test_too_little_text_takes_the_pages_word() -> None:
    assert detect_language("", declared="kk-KZ") == "kk"
    assert detect_language("", declared=None) is None
    assert detect_language("123", declared="bogus value") is None


@pytest.mark.parametrize("code", TEXTS)
@pytest.mark.parametrize("sign", ["\N{SLIGHTLY SMILING FACE}", "«ʼ» it's 2024", "\N{SNOWMAN} l’été ₂"])
def test_a_sign_of_another_script_changes_nothing(code: str, sign: str) -> None:
    assert detect_language(f"{TEXTS[code]} {sign} {TEXTS[code] * 2}") == code


def test_the_joiners_of_persian_and_hindi_are_part_of_their_spelling_and_noise_elsewhere() -> None:
    words = "می\u200cشود क्\u200dष Уни\u200bвер\u200dситет \u200cnews"
    assert squeeze(words) == "می\u200cشود क्\u200dष Университет news"
    assert fold("می\u200cشود") == fold("میشود")
