"""Loading a topic: a shipped one by its name, or a user's own file."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import tomli
from pydantic import ValidationError

from topics.context import Surroundings
from topics.forms import Forms, TableError, add_terms, read_table
from topics.grading import Scored
from topics.judge import Text, judge, weigh
from topics.records import Verdict
from topics.schema import TopicFile

SHIPPED = Path(__file__).parent
_LARGEST_FILE = 4_000_000  # bytes of a topic file; a larger one is no hand-written lexicon


class TopicError(Exception):
    """A topic cannot be loaded. The text names the file, the key, what is wrong and what would be right."""


class Topic:
    """A topic ready to judge texts. Immutable after loading; safe to share between threads."""

    def __init__(self, rules: TopicFile, forms: Forms) -> None:
        self._forms = forms
        self._surroundings = Surroundings(rules, forms)
        self._rules = self._surroundings.rules

    @property
    def name(self) -> str:
        """The short name, as in ``load_topic("china")``."""
        return self._rules.name

    @property
    def title(self) -> str:
        """The name people read."""
        return self._rules.title

    @property
    def version(self) -> str:
        """The lexicon's version; verdicts carry it."""
        return self._rules.version

    @property
    def rules(self) -> TopicFile:
        """What the topic file says, but for the words it looks for."""
        return self._rules

    @property
    def forms(self) -> Forms:
        """The tables of what is looked for."""
        return self._forms

    def weigh(self, text: Text) -> list[Scored]:
        """What is found in a text, and what each mention is worth; :meth:`judge` makes a verdict of it."""
        return weigh(self._rules, self._forms, self._surroundings, text)

    def judge(
        self,
        title: str,
        body: str,
        *,
        language: str | None = None,
        rubric: str | None = None,
        source: str | None = None,
    ) -> Verdict:
        """Is this text about the topic? ``body``: paragraphs separated by newlines; ``language``: ISO 639-1 or None.

        ``rubric`` (the site's own heading over it) can support a flag, never make one; ``source`` is the key of the
        site, for rules that hold for some sources alone. Grades: 3 main, 2 significant, 1 passing, 0 none; the evidence
        that decides stands first. Time is linear in the length of the text. Never raises on any text.
        """
        return self.judge_text(Text(title, body, rubric or "", language, source))

    def judge_text(self, text: Text) -> Verdict:
        """The same for a text that several topics judge."""
        return judge(self._rules, self._forms, self._surroundings, text)


def available_topics() -> tuple[str, ...]:
    """The names of the shipped topics, sorted."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.toml")))


def load_topic(name: str | Path) -> Topic:
    """A shipped topic by its name ("china"), or a topic file by its path ("my/quantum.toml").

    Shipped topics are loaded once. Raises TopicError.
    """
    text = str(name)
    if isinstance(name, str) and text in available_topics():
        return _load_shipped(text)
    if isinstance(name, str) and not text.endswith(".toml"):
        known = ", ".join(available_topics())
        raise TopicError(f"there is no topic {text!r}; the shipped ones are: {known}; or give the path of a .toml file")
    return _load_file(Path(name))


@lru_cache(maxsize=16)
def _load_shipped(name: str) -> Topic:
    return _load_file(SHIPPED / f"{name}.toml")


def _load_file(path: Path) -> Topic:
    with _collector_resting():
        return load_rules(path, read_rules(path))


@contextmanager
def _collector_resting() -> Iterator[None]:
    """Nothing that a topic is made of is garbage: looking for some takes a sixth of the time of loading."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def load_rules(path: Path, rules: TopicFile) -> Topic:
    """A topic of these rules; their table lies beside ``path``. Raises TopicError."""
    try:
        forms = read_table(_table_path(path, rules.table)) if rules.table else Forms()
    except TableError as error:
        raise TopicError(f"{path}: table: {error}") from error
    add_terms(forms, rules.terms)
    forms.seal()
    return Topic(rules, forms)


def _table_path(path: Path, table: str) -> Path:
    if Path(table).name != table:
        raise TopicError(f"{path}: table: {table!r} must be the name of a file beside the topic file, without folders")
    return path.parent / table


def read_rules(path: Path) -> TopicFile:
    """Read and check a topic file; raises TopicError."""
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise TopicError(f"{path}: larger than {_LARGEST_FILE} bytes: not a topic file")
        data = tomli.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise TopicError(f"{path}: no such file; give the path of a topic file (.toml)") from error
    except OSError as error:
        raise TopicError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise TopicError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except (tomli.TOMLDecodeError, RecursionError) as error:
        raise TopicError(f"{path}: is not valid TOML: {error}") from error
    try:
        return TopicFile.model_validate(data)
    except ValidationError as error:
        raise TopicError(_explain(path, data, error)) from error


_RIGHT = {
    "missing": "add the key",
    "extra_forbidden": "there is no such key: remove it, or correct its spelling",
    "tuple_type": 'must be a list, for instance ["a", "b"]',
}
_NOTHING_GIVEN = frozenset(["missing", "extra_forbidden"])


def _explain(path: Path, data: dict[str, object], error: ValidationError) -> str:
    lines = []
    for problem in error.errors()[:5]:
        key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in problem["loc"]).lstrip(".")
        where = _entity_at(data, problem["loc"])
        said = _RIGHT.get(problem["type"], problem["msg"].removeprefix("Value error, "))
        given = "" if problem["type"] in _NOTHING_GIVEN else f" (given: {str(problem['input'])[:60]!r})"
        lines.append(f"{path}: {key or 'file'}{where}: {said}{given}")
    return "\n".join(lines)


def _entity_at(data: dict[str, object], loc: tuple[int | str, ...]) -> str:
    """The name of the term a problem is in, so that a user need not count tables."""
    terms = data.get("terms")
    if len(loc) > 1 and loc[0] == "terms" and isinstance(loc[1], int) and isinstance(terms, list):
        term = terms[loc[1]]
        if isinstance(term, dict) and isinstance(term.get("entity"), str):
            return f" (the term {term['entity']!r})"
    return ""
