"""The invented news: stories in up to three languages with slots, and how one site fills and picks them.

Everything is chosen by hashes of fixed strings, so the same code makes the same sites on every machine, and a story
added later does not reshuffle the others.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_EXTRAS = Path(__file__).with_name("extras.toml")
NEWS = Path(__file__).with_name("news.jsonl")
CHINA, NEAR, PLAIN = 12, 6, 42
"""How many stories of each kind a site carries."""

LABS = "BCDEFHKLM"


@dataclass(frozen=True, slots=True)
class StoryText:
    """One story in one language, its slots unfilled."""

    title: str
    body: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """One invented story. ``grade`` 0..3 says how much it is about China and ``why`` in one line; ``sites`` names
    the source keys it belongs to, where it belongs to those only (the seed article)."""

    id: str
    grade: int
    near_miss: bool
    why: str
    rubric: Mapping[str, str]
    texts: Mapping[str, StoryText]
    sites: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """ "china", "near" or "plain": the three parts of a site's mix."""
        if self.grade >= 2:
            return "china"
        return "near" if self.near_miss else "plain"


def load_stories(path: Path = NEWS) -> tuple[Story, ...]:
    """Read the stories, one JSON object a line. Raises ValueError with file and line number for a broken one."""
    stories = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            stories.append(_story(json.loads(line)))
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{path.name}:{number}: not a story: {error!r}") from error
    return tuple(stories)


def _story(data: dict[str, Any]) -> Story:
    texts = {code: StoryText(text["title"], tuple(text["body"])) for code, text in data["texts"].items()}
    return Story(
        id=data["id"],
        grade=int(data["grade"]),
        near_miss=bool(data["near_miss"]),
        why=data["why"],
        rubric=data["rubric"],
        texts=texts,
        sites=tuple(data.get("sites", ())),
    )


@cache
def extras() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """What is put around and into the stories: by kind and language, parallel lists."""
    return tomllib.loads(_EXTRAS.read_text(encoding="utf-8"))


def draw(key: str, size: int) -> int:
    """A number in ``range(size)``, always the same for the same key."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8]) % size


def pick_stories(stories: Iterable[Story], *, group: str, keys: Sequence[str], languages: Sequence[str]) -> list[Story]:
    """The stories of one site (or of the hosts of one site), newest first: its own, and the mix of the three kinds.

    Only stories that exist in all ``languages`` qualify; where a kind has too few, all of them are taken.
    """
    fitting = [story for story in stories if all(code in story.texts for code in languages)]
    own = [story for story in fitting if set(story.sites) & set(keys)]
    wanted = {"china": CHINA, "near": NEAR, "plain": PLAIN}
    for story in own:
        wanted[story.kind] -= 1
    chosen = list(own)
    for kind, count in wanted.items():
        pool = [story for story in fitting if story.kind == kind and not story.sites]
        pool.sort(key=lambda story: draw(f"pick/{group}/{story.id}", 1 << 62))
        chosen += pool[:count]
    chosen.sort(key=lambda story: draw(f"order/{group}/{story.id}", 1 << 62))
    return chosen


def slots(*, key: str, university: str, language: str) -> dict[str, str]:
    """Values for the slots of one story on one site: equal in every language of the same ``key``."""
    people = extras()["people"][language]
    first = draw(f"p1/{key}", len(people))
    second = (first + 1 + draw(f"p2/{key}", len(people) - 1)) % len(people)
    return {
        "univ": university,
        "p1": people[first],
        "p2": people[second],
        "n1": str(20 + 5 * draw(f"n1/{key}", 16)),
        "n2": str(20 + 5 * draw(f"n2/{key}", 16)),
        "lab": f"{LABS[draw(f'l/{key}', len(LABS))]}-{10 + draw(f'm/{key}', 280)}",
    }


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put the values into a text's ``{slots}``; anything else in braces stays as it is."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text
