"""The archive checked in several processes: every stored page, every article, and what its page says today."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from articles.reader_version import reader_version
from storage.rereading import StoredReading
from storage.verifying import Problem
from vestnik.replaying import ALONE, AT_ONCE, Work, portions
from vestnik.rereading import Reader


@dataclass(frozen=True, slots=True)
class Share:
    """A portion of the work: sha256 of stored pages, or numbers of articles."""

    pages: tuple[str, ...] = ()
    articles: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in one portion. ``other_reader`` names the articles that today's reader would read differently
    from an older one that read them: no damage, `vestnik replay` brings them up to date."""

    share: Share
    problems: list[Problem]
    other_reader: list[int]


def shares(keys: Sequence[str], ids: Sequence[tuple[str, int]]) -> list[Share]:
    """All the work in portions."""
    pages = [Share(pages=tuple(keys[start : start + AT_ONCE])) for start in range(0, len(keys), AT_ONCE)]
    return pages + [Share(articles=tuple(part)) for part in portions(ids)]


def check_shares(work: Work, given: Sequence[Share], processes: int) -> Iterator[Checked]:
    """The portions as they are checked, in up to ``processes`` processes."""
    count = sum(len(share.pages) + len(share.articles) for share in given)
    if processes <= 1 or count <= ALONE:
        reader = Reader.of(work)
        try:
            yield from (check(reader, share) for share in given)
        finally:
            reader.store.close()
        return
    start = multiprocessing.get_context("spawn")  # a forked one would share the database's locks
    with ProcessPoolExecutor(min(processes, len(given)), start, _begin, (work,)) as pool:
        yield from pool.map(_check, given)


def check(reader: Reader, share: Share) -> Checked:
    """Check one portion."""
    problems = reader.store.check_pages(share.pages) if share.pages else []
    other_reader: list[int] = []
    if share.articles:
        found = reader.store.check_articles(share.articles)
        problems += found
        unreadable = {problem.where for problem in found if problem.kind == "unreadable"}
        for stored in reader.store.stored_readings([n for n in share.articles if f"article {n}" not in unreadable]):
            words = _unlike_its_page(reader, stored)
            number = stored.row["id"]
            if words and stored.row["reader"] == reader_version():
                problems.append(Problem("reading", f"article {number}", words))
            elif words:
                other_reader.append(number)
    return Checked(share, problems, other_reader)


def _unlike_its_page(reader: Reader, stored: StoredReading) -> str | None:
    """How the stored fields differ from what the page says, read with any profile its source ever had or without one.
    None where some reading agrees, and where there is no page to read (which is told elsewhere)."""
    if stored.page is None:
        return None
    row = stored.row
    fewest: list[str] | None = None
    for article in reader.readings(stored):
        if article is None:
            continue
        day = article.published.day.isoformat() if article.published is not None else None
        unlike = [name for name in ("title", "body") if getattr(article, name) != row[name]]
        # An article keeps a date once read, and the card that named it may be gone.
        unlike += ["published day"] if day is not None and day != row["published_day"] else []
        if not unlike:
            return None
        fewest = unlike if fewest is None or len(unlike) < len(fewest) else fewest
    if fewest is None:
        return "today's reader finds no article on its page"
    return f"its {' and '.join(fewest)} {'is' if len(fewest) == 1 else 'are'} not what its stored page says"


_reader: Reader | None = None


def _begin(work: Work) -> None:
    global _reader
    _reader = Reader.of_process(work)


def _check(share: Share) -> Checked:
    if _reader is None:
        raise RuntimeError("this process was not begun")
    return check(_reader, share)
