"""What stands around an article on a news page: head, styles, scripts, menu, related news, footer, all invented.

The weights (elements, links, bytes of scripts, styles and attributes) are those of usual news pages of 100 to 180 KB:
about 750 elements, 150 links, 30 to 60 KB of scripts and as much again of attributes and styles.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from bench import texts

_NAMES = (
    "nav", "item", "link", "card", "media", "grid", "row", "col", "box", "wrap", "inner", "title", "text", "meta",
    "date", "tag", "list", "block", "head", "foot", "side",
)  # fmt: skip
_VALUES = ("0", "12px", "1.5rem", "auto", "#f4f6fa", "rgba(16,24,40,.6)", "flex", "100%", "0 2px 8px #0003", "inherit")
_RULES = (
    "margin", "padding", "color", "background", "display", "width", "box-shadow", "font-size", "line-height",
    "gap",
)  # fmt: skip
_SCRIPT_WORDS = (
    "window", "data", "event", "target", "items", "config", "state", "index", "value", "callback", "push",
    "request", "length", "parent",
)  # fmt: skip


_OWN_CARDS = 5
"""Cards of related news that are chosen for the article; the others are the site's latest."""


@dataclass(frozen=True, slots=True)
class Weight:
    """How heavy a site's pages are: characters of scripts and styles, links of the menu, cards of related news, and
    words of a class attribute."""

    scripts: int
    styles: int
    menu: int
    cards: int
    classes: int


def head(dice: random.Random, language: str, title: str, weight: Weight, more: str = "") -> str:
    """The head element with styles; ``more`` is markup of the site's own (meta elements, JSON-LD)."""
    preloads = "".join(
        f'<link rel="preload" as="font" href="/assets/fonts/{_hex(dice, 16)}.woff2" crossorigin>' for _ in range(4)
    )
    return (
        f'<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title>{more}{preloads}"
        f'<link rel="stylesheet" href="/assets/{_hex(dice, 20)}.css">'
        f"<style>{styles(dice, weight.styles)}</style></head>"
    )


def styles(dice: random.Random, size: int) -> str:
    """About ``size`` characters of CSS."""
    rules: list[str] = []
    length = 0
    while length < size:
        body = ";".join(f"{dice.choice(_RULES)}:{dice.choice(_VALUES)}" for _ in range(dice.randint(2, 6)))
        rules.append(f".{_class(dice)} .{_class(dice)}{{{body}}}")
        length += len(rules[-1])
    return "".join(rules)


def scripts(dice: random.Random, size: int) -> str:
    """Script elements of about ``size`` characters together: minified code, counters, a state object."""
    made: list[str] = []
    left = size
    while left > 0:
        one = min(left, dice.randint(2000, 9000))
        made.append(f"<script>{_code(dice, one)}</script>")
        left -= one
    state = {
        f"key{n}": {"id": _hex(dice, 12), "on": dice.random() < 0.5, "n": dice.randint(0, 9999)} for n in range(30)
    }
    made.append(f'<script type="application/json" id="state">{json.dumps(state)}</script>')
    return "".join(made)


def _code(dice: random.Random, size: int) -> str:
    parts: list[str] = []
    length = 0
    while length < size:
        one, two, three = (dice.choice(_SCRIPT_WORDS) for _ in range(3))
        parts.append(
            f'function {_hex(dice, 3)}a({one}){{var {two}={one}.{three}||{{}};return {two}["{_hex(dice, 6)}"]}}'
        )
        length += len(parts[-1])
    return ";".join(parts)


def menu(dice: random.Random, language: str, weight: Weight) -> str:
    """The header with a menu of two levels, each entry with an icon."""
    entries: list[str] = []
    while len(entries) * 9 < weight.menu:
        below = "".join(
            f'<li class="{classes(dice, weight)}"><a href="/{_hex(dice, 6)}/" class="{classes(dice, weight)}" '
            f'data-track="menu-{_hex(dice, 8)}">{escape(_words(dice, language))}</a></li>'
            for _ in range(8)
        )
        entries.append(
            f'<li class="{classes(dice, weight)}"><a href="/{_hex(dice, 5)}/" aria-haspopup="true">'
            f'<svg width="16" height="16" viewBox="0 0 16 16"><path d="{_path(dice)}"/></svg>'
            f"{escape(_words(dice, language))}</a><ul>{below}</ul></li>"
        )
    return f'<header class="{classes(dice, weight)}"><nav><ul class="menu">{"".join(entries)}</ul></nav></header>'


def related(
    around: random.Random, dice: random.Random, language: str, weight: Weight, heading: str, days: Sequence[str]
) -> str:
    """Cards of other news: picture, headline, day, a sentence. The latest are the same on every page of a site
    (``around``), the first few are chosen for the article (``dice``)."""
    names = [classes(around, weight) for _ in range(6)]
    cards = "".join(
        _card(dice if number < _OWN_CARDS else around, language, names, days) for number in range(weight.cards)
    )
    return f'<section class="{names[0]}"><h3>{heading}</h3>{cards}</section>'


def _card(dice: random.Random, language: str, names: Sequence[str], days: Sequence[str]) -> str:
    return (
        f'<div class="{names[1]}"><a href="/other/{_hex(dice, 8)}/"><img loading="lazy" alt="" '
        f'src="/upload/resize/{_hex(dice, 24)}.jpg" srcset="/upload/{_hex(dice, 24)}.jpg 2x" width="320" height="200">'
        f'<span class="{names[2]}">{escape(texts.title(dice, language))}</span></a>'
        f'<div class="{names[3]}"><div class="{names[4]}"><i class="icon"></i>'
        f'<span class="{names[5]}">{dice.choice(days)}</span></div><p data-id="{_hex(dice, 10)}">'
        f"{escape(texts.sentence(dice, language))}</p></div></div>"
    )


def footer(dice: random.Random, language: str, weight: Weight) -> str:
    """Addresses, links, counters, a notice on cookies, and the page's scripts."""
    links = "".join(f'<li><a href="/{_hex(dice, 7)}/">{escape(_words(dice, language))}</a></li>' for _ in range(28))
    icons = "".join(
        f'<a href="https://social.example/{_hex(dice, 5)}" class="{classes(dice, weight)}"><svg viewBox="0 0 24 24">'
        f'<path d="{_path(dice)}"/></svg></a>'
        for _ in range(6)
    )
    notice = escape(texts.sentence(dice, language))
    return (
        f'<footer class="{classes(dice, weight)}"><ul>{links}</ul><div>{icons}</div><p>© 2025. {notice}</p></footer>'
        f'<div class="cookie-notice" role="dialog"><p>{notice}</p><button type="button">OK</button></div>'
        f"{scripts(dice, weight.scripts)}"
    )


def classes(dice: random.Random, weight: Weight) -> str:
    """The value of a class attribute."""
    return " ".join(_class(dice) for _ in range(weight.classes))


def _class(dice: random.Random) -> str:
    return f"{dice.choice(_NAMES)}-{dice.choice(_NAMES)}__{dice.choice(_NAMES)}"


def _words(dice: random.Random, language: str) -> str:
    text = texts.title(dice, language)
    return text[: dice.randint(4, 8)] if language == "zh" else " ".join(text.split()[: dice.randint(1, 3)])


def _hex(dice: random.Random, digits: int) -> str:
    return f"{dice.getrandbits(4 * digits):0{digits}x}"


def _path(dice: random.Random) -> str:
    return "".join(
        f"{dice.choice('MLC')}{dice.randint(0, 24)} {dice.randint(0, 24)}" for _ in range(dice.randint(12, 30))
    )
