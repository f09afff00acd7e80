"""What the makers of invented pages share: stories, the frame of a site, the expected reading."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

HOST = "https://uni.example"


@dataclass(frozen=True)
class Story:
    """The words of one language (see ``texts.toml``)."""

    code: str
    title: str
    lead: str
    middle: str
    end: str
    items: list[str]
    quote: str
    caption: str
    rows: list[list[str]]
    day: date
    shown: str
    label: str
    author: str
    rubric: str
    site: str
    menu: list[str]
    related: list[str]
    share: str
    cookie: str
    comment: str
    back: str
    tags: str

    @property
    def body(self) -> tuple[str, str, str]:
        """The three paragraphs."""
        return self.lead, self.middle, self.end

    @property
    def text(self) -> str:
        """The three paragraphs as HTML."""
        return "".join(f"<p>{one}</p>\n" for one in self.body)

    @property
    def listed(self) -> str:
        """The items as an HTML list."""
        return "<ul>" + "".join(f"<li>{item}</li>" for item in self.items) + "</ul>\n"

    @property
    def nav(self) -> str:
        """The site's menu."""
        links = "".join(f"<li><a href='/{at}/'>{one}</a></li>" for at, one in enumerate(self.menu))
        return f"<nav class='menu'><ul>{links}</ul></nav>"

    @property
    def others(self) -> str:
        """Cards of two other stories, with dates of their own."""
        return "".join(
            f"<div class='item'><a href='/news/{at}/'>{one}</a> <span class='date'>1{at}.01.2021</span></div>"
            for at, one in enumerate(self.related)
        )


_TEXTS = tomllib.loads((Path(__file__).parent / "texts.toml").read_text("utf-8"))
STORIES = {code: Story(code=code, **fields) for code, fields in _TEXTS.items()}


@dataclass(frozen=True)
class Made:
    """One page as bytes, how it was received, and what a person reads on it."""

    html: bytes
    url: str
    title: str
    body: tuple[str, ...]
    day: date | None
    provenance: str | None
    language: str | None
    authors: tuple[str, ...] = ()
    rubric: str | None = None
    image: str | None = None
    canonical: str | None = None
    siblings: dict[str, str] = field(default_factory=dict)
    attachments: tuple[str, ...] = ()
    charset: str | None = None
    fetched_at: str | None = None
    hints: dict[str, Any] | None = None

    def record(self) -> dict[str, Any]:
        """The JSON of this page."""
        received = {"charset": self.charset, "fetched_at": self.fetched_at, "hints": self.hints}
        return {
            "url": self.url,
            **{name: value for name, value in received.items() if value is not None},
            "expected": {
                "title": self.title,
                "day": str(self.day) if self.day else None,
                "provenance": self.provenance,
                "language": self.language,
                "body": list(self.body),
                "authors": list(self.authors),
                "rubric": self.rubric,
                "image": self.image,
                "canonical": self.canonical,
                "siblings": self.siblings,
                "attachments": list(self.attachments),
            },
        }

    def but(self, **changes: Any) -> Made:
        """The same page with some of its fields changed."""
        return replace(self, **changes)

    def encoded(self, encoding: str, *, declared: str | None = None, charset: str | None = None) -> Made:
        """The same page in another encoding, which its meta element declares as ``declared``, its header as
        ``charset``; neither where None."""
        text = self.html.decode().replace('<meta charset="utf-8">', f'<meta charset="{declared}">' if declared else "")
        return replace(self, html=text.encode(encoding, "xmlcharrefreplace"), charset=charset)


def made(story: Story, html: str, *, provenance: str | None = "label", url: str = "/news/1204/", **said: Any) -> Made:
    """A page whose reading is the story's title, three paragraphs and day, unless ``said`` otherwise."""
    reading: dict[str, Any] = {
        "title": story.title,
        "body": story.body,
        "day": story.day if provenance else None,
        "language": story.code.partition("-")[0],
        **said,
    }
    return Made(html=html.encode(), url=HOST + url, provenance=provenance, **reading)


def frame(
    story: Story, main: str, *, title: str | None = None, head: str = "", before: str = "", after: str = ""
) -> str:
    """A whole document: a site's header and menu, ``before``, ``main``, ``after``, the footer."""
    shown = f"{story.title} | {story.site}" if title is None else title
    return (
        f'<!DOCTYPE html>\n<html lang="{story.code}"><head><meta charset="utf-8"><title>{shown}</title>{head}</head>\n'
        f"<body><header><a href='/' class='logo'>{story.site}</a></header>{story.nav}\n{before}\n{main}\n{after}\n"
        f"<footer><p>© 2009–2026 {story.site}</p></footer></body></html>"
    )


cookie_bar = partial("<div class='cookie-notice' id='cookie-bar'><p>{0.cookie}</p><button>OK</button></div>".format)
share_bar = partial("<div class='share-buttons'><a href='#'>{0.share}</a><a href='#vk'>VK</a></div>".format)
