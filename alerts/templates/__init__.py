"""The words and looks of a mail: one digest as plain text and as HTML."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from alerts.own_templates import own_texts
from alerts.render import SUBJECT_LIMIT, Digest
from alerts.text import clean, inert, shorten

HTML_BUDGET = 95_000  # bytes: webmail cuts a mail at about 100 KB
FULL_AT_MOST = 50  # who reads on after fifty stories wants a list
FULL_AT_LEAST = 10  # before lines are cut shorter to make room for more


@dataclass(frozen=True, slots=True)
class Layout:
    """How a digest is told: the first ``full`` stories in full, the others in one line each, whose title and
    university have at most so many characters in HTML, with so many terms."""

    full: int
    title: int = 140
    university: int = 60
    terms: int = 2


_LAYOUTS = (Layout(0), Layout(0, 100, 30, 1), Layout(0, 60, 24, 1))

# Only the templates of this folder are ever compiled; article text is data to them, so a title cannot run as template.
_ENVIRONMENT = Environment(
    loader=PackageLoader("alerts", "templates"),
    autoescape=select_autoescape(enabled_extensions=("html", "html.j2"), default_for_string=True, default=False),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_ENVIRONMENT.filters |= {"shorten": shorten, "inert": inert}


def fitting(digest: Digest) -> Layout:
    """The layout of most words whose HTML fits the budget with ten stories in full, and then as many more as fit, 50
    at most. Where even the tersest is too long (hundreds of very long addresses), the tersest."""
    most = min(len(digest.items), FULL_AT_MOST)

    def size(layout: Layout) -> int:
        return len(html_body(digest, layout).encode())

    wanted = min(most, FULL_AT_LEAST)
    roomy = (layout for layout in _LAYOUTS if size(replace(layout, full=wanted)) <= HTML_BUDGET)
    chosen = next(roomy, _LAYOUTS[-1])
    choices = [replace(chosen, full=full) for full in range(most + 1)]
    return choices[max(0, bisect_right(choices, HTML_BUDGET, key=size) - 1)]


def html_body(digest: Digest, layout: Layout) -> str:
    """The HTML alternative: everything from outside escaped, no images, no address but the articles' own. Lines end as
    a mail's do."""
    html = _ENVIRONMENT.get_template("digest.html.j2").render(digest=digest, layout=layout)
    return html.replace("\n", "\r\n")


def text_body(digest: Digest, layout: Layout) -> str:
    """The plain text alternative: a blank line between stories told in full, one line for each of the others."""
    return _ENVIRONMENT.get_template("digest.txt.j2").render(digest=digest, layout=layout)


def message_text(digest: Digest) -> str:
    """What a chat or a phone is told: plain text, a blank line between stories, each first line the headline."""
    return _ENVIRONMENT.get_template("message.txt.j2").render(digest=digest).strip()


@dataclass(frozen=True, slots=True)
class MailTexts:
    """What a mail says. ``remark`` is what was wrong with the user's own templates, if anything."""

    subject: str
    text: str
    html: str
    remark: str | None = None


def mail_texts(digest: Digest, templates: Path | None = None) -> MailTexts:
    """Subject and both bodies of a mail, from the user's ``templates`` where they can be used, else the shipped."""
    layout = fitting(digest)
    own = own_texts(templates, ("subject.txt.j2", "digest.html.j2", "digest.txt.j2"), digest, layout)
    html = own.texts.get("digest.html.j2")
    return MailTexts(
        clean(own.texts.get("subject.txt.j2") or digest.subject, SUBJECT_LIMIT),
        own.texts.get("digest.txt.j2") or text_body(digest, layout),
        html_body(digest, layout) if html is None else "\r\n".join(html.splitlines()) + "\r\n",
        own.remark(),
    )
