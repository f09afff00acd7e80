"""Text in, verdict with evidence out."""

from topics.records import Evidence, Verdict
from topics.topic import Topic, TopicError, available_topics, load_topic

__all__ = ["Evidence", "Topic", "TopicError", "Verdict", "available_topics", "load_topic"]
