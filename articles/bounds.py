"""What of a page's text may go to the parser: no page makes it slow or fills the memory.

An HTML parser repairs what authors leave open, and each repair costs work that grows with what is open: elements
around, formatting left open ("<b x=1><b x=2>…" is opened anew in every paragraph that follows: 31 kB became 1.6 GB),
attributes to compare a new one with. Ordinary pages pass untouched; of others as little as possible is changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.text import words

MAX_DEPTH = 3_000
"""Open elements at which a page is cut."""

_MANY_TAGS = 5_000
_FEW_CHARACTERS, _MANY_CHARACTERS = 100_000, 300_000
_MANY_ATTRIBUTES = 1_500  # of one element: the parser compares each with all before it
_MANY_OPTIONS = 3_000  # of one page: closing one costs a walk over those before it
_MANY_STRAYS = 1_000  # end tags of nothing: each costs a walk over the open elements
_MANY_ROOTS = 100  # further <html> and <body> tags: their attributes join those of the first
_MANY_COPIES = 500_000  # elements that formatting left open could become
_MOST_TAGS = 300_000  # three times the nodes that are looked at
_MOST_WORK = 300_000_000  # steps of the parser over open elements
_MOST_STEPS = 4_000_000  # our own
_LOOK_BACK = 200  # open elements an end tag is looked for in
_KINDS_OPEN = 39  # formatting without attributes that stays open: three of each kind

_STRETCH = 4_000
"""Bytes without "<" or ">" from which a stretch of a page is looked at: a tag may go on there."""
# What follows a tag's name: attributes, whose quoted values may hold ">".
_REST = r"""(?:[^>=]++|=\s*+(?:"[^"]*+"?+|'[^']*+'?+)?+)*+"""
_TOKEN = re.compile(rf"<(?:(?P<comment>!--)|(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*+)(?P<rest>{_REST})>?+)")
_VALUE = re.compile(r"""=\s*+(?:"[^"]*+"?+|'[^']*+'?+)""")
_MARK = r"[\s/\"'](?=[^\s/\"'>=])"  # the last one before a name: of blanks in a row no others are tried
_SEPARATOR, _SEPARATOR_BYTES = re.compile(_MARK), re.compile(_MARK.encode())
_FORMATTING = "b big code em font i nobr s small strike strong tt u"
_KINDS = _FORMATTING.replace(" ", "|")
_FORMATTED = re.compile(rf"<(?=[bcefinstu])(?:{_KINDS})[\s/]".encode(), re.IGNORECASE)
# All of these and a few others, in five sixths of the time: on most pages even they are few.
_MAY_BE_FORMATTED = re.compile(rb"<[bcefinstuBCEFINSTU](?:[\s/mM]|[iI][gG]|[oO][dDnNbB]|[tT])")
_FORMATTING_TAG = re.compile(rf"<(/?)(?:{_KINDS})(?=[\s/>])".encode(), re.IGNORECASE)

# Elements whose content is text, whatever it looks like.
_RAW_NAMES = ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
_RAW = {name: re.compile(f"</{name}(?=[\\s/>])", re.IGNORECASE) for name in _RAW_NAMES}
# The same tokens as above, comments and raw text in one piece each: to be found without a step of ours for each.
_PIECE = re.compile(
    (
        "<(?:"
        + "".join(rf"{name}(?=[\s/>]){_REST}>?+(?:[^<]++|<(?!/{name}[\s/>]))*+|" for name in _RAW_NAMES)
        + rf"[a-z][^\s/>]*+{_REST}>?+|!(?=--)(?:[^-]++|-(?!->))*+)"
    ).encode(),
    re.IGNORECASE,
)
# Elements without an end tag, or whose end tag authors leave out: they do not nest.
_FLAT = words(
    "area base br col embed hr img input link meta param source track wbr p li td th tr dt dd option optgroup a html "
    "head body tbody thead tfoot colgroup rt rp"
)
_INLINE = words(f"{_FORMATTING} a")
_SCOPES = words("applet marquee object table template caption select")
_SPECIAL = _SCOPES | words(
    "address article aside blockquote button center details dialog dir div dl fieldset figcaption figure footer form "
    "frameset h1 h2 h3 h4 h5 h6 header hgroup iframe listing main menu nav noscript ol pre search section summary ul"
)


def bounded(html: bytes, characters: int | None = None) -> bytes:
    """A page in UTF-8 as it may be parsed: cut where its elements nest too deep, thinned where it repeats without end.

    ``characters`` is its length in characters, where that is known; its bytes are at least as many.
    """
    tags = html.count(b"<")
    if tags * _KINDS_OPEN > _MANY_COPIES or _is_much_formatted(html, tags):
        html = _FORMATTING_TAG.sub(rb"<\1span", html)  # what is not formatting is closed with its paragraph
    if tags < _MANY_TAGS and not _has_many_attributes(html, len(html) if characters is None else characters):
        return html
    return "".join(_Bounds(html.decode("utf-8", "replace")).pieces()).encode()


def _is_much_formatted(html: bytes, tags: int) -> bool:
    """True where formatting with attributes, left open, could become too many copies between so many ``tags``."""
    most = _MANY_COPIES // max(1, tags)
    return tags > most and all(len(kind.findall(html)) > most for kind in (_MAY_BE_FORMATTED, _FORMATTED))


def _has_many_attributes(html: bytes, characters: int) -> bool:
    """True where an element has more attributes than the parser compares quickly (those of a small page never have)."""
    if characters <= _FEW_CHARACTERS or (characters <= _MANY_CHARACTERS and not _may_have_many_attributes(html)):
        return False
    longest = 2 * _MANY_ATTRIBUTES
    pieces = (piece for piece in _PIECE.findall(html) if len(piece) > longest and piece[1:2] != b"!")
    tokens = (_TOKEN.match(piece.decode("utf-8", "replace")) for piece in pieces)
    return any(_is_overfull(token["rest"]) for token in tokens if token is not None)


def _may_have_many_attributes(html: bytes) -> bool:
    """True where a stretch without "<" and ">" holds as many words as a tag may have attributes. Scripts and styles are
    passed over by their looks: a page of middling length that fakes them takes the parser no more than a few seconds.
    """
    at = 0  # behind the last "<" or ">" that was found
    while at + _STRETCH < len(html):
        mark = html.rfind(b">", at, at + _STRETCH)
        if mark < 0:
            mark = html.rfind(b"<", at, at + _STRETCH)
        if mark >= 0:
            at = mark + 1
            continue
        end = min((place for place in (html.find(b"<", at), html.find(b">", at)) if place >= 0), default=len(html))
        opens = html.rfind(b"<", 0, at)
        is_code = html[opens + 1 : opens + 7].lower().startswith((b"script", b"style")) and html[end : end + 2] == b"</"
        if not is_code and len(_SEPARATOR_BYTES.findall(html, at, end)) > _MANY_ATTRIBUTES:
            return True
        at = end
    return False


def _is_overfull(rest: str) -> bool:
    """True where what follows a tag's name holds more attributes than one element may have."""
    return len(rest) > 2 * _MANY_ATTRIBUTES and len(_SEPARATOR.findall(_VALUE.sub("'", rest))) > _MANY_ATTRIBUTES


class _Bounds:
    """One pass over the tags, which follows the parser's stack of open elements without building a tree."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.open: list[str] = []
        self.foreign = 0  # open elements with a picture (SVG, MathML) as the last; inside it "<path/>" is closed
        self.work = self.steps = self.opened_tags = self.options = self.strays = self.roots = 0

    def pieces(self) -> Iterator[str]:
        """The parts of the text that stay."""
        text, start, at = self.text, 0, 0
        while (match := _TOKEN.search(text, at)) is not None:
            at = match.end()
            if match["comment"]:
                end = text.find("-->", match.start() + 2)
                at = len(text) if end < 0 else end + 3
                continue
            name, tag = match["name"].lower(), match.group()
            kept = self.closed(name, tag) if match["end"] else self.opened(name, tag, match["rest"])
            if self.opened_tags > _MOST_TAGS or len(self.open) > MAX_DEPTH or self.is_spent():
                yield text[start : match.start()]
                return
            if name in _RAW and not match["end"]:
                raw = _RAW[name].search(text, at)
                at = len(text) if raw is None else raw.start()
            if kept is not tag:
                yield text[start : match.start()] + kept
                start = match.end()
        yield text[start:]

    def is_spent(self) -> bool:
        """True where the page has cost, or would cost the parser, more than any page is worth."""
        return self.work > _MOST_WORK or self.steps > _MOST_STEPS

    def opened(self, name: str, tag: str, rest: str) -> str:
        """What stays of an opening tag."""
        self.opened_tags += 1
        self.work += len(self.open)
        if name in ("html", "body"):
            self.roots += 1
            if self.roots > _MANY_ROOTS:
                return ""
        elif name in ("option", "optgroup"):
            self.options += 1
            if self.options > _MANY_OPTIONS:
                return " "
        elif name in ("svg", "math"):
            self.foreign = self.foreign or len(self.open) + 1
        elif name in ("td", "th", "tr"):
            self.leave_cell()
        elif self.foreign and (name in _SPECIAL or name in _INLINE):
            del self.open[self.foreign - 1 :]
            self.foreign = 0
        if name not in _FLAT and name not in _RAW and not (self.foreign and rest.endswith("/")):
            self.open.append(name)
        if _is_overfull(rest):
            return f"<{name}>"
        return tag

    def closed(self, name: str, tag: str) -> str:
        """What stays of an end tag."""
        if name in _FLAT or name in _RAW:
            self.work += len(self.open)
            return tag
        found = self.holder(name)
        if found is None:
            self.work += len(self.open)
            self.strays += 1
            return tag if self.strays <= _MANY_STRAYS else ""
        if name in _INLINE:
            del self.open[found]  # the parser closes it alone; blocks inside it stay open
        else:
            del self.open[found:]
        if self.foreign > len(self.open):
            self.foreign = 0
        return tag

    def leave_cell(self) -> None:
        """A cell or row ends the cell before it, with all that was left open there."""
        for at in range(len(self.open) - 1, max(-1, len(self.open) - 1 - _LOOK_BACK), -1):
            self.steps += 1
            if self.open[at] in ("table", "template"):
                del self.open[at + 1 :]
                return

    def holder(self, name: str) -> int | None:
        """Where the element stands that an end tag closes; None where it closes nothing (or nothing near)."""
        special = name in _SPECIAL
        for at in range(len(self.open) - 1, max(-1, len(self.open) - 1 - _LOOK_BACK), -1):
            self.steps += 1
            other = self.open[at]
            if other == name or (len(name) == 2 == len(other) and name[0] == "h" == other[0]):
                return at
            if name not in _INLINE and other in (_SCOPES if special else _SPECIAL):
                return None
        return None
