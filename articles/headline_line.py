"""Headlines that stand in no heading: a line in a ``div``, a ``span`` or a ``font`` above the text."""

from __future__ import annotations

import re
from functools import cached_property

from articles.dates import parse_date
from articles.headline import is_of_site, names_section
from articles.labels import find_labels
from articles.noise import noise_marks
from articles.noise_lines import is_noise_line
from articles.page import Block, Box, Page
from articles.paragraphs import ENDS_SENTENCE
from articles.text import fold, is_cjk, name_test, weight

_LEAST, _MOST = 12, 200
"""Size of a line that may be a headline (in Latin letters' worth)."""
_TEXT = 120
"""Size of a paragraph of the text."""
_NEAR = 6
"""Lines above the first paragraph among which the headline is."""
_HEADER = 8
"""Boxes around a line that are looked through for the site's header."""
_BESIDE = 4
"""Boxes around the first paragraph of which one holds a headline that is set like any other line."""
_WORDS = 4
"""Words of such a line, at least."""
_SIGNS = 8
"""Characters of a headline in Chinese or Japanese, at least."""
_LABELS = 60
"""Characters that a date or a rubric may add to a headline in its line."""
_PARAGRAPHS, _READ, _STEM, _STEMS, _USED = 12, 1_000, 5, 3, 0.75
"""Blocks of a text, and characters of each, in which a headline's words are looked for, by their first letters; such
words at least, and the share of them that a text uses."""
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_INSTITUTION = re.compile(
    r"ун[иі]вер[сз]|ўніверс|[uü]niver|инстит|інстит|академ|факул|hochschul|a[ck]adem|institut|college|school|fa[ck]ul|fac[ou]l|"
    r"大学|大學|学院|學院|대학"
)
_BYLINE = re.compile(
    r"^\W{0,3}(?:by|von|par|por|di|da|door|av|af|przez|автор|作者|記者|记者)(?:\s|[:：])", re.IGNORECASE
)
_TRAIL = re.compile(r"\s[>»›→/|]\s|>>|&gt;")
_is_trail_name = name_test(r"crumb|breadcrumb|pathway|(?:^|[\s_-])(?:path|place|dqwz|location|position)(?=$|[\s_-])")
_STRONG = (
    "b, strong, font, big, h4, h5, h6, [style*=bold], [style*=large i], [style*='size:16'], [style*='size:18'], "
    "[style*='size:2'], [class*=itle], [id*=itle]"
)


def line_said(page: Page, said: list[str]) -> Block | None:
    """The line of the page that says what its head, its card or its feed says; of several, one above the text and in
    no breadcrumbs."""
    for text in said:
        wanted, size = fold(text), len(text)
        if weight(text) < _LEAST:
            continue
        lines = [
            block
            for block in page.blocks
            if abs(len(block.text) - size) <= 2 and block.link_share < 0.5 and fold(block.text) == wanted
        ]
        lines = [line for line in lines if not _in_trail(line.box)] or lines
        if lines:
            return lines[0]
    return None


class Opening:
    """Where the text of a page seems to begin, with the lines above it: found once, when something is asked of it."""

    def __init__(self, page: Page) -> None:
        self._page = page

    @cached_property
    def _own(self) -> list[int]:
        """The blocks that are no noise."""
        marks = noise_marks(self._page)
        return [at for at, block in enumerate(self._page.blocks) if not marks[block.box.index]]

    @cached_property
    def _first(self) -> int | None:
        """The place among these of the text's first paragraph."""
        return next((n for n, at in enumerate(self._own) if _is_paragraph(self._page.blocks[at])), None)

    def _above(self, most: int) -> list[int]:
        """The blocks above that, so many at most."""
        return [] if self._first is None else self._own[max(0, self._first - most) : self._first]

    def line(self, known: frozenset[str], said: list[str] | None = None) -> Block | None:
        """The line right above the text that is set like a headline, on a page whose head names only the site.
        ``known`` are the (folded) names of the site's sections.

        One that the head says, too (``said``), is the headline, much as it sounds like a name: "Vertrag mit der Fudan-
        Universität"."""
        if self._first is None:
            return None
        page, text = self._page, self._own[self._first]
        above = [page.blocks[at] for at in self._above(_NEAR)]
        lines = [line for line in above if _may_be_headline(line, known) and not _in_header(line.box, text)]
        wanted = {fold(one) for one in said or ()}
        if agreed := [line for line in lines if fold(line.text) in wanted]:
            return agreed[-1]
        strong = [line for line in lines if _is_strong(line)]
        if strong:
            return strong[-1]
        return next((line for line in reversed(lines) if _is_plain(line, page.blocks[text])), None)

    def is_under(self, box: Box | None) -> bool:
        """True for an element right above the text."""
        return box is not None and box.first in self._above(2 * _NEAR)

    def bears_out(self, said: str) -> bool:
        """True for what a page's head says, and no line of the page by itself, if a line above the text holds it beside
        a date or a rubric, or the text uses its words, as it does a headline's: those of a slogan it seldom does. The
        name of a site with a slogan is often in the text, too."""
        size, least = (len(said), _SIGNS) if is_cjk(said) else (len(said.split()), _WORDS)
        wanted, most = fold(said), len(said) + _LABELS
        if self._first is None or size < least or _INSTITUTION.search(wanted):
            return False
        blocks = self._page.blocks
        above = (blocks[at] for at in self._own[: self._first])
        if any(len(line.text) <= most and line.link_share < 0.5 and wanted in fold(line.text) for line in above):
            return True
        stems = _stems(wanted)
        if len(stems) < _STEMS:
            return False
        text = self._own[self._first : self._first + _PARAGRAPHS]
        used = _stems(" ".join(fold(blocks[at].text[:_READ]) for at in text))
        return len(stems & used) >= _USED * len(stems)


def _stems(folded: str) -> set[str]:
    """Beginnings of the words of a text that are no particles; in Chinese and Japanese, its pairs of characters."""
    if is_cjk(folded):
        return {folded[at : at + 2] for at in range(len(folded) - 1)}
    return {word[:_STEM] for word in _LONG_WORD.findall(folded)}


def _is_plain(line: Block, paragraph: Block) -> bool:
    """True for a line in a box of its own beside the text's, of as many words as headlines have."""
    holder = line.box.parent
    beside = holder is not None and any(around is holder for around in paragraph.box.upward(_BESIDE))
    return beside and (len(line.text.split()) >= _WORDS or is_cjk(line.text))


def _is_paragraph(block: Block) -> bool:
    return block.size >= _TEXT and block.link_share < 0.3 and ENDS_SENTENCE.search(block.text) is not None


def _may_be_headline(block: Block, known: frozenset[str]) -> bool:
    text = block.text
    if not _LEAST <= block.size <= _MOST or block.link_share > 0.5 or text.endswith((".", "。", ":", "：", ";")):
        return False
    if _TRAIL.search(text) or _BYLINE.match(text) or is_noise_line(text, block.link_share) or _in_trail(block.box):
        return False
    labels = find_labels(text)
    return not names_section(fold(text), known) and not (labels and labels[0][2] <= 3) and parse_date(text) is None


def _is_strong(line: Block) -> bool:
    """True where the line, or an element in its box that says all of it, is set or named as a headline."""
    if line.heading or any("itle" in (line.box.attrs.get(key) or "") for key in ("class", "id")):
        return True
    return any(
        fold(" ".join(node.text(deep=True, separator=" ").split())[: _MOST * 2]) == fold(line.text)
        for node in line.box.node.css(_STRONG)[:20]
    )


def _in_header(box: Box, text: int) -> bool:
    """True in the site's header; a box that holds the text's first paragraph (block ``text``), too, is none, whatever
    its name: ``<body class="wp-custom-logo">``."""
    for holder in box.upward(_HEADER):
        if holder.tag in ("article", "main") or holder.first <= text < holder.last:
            return False
        if is_of_site(holder):
            return True
    return False


def is_in_trail(line: Block) -> bool:
    """True for a line of a breadcrumb."""
    return _in_trail(line.box)


def _in_trail(box: Box) -> bool:
    return any(holder.name and _is_trail_name(holder.name) for holder in box.upward(3))
