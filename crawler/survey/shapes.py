"""From examples of article addresses to the patterns that a source file holds (``/news/*/``, ``/info/{n}/{n}.htm``)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from urllib.parse import parse_qsl, unquote, urlsplit

from crawler.patterns import matches

_RUNS = re.compile(r"\d+|\D+")
_SPLIT = re.compile(r"(\d+)")
_DIGITS = re.compile(r"\d+")
_EXTENSION = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
_NAMED_NUMBER = re.compile(r"[^\d{}.*]{2,40}[-_]\{n\}")
_HEADED = re.compile(r"([^\d,{}*]{2,40}),\d+,.")
"""``article,123,words-of-its-title``"""
_SEVERAL = 3
_FEW = 6
"""So many examples make a number that is equal in all of them a part of the address, not a chance."""
_NOISE = frozenset(("chash", "cache", "sid", "from", "ref", "source", "clear_cache", "print", "special_version"))

Parts = tuple[str, tuple[str, ...], tuple[tuple[str, str], ...], bool]
"""Host, segments of the path, query, whether the path ends with a slash."""


def patterns_of(urls: Sequence[str], home_host: str) -> list[str]:
    """The patterns that these article addresses have in common, most frequent first; every address fits one.

    A pattern names its host only where that is not ``home_host``. Lone addresses of another shape give no pattern of
    their own where there are many of one.
    """
    families: dict[tuple[object, ...], list[Parts]] = defaultdict(list)
    for url in dict.fromkeys(urls):
        parts = _parts(url)
        if parts is not None:
            families[_family(parts)].append(parts)
    families = _joined(families, home_host)
    total = sum(len(members) for members in families.values())
    found: Counter[str] = Counter()
    for members in families.values():
        if len(members) == 1 and total > 4:
            continue
        found[_pattern(members, home_host)] += len(members)
    ranked = [pattern for pattern, _ in found.most_common(6)]
    return [p for place, p in enumerate(ranked) if not any(_covers(other, p) for other in ranked[:place])]


def _joined(families: dict[tuple[object, ...], list[Parts]], home_host: str) -> dict[tuple[object, ...], list[Parts]]:
    """Families that differ in their first segment alone, where there are many (``/physics/news/12``, ``/law/news/13``),
    are one, as long as something else in the pattern says what it is."""
    wider: dict[tuple[object, ...], list[tuple[object, ...]]] = defaultdict(list)
    for family in families:
        wider[family[:-1]].append(family)
    joined = dict(families)
    for key, alike in wider.items():
        members = [parts for family in alike for parts in families[family]]
        words = (
            _pattern(members, home_host).partition("?")[0].strip("/").split("/")[1:] if len(alike) >= _SEVERAL else []
        )
        if any("*" not in word and "{n}" not in word for word in words):
            for family in alike:
                del joined[family]
            joined[(*key, "")] = members
    return joined


def share_of(urls: Sequence[str], patterns: Sequence[str]) -> float:
    """The share of the addresses that fit the patterns, 0 for none."""
    return sum(matches(url, patterns) for url in urls) / len(urls) if urls else 0.0


def _parts(url: str) -> Parts | None:
    try:
        parts = urlsplit(url)
        query = tuple(_named(*pair) for pair in parse_qsl(parts.query, keep_blank_values=True, max_num_fields=30))
    except ValueError:
        return None
    path = unquote(parts.path)
    if path.startswith("//") or (not path.strip("/") and not query):
        return None
    return parts.netloc.lower(), tuple(path.rstrip("/").removeprefix("/").split("/")), query, path.endswith("/")


def _named(name: str, value: str) -> tuple[str, str]:
    """One part of a query. What has no value (``?article123``) says in its name which article it is."""
    return (name, value) if value else (_DIGITS.sub("{n}", name), "")


def _family(parts: Parts) -> tuple[object, ...]:
    """Addresses of one family can be one pattern: as many segments, the same ending, the same names in the query, the
    same first segment (unless that is the only one, or a number)."""
    host, segments, query, _ = parts
    ending = _EXTENSION.search(segments[-1])
    first = segments[0] if len(segments) > 1 and not segments[0].isdigit() else ""
    names = tuple(sorted(_telling(query)))
    return host, len(segments), ending.group() if ending else "", names, first


def _pattern(members: Sequence[Parts], home_host: str) -> str:
    host = members[0][0]
    many = len(members) >= _FEW
    columns = list(zip(*(segments for _, segments, _, _ in members), strict=True))
    ends = []
    dated = False
    for at, column in enumerate(columns):
        ends.append(_segment(column, many=many, last=at == len(columns) - 1, dated=dated))
        dated = dated or all(_is_year(value) for value in column)
    if len(ends) > 1 and _NAMED_NUMBER.fullmatch(ends[-1]):
        ends[-1] = "*"  # "news-12" is what some systems make of a title without Latin letters; others have words
    path = "/" + "/".join(ends) + ("/" if all(slash for _, _, _, slash in members) and ends[-1] else "")
    names = _telling(members[0][2])
    values = {name: [dict(query).get(name, "") for _, _, query, _ in members] for name in names}
    query = "&".join(f"{name}={_value(column)}" if any(column) else name for name, column in values.items())
    shown = "" if host == home_host.lower() else f"https://{host}"
    return shown + path + (f"?{query}" if query else "")


def _telling(query: Sequence[tuple[str, str]]) -> list[str]:
    """The names in a query that may tell one article from another."""
    return [name for name, value in query if name.lower() not in _NOISE and not (name == "page" and value.isdigit())]


def _segment(column: Sequence[str], *, many: bool, last: bool, dated: bool) -> str:
    """One segment of the path: what is equal stays, numbers become ``{n}``, other things ``*``. ``dated``: behind a
    year, where numbers are months and days."""
    values = set(column)
    if len(values) == 1:
        value = column[0]
        if len(column) == 1 and last:
            return _alone(value)
        return value if not any(map(str.isdigit, value)) else _numbers([value], fixed=many, dated=dated)
    if all(value.isdigit() for value in values):
        return "{n}"
    runs = {tuple("n" if run.isdigit() else run for run in _RUNS.findall(value)) for value in values}
    if len(runs) == 1 and any(run == "n" for run in next(iter(runs))):
        return _numbers(column, fixed=many, dated=dated)
    heads = {match[1] if (match := _HEADED.match(value)) else "" for value in values}
    if many and len(heads) == 1 and "" not in heads:
        return heads.pop() + ",{n},*" + _ending(column)
    if all(re.match(r"\d+[-_:]\D", value) for value in values):
        mark = column[0][len(re.match(r"\d+", column[0])[0])]  # type: ignore[index]  # the line above says it matches
        if all(re.match(rf"\d+{re.escape(mark)}", value) for value in values):
            return "{n}" + mark + "*" + _ending(column)
    return "*" + _ending(column)


def _alone(value: str) -> str:
    """The last segment of a single example."""
    ending = _EXTENSION.search(value)
    stem = value[: ending.start()] if ending else value
    shape = "{n}" if stem.isdigit() else "*"
    return shape + (ending.group() if ending else "")


def _numbers(column: Sequence[str], *, fixed: bool, dated: bool) -> str:
    """Segments that differ in their numbers alone (``c1083a97166``). A number that is equal in many examples stays,
    unless it may be a year, a month or a day, which change by themselves."""
    pieces = [_SPLIT.split(value) for value in column]
    dated = dated and all(value.isdigit() for value in column)
    made = []
    for column_ in zip(*pieces, strict=True):
        value = column_[0]
        if not value.isdigit() or (fixed and len(set(column_)) == 1 and not _may_be_date(value, dated=dated)):
            made.append(value)
        else:
            made.append("{n}")
    return "".join(made)


def _may_be_date(digits: str, *, dated: bool) -> bool:
    if _is_year(digits) or (len(digits) in (6, 8) and _is_year(digits[:4])):
        return True
    return dated and len(digits) in (1, 2, 4)


def _is_year(value: str) -> bool:
    return len(value) == 4 and value.isdigit() and 1990 <= int(value) <= 2059


def _ending(column: Sequence[str]) -> str:
    ending = _EXTENSION.search(column[0])
    return ending.group() if ending and all(value.endswith(ending.group()) for value in column) else ""


def _value(values: Sequence[str]) -> str:
    if len(set(values)) == 1 and len(values) > 1 and not values[0].isdigit():
        return values[0]
    if all(value.isdigit() for value in values):
        return values[0] if len(set(values)) == 1 and len(values) >= _FEW else "{n}"
    if all(re.match(r"\d+:", value) for value in values):
        return "{n}:*"
    return "*"


def _covers(wide: str, narrow: str) -> bool:
    return matches("https://x" + narrow.replace("*", "x").replace("{n}", "1"), [wide]) if narrow[0] == "/" else False
