"""The user's own templates: used where they can be, never a reason to lose an alert, never more than a text."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from alerts import own_templates
from alerts.child import ChildError, ask
from alerts.own_templates import own_texts
from alerts.render import Digest, render
from alerts.templates import Layout, mail_texts
from tests.alerts.conftest import HOSTILE, MEETING, delivery

Write = Callable[..., Path]


@pytest.fixture
def digest() -> Digest:
    return render(delivery())


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(name: str, text: str) -> Path:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path

    return write


def test_own_templates_say_it_in_the_users_words(write: Write, digest: Digest) -> None:
    write("subject.txt.j2", "China:\n{{ digest.items[0].title }}")
    folder = write(
        "digest.html.j2", "<p>{% for item in digest.items %}{{ item.title }} {{ item.terms_line() }}</p>\n{% endfor %}"
    )
    texts = mail_texts(digest, folder)
    assert texts.remark is None
    assert texts.subject == f"China: {MEETING.title}", "one line, whatever the template says"
    assert texts.html == f"<p>{MEETING.title} Tianjin, Shenzhen</p>\r\n"
    assert MEETING.url in texts.text, "what has no template of its own is as shipped"


def test_what_comes_from_the_web_is_escaped_in_own_html_and_is_never_run(write: Write) -> None:
    folder = write("digest.html.j2", "{{ digest.items[0].title }}")
    html = mail_texts(render(delivery(replace(MEETING, title=HOSTILE))), folder).html
    assert "<script" not in html
    assert "{{ 7*7 }}" in html


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{% for %}", "line 1"),
        ("{{ digest.nonsense }}", "nonsense"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
        ("{% include '/etc/passwd' %}", "passwd"),
        ("   ", "says nothing"),
        ("{{ 'x' * 3000000 }}", "1024 KB"),
        ("{% for a in range(10**9) %}x{% endfor %}", "ange"),
    ],
)
def test_what_is_wrong_with_a_template_is_said(digest: Digest, template: str, words: str) -> None:
    answer = own_templates.render_sources({"digest.txt.j2": template}, digest, Layout(1))
    assert answer["texts"] == {}
    assert words in answer["problems"]["digest.txt.j2"]


def test_instead_of_a_broken_template_the_shipped_one_is_used(write: Write, digest: Digest) -> None:
    texts = mail_texts(digest, write("digest.txt.j2", "{{ digest.nonsense }}"))
    assert MEETING.url in texts.text
    assert "the shipped template was used: digest.txt.j2: " in str(texts.remark)


def test_a_template_without_end_or_bound_is_ended(
    write: Write, digest: Digest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_templates, "LIMIT_S", 1.5)
    loop = "{% for a in range(9999) %}" * 3 + "{% endfor %}" * 3
    began = time.monotonic()
    told = own_texts(write("digest.txt.j2", loop), ["digest.txt.j2"], digest, Layout(1))
    assert time.monotonic() - began < 8
    assert not told.texts
    assert "longer than" in str(told.remark())


def test_a_template_that_fills_the_memory_is_ended(write: Write, digest: Digest) -> None:
    folder = write("digest.txt.j2", "{% set x = 'x' * 999999999 %}{{ x ~ x ~ x }}")
    told = own_texts(folder, ["digest.txt.j2"], digest, Layout(1))
    assert not told.texts
    assert told.problems


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, digest: Digest) -> None:
    (tmp_path / "digest.txt.j2").write_bytes(b"\xff\xfe broken")
    (tmp_path / "subject.txt.j2").write_text("x" * 300_000)
    texts = mail_texts(digest, tmp_path)
    assert texts.subject == digest.subject
    assert "digest.txt.j2" in str(texts.remark)
    assert "subject.txt.j2" in str(texts.remark)


def test_a_process_apart_that_breaks_says_why() -> None:
    with pytest.raises(ChildError, match="No module named"):
        ask("alerts.there_is_no_such_module", b"", limit_s=20)
