"""Encodings: declared, wrongly declared, not declared at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.decode import decode

RUSSIAN = "Делегация университета посетила лабораторию и обсудила сотрудничество с коллегами из Китая"
SIMPLIFIED = "清华大学代表团访问我校，双方就进一步加强合作进行了深入的讨论，并参观了实验室和图书馆。"
TRADITIONAL = "清華大學代表團訪問我校，雙方就進一步加強合作進行了深入的討論，並參觀了實驗室和圖書館。"
JAPANESE = "大学の代表団が本学を訪問し、これからの協力について話し合いました。新しい研究所も見学しました。"
KOREAN = "대학교 대표단이 본교를 방문하여 앞으로의 협력에 대해 논의하였다. 연구소와 도서관도 둘러보았다."
ARABIC = "زار وفد من الجامعة المختبر الجديد وناقش مع الزملاء سبل التعاون في مجال البحث العلمي والتعليم"
POLISH = "Delegacja uczelni zwiedziła bibliotekę i omówiła współpracę; goście przyjechali także z Łodzi, źle nie będzie"
UKRAINIAN = "Делегація університету відвідала бібліотеку і обговорила співпрацю; їхні колеги приїхали з Києва"
GREEK = "Η αντιπροσωπεία του πανεπιστημίου επισκέφθηκε το εργαστήριο και συζήτησε τη συνεργασία"
GERMAN = "Die Universität München begrüßt Gäste aus Österreich und stärkt die Beziehungen der Hochschulen"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "utf-8"),
        (RUSSIAN, "windows-1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "iso8859-5"),
        (SIMPLIFIED, "gbk"),
        (SIMPLIFIED, "gb18030"),
        (TRADITIONAL, "big5"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (KOREAN, "cp949"),
        (GERMAN, "cp1252"),
        (SIMPLIFIED, "utf-8"),
    ],
)
@pytest.mark.parametrize("claim", ["right", "none", "utf-8", "iso-8859-1", "bogus"])
def test_text_is_read_whatever_is_claimed(text: str, encoding: str, claim: str) -> None:
    page = f"<html><body><p>{text}</p><p>{text}</p></body></html>".encode(encoding)
    charset = {"right": encoding, "none": None}.get(claim, claim)
    assert text in decode(page, charset)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ARABIC, "cp1256"),
        (POLISH, "cp1250"),
        (POLISH, "iso8859_2"),
        (UKRAINIAN, "koi8_u"),
        (UKRAINIAN, "cp1251"),
        (GREEK, "cp1253"),
        (GERMAN, "iso8859_15"),
    ],
)
def test_declared_encodings_of_other_alphabets_are_believed(text: str, encoding: str) -> None:
    page = f"<html><meta charset={encoding}><p>{text}</p><p>{text}</p>".encode(encoding)
    assert text in decode(page)
    assert text in decode(page.replace(b"meta", b"beta"), encoding)


@pytest.mark.parametrize(
    ("text", "language", "encoding"), [(POLISH, "pl", "cp1250"), (POLISH, "pl", "iso8859_2"), (ARABIC, "ar", "cp1256")]
)
def test_the_pages_language_tells_between_encodings_that_are_not_declared(
    text: str, language: str, encoding: str
) -> None:
    assert text in decode(f"<html lang='{language}'><p>{text}</p><p>{text}</p>".encode(encoding))


def _again(text: str, wrong: str) -> str:
    """``text`` as it looks where its UTF-8 was read in the wrong encoding; unused bytes become control characters."""
    return "".join(bytes([one]).decode(wrong, "ignore") or chr(one) for one in text.encode())


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        *((text, "cp1252") for text in (RUSSIAN, UKRAINIAN, GERMAN, ARABIC, SIMPLIFIED, JAPANESE, KOREAN)),
        *((text, "latin-1") for text in (RUSSIAN, GERMAN, SIMPLIFIED)),
        *((text, "cp1251") for text in (RUSSIAN, UKRAINIAN)),
    ],
)
def test_a_text_encoded_twice_is_read_twice(text: str, wrong: str) -> None:
    page = f"<p>{_again(text, wrong)}</p>" * 2
    assert text in decode(page.encode(), "utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "Así se ve un error: «CÃ³digo» en lugar de «Código»; la codificación está mal declarada aquí también.",
        "Если видите «Ð¡Ñ‚ÑƒÐ´ÐµÐ½Ñ‚», то страница прочитана не в той кодировке, и её нужно открыть заново иначе.",
        "РАСПИСАНИЕ РАБОТЫ РЕКТОРАТА: СРЕДА, ЧЕТВЕРГ. РОССИЯ, РЯЗАНЬ, САРАТОВ, СРСР, РСФСР, ССР",
        "Âge d'or, Ãšest, château, côté, élève, où, garçon, façade: ÇÉÈÀ ÂÊÎÔÛ «ÀÉ» «ÈÂ»",
    ],
)
def test_a_right_text_is_never_read_twice(text: str) -> None:
    assert text in decode(f"<p>{text}</p>".encode())


def test_meta_is_believed_where_the_bytes_fit() -> None:
    page = f"<meta http-equiv='Content-Type' content='text/html; charset=windows-1251'><p>{RUSSIAN}".encode("cp1251")
    assert RUSSIAN in decode(page, "utf-8")


def test_a_byte_order_mark_decides() -> None:
    assert decode(b"\xff\xfe" + "привет".encode("utf-16-le"), "windows-1251") == "привет"
    assert decode(b"\xef\xbb\xbfabc") == "abc"


def test_a_torn_tail_or_a_broken_byte_does_not_change_the_encoding() -> None:
    whole = (RUSSIAN * 5).encode()
    assert decode(whole[:-1]).startswith(RUSSIAN)
    broken = decode(whole[:400] + b"\xff" + whole[400:])
    assert broken.count("\ufffd") == 1
    assert broken.startswith(RUSSIAN)


_ENCODINGS = ["utf-8", "cp1251", "gb18030", "big5", "cp932", "bogus", "utf-7", "idna", "punycode", "rot13", "hex", ""]


@given(st.binary(max_size=300), st.one_of(st.none(), st.sampled_from(_ENCODINGS), st.text(max_size=20)))
@settings(max_examples=200, deadline=None)
def test_any_bytes_under_any_name_are_text_without_nul(html: bytes, charset: str | None) -> None:
    text = decode(html, charset)
    assert "\x00" not in text
    assert len(text) <= len(html)


@given(st.text(st.characters(min_codepoint=1, exclude_categories=["Cs"]), max_size=300))
@settings(max_examples=200, deadline=None)
def test_text_in_utf_8_is_itself(text: str) -> None:
    assert decode(f"<p>{text}".encode(), "windows-1251") == f"<p>{text}"


def test_nul_characters_are_dropped() -> None:
    assert decode(b"a\x00b") == "ab"
