"""Sources as records: what one of them is told stays with it."""

from __future__ import annotations

from sources import Source

_LIST = {"kind": "listing", "url": "https://uni.example/news/", "articles": ["/news/{n}"]}


def _made(key: str) -> Source:
    values = {"key": key, "name": key, "country": "RU", "homepage": "https://uni.example/", "entries": [_LIST]}
    return Source.model_validate(values)


def test_a_changed_copy_of_a_source_changes_no_other_that_was_written_alike() -> None:
    one, two = _made("one"), _made("two")
    changed = one.model_copy(update={"notes": "moved"})
    assert "notes" in changed.model_dump(exclude_unset=True)
    assert "notes" not in one.model_dump(exclude_unset=True)
    assert "notes" not in two.model_dump(exclude_unset=True)
