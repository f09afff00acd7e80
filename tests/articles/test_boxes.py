"""A page's boxes know what stands in them, however its tags are closed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from articles.page import Box, Page
from articles.tree import parse

TAGS = ["<div>", "</div>", "<p>", "</p>", "<ul>", "<li>", "</ul>", "<table>", "<tr>", "<td>", "</table>", "<a href=/x>"]
TAGS += [
    "</a>",
    "<b>",
    "</b>",
    "<time>",
    "<br>",
    "word",
    '<i class="place">',
    "<template id=B:0>",
    "<div hidden id=S:0>",
]


def _holders(box: Box) -> list[Box]:
    found, holder = [box], box.parent
    while holder is not None:
        found.append(holder)
        holder = holder.parent
    return found


@given(st.lists(st.sampled_from(TAGS), max_size=40))
def test_children_and_what_lies_within_are_those_of_the_tree(tags: list[str]) -> None:
    html = " ".join(tags)
    places = Page.of_places(parse(html), [".place", "ul"], without=["table"], text=html)
    for page in (Page(html), places):
        for box in page.boxes if page is not None else ():
            assert page is not None
            assert list(page.children(box)) == [one for one in page.boxes if one.parent is box]
            assert [one for one in page.boxes if one.within(box)] == [one for one in page.boxes if box in _holders(one)]
