"""Tables: which element is one, and whether it tells facts or only lays out the page."""

from __future__ import annotations

from articles.labels import says_published
from articles.page import Box, Page
from articles.short_body import holder_of

CELLS = ("td", "th")
_DEPTH = 30
"""Elements around a cell that are looked through for its table."""
_LEAST = 4
"""Cells of a table of facts."""
_LINKS = 0.3


def table_of(box: Box) -> Box | None:
    """The table around ``box`` (or itself)."""
    table: Box | None = box
    for _ in range(_DEPTH):
        if table is None or table.tag == "table":
            return table
        table = table.parent
    return None


def around_table(page: Page, box: Box) -> Box:
    """The container around ``box``; for a cell of a table of facts the one around the table."""
    holder = holder_of(box)
    if holder.tag not in CELLS:
        return holder
    table = table_of(holder)
    if table is None or table.parent is None or not _is_facts(page, table):
        return holder
    return holder_of(table.parent)


def _is_facts(page: Page, table: Box) -> bool:
    """True for a table that tells something; not for links, the layout of an old page, or the head of a document."""
    if table.last - table.first < _LEAST or page.link_share(table) > _LINKS:
        return False
    blocks = page.blocks[table.first : table.last]
    return all(table_of(block.box) is table and not says_published(block.text) for block in blocks)


def is_link_table(page: Page, cell: Box) -> bool:
    """True for a cell of a table that is a list of links, as old pages set their neighbours' headlines."""
    table = table_of(cell)
    return table is not None and page.link_share(table) > 0.5
