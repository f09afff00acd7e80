"""What a fragment of HTML says: feeds and JSON lists give headlines with tags and entities in them."""

from __future__ import annotations

MAX_FRAGMENT = 5_000
"""Characters of a fragment that are read; headlines have some hundred."""
MAX_TITLE = 500


def plain_title(fragment: str) -> str | None:
    """The words of a headline as a reader sees them, cut at ``MAX_TITLE`` characters; None where there are none.

    WordPress writes ``Open day &#8211; <em>Tianjin</em>`` into its JSON, and many feeds escape their markup twice. A
    "<" that begins no tag stays what it is.
    """
    text = fragment[:MAX_FRAGMENT]
    if "<" in text or "&" in text:
        from bs4 import BeautifulSoup  # here: it takes 40 ms to import, and few sites need it

        text = BeautifulSoup(text, "html.parser").get_text(" " if "<br" in text or "</p" in text else "")
    return " ".join(text.split())[:MAX_TITLE] or None
