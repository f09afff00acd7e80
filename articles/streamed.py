"""Parts of a page that servers send after it, for a script to put in their places (streaming of React 18 and later).

The page holds ``<template id="B:0">`` (or ``P:1``) where a part belongs, and near its end ``<div hidden id="S:0">``
with the part; a script's ``$RC("B:0","S:0")`` or ``$RS("S:1","P:1")`` names the pair, which mostly has one number.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

MOST_PARTS = 1_000
"""Parts of one page that are put in their places."""
_PAIR = re.compile(r'\$R[A-Z]\("([BPS]:[0-9a-f]{1,8})","([BPS]:[0-9a-f]{1,8})"')


def streamed_parts(tree: LexborHTMLParser, text: str) -> dict[str, LexborNode]:
    """The parts of the page ``text`` that came after it, by the ids of the templates in whose places they belong."""
    parts = {node.attributes.get("id") or "": node for node in tree.css('div[hidden][id^="S:"]')[:MOST_PARTS]}
    if not parts or "<template id=" not in text:
        return {}  # the tree is asked first: the text of a page is searched four times as slowly
    pairs = [pair if pair[1][0] == "S" else pair[::-1] for pair in _PAIR.findall(text)[:MOST_PARTS]]
    places = {place: parts[part] for place, part in pairs if part in parts and place[0] != "S"}
    placed = {node.mem_id for node in places.values()}
    for template in tree.css('template[id^="B:"], template[id^="P:"]')[:MOST_PARTS]:
        place = template.attributes.get("id") or ""
        part = parts.get(f"S{place[1:]}")
        if part is not None and place not in places and part.mem_id not in placed:
            places[place] = part
            placed.add(part.mem_id)
    return places
