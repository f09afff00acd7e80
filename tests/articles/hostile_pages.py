"""Pages made to be slow to read, or to fill the memory: each kind by its name."""

from __future__ import annotations

import random
from collections.abc import Callable

URL = "https://uni.example/news/one"
SENTENCE = "Университет принял гостей и показал им новые лаборатории, музей и библиотеку. "

HOSTILE: dict[str, Callable[[], bytes]] = {
    "nested 50,000 deep": lambda: b"<div>" * 50_000 + b"text",
    "nested spans": lambda: b"<span>" * 60_000 + b"text",
    "nested lists": lambda: b"<ul><li>" * 40_000 + b"text",
    "nested tables": lambda: b"<table><tr><td>" * 30_000,
    "open formatting": lambda: b"<b><i><u><font>" * 20_000 + b"x",
    "100,000 links": lambda: b"<a href='/news/1'>link to an item</a> " * 100_000,
    "17 MB of paragraphs": lambda: ("<p>" + SENTENCE * 3 + "</p>").encode() * 42_000,
    "17 MB in one line": lambda: b"a" * 17_000_000,
    "one giant attribute": lambda: b"<p class='" + b"x " * 3_000_000 + b"'>text</p>",
    "a million attributes": lambda: b"<p " + b"a=b " * 500_000 + b">text",
    "NUL bytes": lambda: b"\x00<p\x00>te\x00xt" * 10_000,
    "broken entities": lambda: b"&#xffffffffff;&#0;&amp&nbsp&bogus;&#55296;" * 50_000,
    "deep JSON-LD": lambda: b"<script type='application/ld+json'>" + b"[" * 100_000 + b"</script>",
    "many dates": lambda: b"<div>28.06.2024</div>" * 50_000,
    "many dates of no language": lambda: b"".join(b"<div class=date>28 foo%d 2024</div>" % n for n in range(20_000)),
    "many labels of no language": lambda: b"".join(b"<p>Published: 28 foo%d 2024</p>" % n for n in range(20_000)),
    "many times of no language": lambda: b"".join(b"<time>28 foo%d 2024</time> " % n for n in range(20_000)),
    "many headings": lambda: b"<h1>Heading 1 of many 12.05.2020</h1>" * 30_000,
    "many labels": lambda: "<p>Дата публикации: </p>".encode() * 40_000,
    "digits and dashes": lambda: b"<p>" + b"1-" * 500_000,
    "spaces": lambda: b"<title>" + b" | " * 100_000 + b"</title><p>" + b" " * 5_000_000,
    "comments never closed": lambda: b"<!--" * 100_000,
    "options": lambda: b"<select>" + b"<option>x" * 100_000,
    "formatting left open": lambda: (
        b"<p>" + b"".join(b"<b x=%d>" % n for n in range(1_200)) + b"</p>" + b"<p>x" * 3_700
    ),
    "distinct attributes": lambda: b"<p " + b" ".join(b"a%d='>'" % n for n in range(60_000)) + b">text",
    "distinct attributes of the body": lambda: b"".join(b"<body a%d=1>" % n for n in range(60_000)),
    "end tags of nothing": lambda: b"<span>" * 2_900 + b"</x></p>" * 20_000,
    "blocks in formatting": lambda: b"<b><div></b>" * 60_000,
    "pictures": lambda: b"<svg>" + b"<path d='M0'/>" * 60_000,
    "unclosed quotes": lambda: b'<a href="' * 100_000,
    "a million line breaks": lambda: b"x<br>" * 1_000_000,
    "50,000 tables": lambda: b"<table><tr><td>a</td><td>12.05.2020</td></tr></table>" * 50_000,
    "100,000 dates in a line": lambda: b"<p>" + b"28.06.2024 " * 100_000,
    "100,000 labels in a line": lambda: "Дата публикации ".encode() * 100_000,
    "10 MB in one line": lambda: "университет принял ".encode() * 270_000,
    "5 MB of JSON-LD": lambda: (
        b'<script type="application/ld+json">{"@type":"Article","headline":"' + b"x " * 2_500_000
    ),
    "JSON-LD nested 10,000 deep": lambda: (
        b"<script type='application/ld+json'>" + b'{"@graph":' * 10_000 + b"1" + b"}" * 10_000
    ),
    "JSON-LD of many articles": lambda: (
        b"<script type='application/ld+json'>["
        + b'{"@type":"NewsArticle","datePublished":"2024-06-28"},' * 8_000
        + b"{}]</script>"
    ),
    "a headline of a megabyte": lambda: b"<h1>" + b"word " * 200_000,
    "a headline of 100,000 parts": lambda: b"<h1>" + b"<span>a</span>" * 100_000,
    "random bytes": lambda: random.Random(1).randbytes(3_000_000),
    "blanks in a tag": lambda: b"<p" + b" " * 300_000 + b">text" + SENTENCE.encode() * 3_000,
    "attributes behind a quoted end of tag": lambda: (
        b"<p a='>' " + b" ".join(b"a%x" % n for n in range(45_000)) + b">text"
    ),
    "attributes behind a quoted tag": lambda: b"<p a='<' " + b" ".join(b"a%x" % n for n in range(45_000)) + b">text",
    "cells of links": lambda: b"<table><tr>" + b"<td><a href=x>link text</a></td>" * 60_000 + b"</table>",
    "1,400 lists around paragraphs": lambda: (
        b"<ul><li>" * 1_400 + b"<p>A sentence, with commas, that reads as text.</p>" * 20_000
    ),
    "encoded twice": lambda: (SENTENCE * 9).encode().decode("latin-1").encode() * 4_000,
}
