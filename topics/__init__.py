"""Text in, verdict with evidence out."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from topics.records import Evidence, Masked, Verdict

if TYPE_CHECKING:
    from topics.judge import Text
    from topics.topic import Topic, TopicError, available_topics, load_topic

__all__ = ["Evidence", "Masked", "Text", "Topic", "TopicError", "Verdict", "available_topics", "load_topic"]

_LATER = ("Text", "Topic", "TopicError", "available_topics", "load_topic")


def __getattr__(name: str) -> Any:
    """Load what judges when it is first asked for: who only wants the records (the store) need not wait for it."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("topics.topic"), name)
