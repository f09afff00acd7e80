"""What stands around an article on its page changes no verdict: a language switch, a sidebar, a footer."""

import html
import json
from pathlib import Path

import pytest

from articles import read_article
from topics import Topic

NEWS = Path(__file__).parents[2] / "demo" / "news.jsonl"
AROUND = """
<nav class="lang"><a href="/ru/">Русский</a> <a href="/en/">English</a> <a href="/cn/">中文</a></nav>
<aside class="sidebar"><h3>Читайте также</h3>
<ul><li><a href="/news/77/">Делегация из Пекина посетила университет</a></li>
<li><a href="/news/78/">Day of Chinese culture at the university</a></li></ul></aside>
"""
FOOTER = "<footer><p>京ICP备05000000号</p><a href='/china/'>China Office</a></footer>"


def page(title: str, paragraphs: list[str], *, around: bool) -> bytes:
    body = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs)
    head, foot = (AROUND, FOOTER) if around else ("", "")
    return (
        f"<html><head><title>{html.escape(title)}</title></head><body>{head}<main><article>"
        f"<h1>{html.escape(title)}</h1>{body}</article></main>{foot}</body></html>"
    ).encode()


@pytest.mark.parametrize("language", ["ru", "en", "zh"])
def test_menus_and_sidebars_change_no_verdict(china: Topic, language: str) -> None:
    rows = [json.loads(line) for line in NEWS.read_text(encoding="utf-8").splitlines()][::9]
    for row in rows:
        text = row["texts"].get(language)
        if text is None:
            continue
        verdicts = []
        for around in (False, True):
            read = read_article(page(text["title"], text["body"], around=around), "https://u.example/news/1/")
            verdicts.append(china.judge(read.title, read.body, language=language, rubric=read.rubric))
        assert verdicts[0] == verdicts[1], text["title"]
        assert verdicts[0].flagged == (row["grade"] >= 2)
