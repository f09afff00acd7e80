"""Encodings: declared, wrongly declared, not declared at all."""

from __future__ import annotations

import pytest

from articles.decode import decode

RUSSIAN = "Делегация университета посетила лабораторию и обсудила сотрудничество с коллегами из Китая"
SIMPLIFIED = "清华大学代表团访问我校，双方就进一步加强合作进行了深入的讨论，并参观了实验室和图书馆。"
TRADITIONAL = "清華大學代表團訪問我校，雙方就進一步加強合作進行了深入的討論，並參觀了實驗室和圖書館。"
JAPANESE = "大学の代表団が本学を訪問し、これからの協力について話し合いました。新しい研究所も見学しました。"
KOREAN = "대학교 대표단이 본교를 방문하여 앞으로의 협력에 대해 논의하였다. 연구소와 도서관도 둘러보았다."
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


def test_nul_characters_are_dropped() -> None:
    assert decode(b"a\x00b") == "ab"
