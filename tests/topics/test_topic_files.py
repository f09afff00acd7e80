"""Topic files: shipped ones, a user's own, and broken ones."""

import gc
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from topics import Topic, TopicError, available_topics, load_topic
from topics.vocabulary import vocabulary

OWN = """
name = "permafrost"
title = "Permafrost"
version = "1"

[[terms]]
entity = "permafrost"
kind = "concept"
forms = ["permafrost", "вечн* мерзлот*", "多年冻土"]

[[terms]]
entity = "ice"
kind = "concept"
strength = "weak"
forms = ["лёд", "льд*"]

[[masks]]
reason = "a film"
patterns = ["ice age"]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_shipped_topics_load_and_are_kept() -> None:
    assert available_topics() == ("artificial-intelligence", "china", "taiwan")
    for name in available_topics():
        assert load_topic(name).name == name
        assert load_topic(name) is load_topic(name)


@pytest.mark.parametrize("text", [OWN, "name ="])
def test_the_collector_goes_on_after_loading(tmp_path: Path, text: str) -> None:
    with suppress(TopicError):
        load_topic(write(tmp_path, text))
    assert gc.isenabled()


def test_a_topic_of_the_users_own(tmp_path: Path) -> None:
    topic = load_topic(write(tmp_path, OWN))
    verdict = topic.judge("О вечной мерзлоте", "Вечная мерзлота тает.")
    assert (verdict.topic, verdict.grade, verdict.lexicon_version) == ("permafrost", 3, "1")
    assert verdict.evidence[0].term == "вечной мерзлоте"
    assert topic.judge("中国", "多年冻土研究").flagged
    assert not topic.judge("Каток", "Залили лёд, льда много.").flagged
    assert load_topic(str(tmp_path / "own.toml")).name == "permafrost"


def test_the_other_shipped_topics() -> None:
    assert load_topic("taiwan").judge("Rector visits Taipei", "Talks in Taiwan.").grade == 3
    assert load_topic("taiwan").judge("Ректор в Пекине", "Переговоры в Китае.").grade == 0
    assert load_topic("artificial-intelligence").judge("Нейросеть учит физику", "Модель машинного обучения.").grade == 3
    assert load_topic("artificial-intelligence").judge("Новый каток", "Лёд залили в парке.").grade == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('kind = "concept"', 'kind = "thing"'), ["terms[0].kind", "permafrost", "'concept'", "thing"]),
        (('[[terms]]\nentity = "ice"', '[[terms]]\nentty = "ice"'), ["terms[1].entty", "there is no such key"]),
        (('version = "1"\n', ""), ["version", "add the key"]),
        (("льд*", "л*"), ["terms[1].forms[1]", "after three letters"]),
        (('patterns = ["ice age"]', "patterns = []"), ["masks[0]", "patterns", "ends and begins"]),
        (
            ('patterns = ["ice age"]', 'ends = ["普通"]\nbegins = ["化"]'),
            ["masks[0].begins[0]", "two Han characters", "化"],
        ),
        (('patterns = ["ice age"]', 'ends = "普通"\nbegins = ["化学"]'), ["masks[0].ends", "must be a list", "普通"]),
        (('patterns = ["ice age"]', 'patterns = ["ice age"]\nends = ["普通"]'), ["masks[0]", "both ends and begins"]),
        (('version = "1"', "version = "), ["not valid TOML"]),
        (('version = "1"', f'version = "1"\nnested = {"[" * 100_000}'), ["not valid TOML", "nested"]),
        (('version = "1"', 'version = "1"\ntable = "../x.gz"'), ["table", "without folders"]),
        (('version = "1"', 'version = "1"\ntable = "x.gz"'), ["table", "x.gz", "cannot be read"]),
    ],
)
def test_a_broken_file_says_where_and_what(tmp_path: Path, change: tuple[str, str], said: list[str]) -> None:
    path = write(tmp_path, OWN.replace(*change))
    with pytest.raises(TopicError) as error:
        load_topic(path)
    assert str(path) in str(error.value)
    for words in said:
        assert words in str(error.value)


def test_unknown_names_and_missing_files_say_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(TopicError, match="china"):
        load_topic("chnia")
    with pytest.raises(TopicError, match="no such file"):
        load_topic(tmp_path / "none.toml")
    with pytest.raises(TopicError, match="cannot be read"):
        load_topic(tmp_path)


def test_a_damaged_table_is_told(tmp_path: Path) -> None:
    shipped = Path(load_topic.__code__.co_filename).parent
    shutil.copy(shipped / "china.toml", tmp_path / "china.toml")
    (tmp_path / "china.forms.gz").write_bytes((shipped / "china.forms.gz").read_bytes()[:1000])
    with pytest.raises(TopicError, match="rebuild"):
        load_topic(tmp_path / "china.toml")


def test_every_entity_of_the_vocabulary_is_listed_once_with_its_spellings(china: Topic) -> None:
    listed = vocabulary(china)
    assert all(one.spellings for one in listed)
    rows = [(one.entity, one.kind, one.weight, one.strength) for one in listed]
    assert len(rows) == len(set(rows))
    assert {one.name for one in china.forms.entities} == {one.entity for one in listed}
