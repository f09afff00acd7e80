"""Publication dates behind a label: "Дата публикации: 2024.06.28", "This entry was posted on …"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from articles.date_forms import find_dates
from articles.date_lists import Lists
from articles.date_order import Reading
from articles.dates import ParsedDate, parse_relative, plain, resolve
from articles.labels import LINE, WEAK, Label, find_labels
from articles.noise import FOREIGN
from articles.page import Block, Page

_MOST = 100  # labelled places of one page that are read: a page of 50,000 dates has none of its own
_BELOW = 12  # blocks under the text: further down another thing is labelled, a magazine's issue
_TEXT_EDGE, _HEAD, _AMID, _SMALL = 4, 8, 0.45, 200
_AHEAD = re.compile(r"[\s:：|()\[\]【】«»\-–—.,•·*/]{0,8}")
_ENTRY = re.compile(
    r"\W{0,3}(?:this (?:entry|post|article|item|story) (?:was|has been)|(?:dieser|der) (?:beitrag|artikel|eintrag) "
    r"(?:wurde|ist)|(?:эта |данная )?(?:запись|статья|новость) (?:была |был )?(?:опубликован|размещен|добавлен)|"
    r"cet (?:article|billet) a été|esta? (?:entrada|artículo|noticia) (?:se publicó|fue publicad)|"
    r"wpis (?:został )?(?:opublikowan|dodan))",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_COLONS = (":", "：")


def from_labels(
    page: Page, marks: list[int], reading: Reading, lists: Lists, anchor: int, text: range
) -> Iterator[tuple[ParsedDate, float]]:
    """Dates behind a publication label ("Дата публикации: 2024.06.28"), the nearest to the headline first.

    ``text`` are the indexes of the body's blocks: a label amid them ("Release date: …" of a film) is hardly believed.
    """
    amid = text[_TEXT_EDGE:-_TEXT_EDGE]
    found: list[tuple[int, ParsedDate, float]] = []
    own = reading.label is not None
    tried = 0
    for at, block in enumerate(page.blocks):
        if len(block.text) > 60 and not _DIGIT.search(block.text, 0, 240):
            continue
        opening = block.text if len(block.text) <= LINE else block.text[:60]
        if not own and not _may_tell(opening):
            continue
        above = anchor - 2 <= at <= max(text.start, anchor) + 2  # where even a box of tags may hold the date line
        if marks[block.box.index] == FOREIGN and not (above and page.size(block.box) < _SMALL):
            continue
        labels = _labels(opening, block.text, reading.label)
        told = _ENTRY.match(block.text) is not None
        if not told and not _is_published(labels):
            continue
        tried += 1
        if tried > _MOST:
            break
        one = _labelled(page, at, labels, reading) or (_told(block.text, reading) if told else None)
        if one is not None and (own or not lists.holds(block.box)):
            parsed, trust = one
            distance = abs(at - anchor)
            afar = (at in amid and distance > _HEAD) or at >= text.stop + _BELOW
            found.append((distance, parsed, _AMID if afar and not own else trust))
    found.sort(key=lambda one: one[0])
    for distance, parsed, trust in found[:4]:
        yield parsed, trust if distance <= 30 else trust - 0.1


@lru_cache(maxsize=2048)
def _may_tell(opening: str) -> bool:
    """True for a line, or the opening of a text, with a label of publication or a blog's closing words; kept, for most
    of a page's lines stand on the site's other pages, too."""
    return _is_published(find_labels(opening)) or _ENTRY.match(opening) is not None


def _is_published(labels: tuple[Label, ...]) -> bool:
    return any(kind == "published" for kind, *_ in labels)


def _labels(opening: str, text: str, own: str | None) -> tuple[Label, ...]:
    """The date labels of one line, the source's ``own`` among them; of a long text, only those of its ``opening``."""
    labels = find_labels(opening)
    if own and (place := text.lower().find(own.lower())) >= 0:
        end = place + len(own)
        return ("published", own, place, end), *(one for one in labels if one[2] >= end)
    return labels


def _labelled(page: Page, at: int, labels: tuple[Label, ...], reading: Reading) -> tuple[ParsedDate, float] | None:
    text = page.blocks[at].text
    for number, (kind, label, start, end) in enumerate(labels):
        if kind != "published":
            continue
        stop = labels[number + 1][2] if number + 1 < len(labels) else len(text)
        gap = _AHEAD.match(text, end)
        after = gap.end() if gap else end
        colon = any(mark in text[end:after] for mark in _COLONS)
        if label in WEAK and not (colon and start <= 3) and label != text.strip(" :：").lower():
            continue
        rest = text[after:stop]
        if not rest.strip():
            follower = _next_line(page, at)
            if follower is not None and start <= 3 and (parsed := _leading_date(follower.text, reading)) is not None:
                return parsed, 0.9
            continue
        parsed = _leading_date(rest, reading)
        if parsed is not None and _opens(text, start):
            return parsed, 0.93
    return None


def _told(text: str, reading: Reading) -> tuple[ParsedDate, float] | None:
    """The date of a blog's closing sentence: "This entry was posted on …", "Dieser Beitrag wurde am … gepostet"."""
    for one in find_dates(text[:200], order=reading.orders)[:1]:
        if not (one.partial or one.ambiguous or one.in_range):
            return ParsedDate(one.value, one.precision, text[one.start : one.end].strip(), one.separator), 0.85
    return None


def _opens(text: str, start: int) -> bool:
    """True where a label stands as one: at the beginning, after a separator or with a capital, not in a sentence."""
    if start <= 3:
        return True
    if len(text) > LINE:
        return False
    return text[start].isupper() or text[start] >= "\u3040" or text[:start].rstrip()[-1:] in "|·•,;:)）】/—-"


def _next_line(page: Page, at: int) -> Block | None:
    return page.blocks[at + 1] if at + 1 < len(page.blocks) and len(page.blocks[at + 1].text) <= 80 else None


def _leading_date(text: str, reading: Reading) -> ParsedDate | None:
    """The date with which ``text`` begins (a weekday or two short words may stand before it)."""
    head = plain(text[:80])
    for one in find_dates(head, order=reading.orders)[:1]:
        value = resolve(one, reading.latest) if one.start <= 20 and not one.in_range else None
        raw = head[one.start : one.end].strip()
        return ParsedDate(value, one.precision, raw, one.separator) if value is not None else None
    if reading.now is not None and (relative := parse_relative(head[:40], reading.now)) is not None:
        return relative
    return reading.parse(head[:40]) if len(head) < 40 else None
