"""What of an article is judged: its rubric as support, an edit's new sentences, and no block that stands everywhere."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from articles.compare import compare_versions
from articles.records import Change
from pipelines.judge import JudgePipeline
from pipelines.repeated import ARTICLES, RepeatedBlocks
from storage.records import ArticleItem, KnownArticle
from tests.storage.builders import address, item
from topics import load_topic

FILLER = "Кафедра провела семинар о свойствах сплавов.\n\n" * 150
SIGNATURE = "Институт Конфуция приглашает всех желающих на курсы китайского языка по субботам."


def judged(given: ArticleItem, pipeline: JudgePipeline | None = None) -> ArticleItem:
    given.change = given.change or Change("new")
    return asyncio.run((pipeline or JudgePipeline([load_topic("china")])).process_item(given))


def edit(old: str, new: str) -> ArticleItem:
    known = KnownArticle(1, address(1), 1, "Новости", old, None, "hash")
    change = compare_versions(
        old_title="Новости", old_body=old, old_day=None, new_title="Новости", new_body=new, new_day=None
    )
    return item(1, run_id=1, title="Новости", body=new, known=known, change=change)


def test_a_rubric_supports_a_flag_and_never_makes_one() -> None:
    plain = item(1, run_id=1, title="Семинар", body="Прошёл семинар о сплавах.")
    plain.article = replace(plain.article, rubric="Сотрудничество с Китаем")
    assert judged(plain).verdicts["china"].grade == 1
    guests = item(1, run_id=1, title="Семинар", body="Прошёл семинар с гостями из Харбина.")
    alone = judged(guests).verdicts["china"]
    guests.article = replace(guests.article, rubric="Китай")
    supported = judged(guests).verdicts["china"]
    assert supported.score > alone.score
    assert {"rubric", "lead"} == {e.field for e in supported.evidence}


def test_topics_judge_a_text_together_as_each_does_alone() -> None:
    topics = [load_topic(name) for name in ("china", "taiwan", "artificial-intelligence")]
    body = "Xi'an’s guests spoke of Taiwan. 清华大学 и Ки\u00adтай: нейросети, машинное обучение, Тайбэй."
    given = item(1, run_id=1, title="Гости из Тайваня и КНР", body=body)

    together = judged(given, JudgePipeline(topics)).verdicts

    alone = [topic.judge(given.article.title, body, source=given.source_key) for topic in topics]
    assert list(together.values()) == alone
    assert all(verdict.evidence for verdict in alone)


def test_an_edit_that_adds_the_topic_to_a_long_text_is_news() -> None:
    addition = "В среду делегация приехала из Ухани."
    whole = judged(item(1, run_id=1, title="Новости", body=FILLER + addition))
    assert not whole.verdicts["china"].flagged
    edited = judged(edit(FILLER, FILLER + addition))
    assert edited.verdicts["china"].flagged
    assert edited.verdicts["china"].decided.startswith("an edit added it")


def test_an_edit_that_rewords_a_mention_is_no_news() -> None:
    edited = judged(edit(FILLER + "Делегация из Ухани уехала.", FILLER + "В среду делегация из Ухани улетела домой."))
    assert not edited.verdicts["china"].flagged


def test_an_edit_of_a_flagged_article_stays_flagged() -> None:
    edited = judged(edit("Делегация из Ухани уехала.", "Делегация из Ухани уехала.\n\nПровожал её ректор."))
    assert edited.verdicts["china"].flagged


def test_a_block_under_every_article_of_a_source_flags_none_of_them() -> None:
    pipeline = JudgePipeline([load_topic("china")])
    grades = [
        judged(item(number, run_id=1, title="Новости", body=f"Посадили {number} лип.\n\n{SIGNATURE}"), pipeline)
        .verdicts["china"]
        .grade
        for number in range(1, 7)
    ]
    assert grades[:2] == [2, 2]  # nobody can know yet
    assert grades[3:] == [0, 0, 0]
    told = judged(item(9, run_id=1, title="Новости", body=f"Приехали гости из Китая.\n\n{SIGNATURE}"), pipeline)
    (evidence,) = told.verdicts["china"].evidence
    assert told.article.body[evidence.offset :].startswith("Китая")


def test_what_is_remembered_of_blocks_is_bounded() -> None:
    blocks = RepeatedBlocks(SIGNATURE for _ in range(5))
    assert blocks.blank(SIGNATURE, [0]).strip() == ""
    for number in range(ARTICLES):
        blocks.add(f"Совсем другой текст о погоде и урожае номер {number}.")
    assert blocks.blank(SIGNATURE, [0]) == SIGNATURE
