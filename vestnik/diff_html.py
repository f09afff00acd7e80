"""Two versions of an article side by word as one HTML page that needs nothing else: no script, no font, no picture."""

from __future__ import annotations

import html
from collections.abc import Iterable

from articles.worddiff import Part

_PAGE = """\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{heading}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 17px/1.55 Georgia, serif; max-width: 46em; margin: 2em auto; padding: 0 1em; }}
header {{ font: 14px/1.4 system-ui, sans-serif; opacity: .75; }}
h1 {{ font-size: 1.5em; line-height: 1.25; }}
main {{ white-space: pre-wrap; overflow-wrap: anywhere; }}
del {{ background: #ffd7d5; color: #82071e; }}
ins {{ background: #ccffd8; color: #0a5c22; text-decoration: none; }}
@media (prefers-color-scheme: dark) {{
  del {{ background: #5a1e1e; color: #ffc9c6; }}
  ins {{ background: #12411f; color: #b4f1c2; }}
}}
</style>
</head>
<body>
<header>{facts}</header>
<h1>{title}</h1>
<main>{body}</main>
</body>
</html>
"""


def diff_page(
    heading: str, facts: Iterable[str], title: Iterable[Part], body: Iterable[Part], *, language: str | None
) -> str:
    """The page. Everything in it is escaped; words taken out stand in ``del``, words put in in ``ins``."""
    return _PAGE.format(
        language=html.escape(language or "und"),
        heading=html.escape(heading),
        facts="<br>".join(html.escape(fact) for fact in facts),
        title=_marked(title),
        body=_marked(body),
    )


def _marked(parts: Iterable[Part]) -> str:
    tags = {"-": "del", "+": "ins"}
    return "".join(
        html.escape(text) if op == "=" else f"<{tags[op]}>{html.escape(text)}</{tags[op]}>" for op, text in parts
    )
