"""Text in, verdict with evidence out."""

from topics.records import Evidence, Masked, Verdict
from topics.topic import Topic, TopicError, available_topics, load_topic

__all__ = ["Evidence", "Masked", "Topic", "TopicError", "Verdict", "available_topics", "load_topic"]
