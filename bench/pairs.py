"""Pairs of invented articles, the same story or not, made the ways they differ on real sites."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from bench import texts
from bench.texts import Invented

DAY = date(2024, 6, 3)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a pair: where it stands and what it says."""

    site: str
    path: str
    title: str
    body: str
    language: str
    day: date | None = DAY
    image: str | None = None
    siblings: dict[str, str] = field(default_factory=dict)
    canonical: str | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"https://{self.site}.example{self.path}"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two pages, and whether they are one story."""

    kind: str
    same: bool
    one: Page
    two: Page


def pairs(seed: int = 1, *, each: int = 60) -> Iterator[Pair]:
    """``each`` pairs of every kind, in Russian, English and Chinese."""
    for kind, make in _KINDS.items():
        for number in range(each):
            dice = random.Random(f"{seed}/{kind}/{number}")
            language = ("ru", "ru", "en", "zh")[number % 4]
            yield make(dice, language, f"{kind}-{number}")


def _page(site: str, name: str, told: Invented, **more: object) -> Page:
    page = Page(site, f"/news/{name}/", told.title, told.body, told.language)
    return replace(page, **more)  # type: ignore[arg-type]  # names of the dataclass's own fields


_BOILER = {
    "ru": (
        "Пресс-служба университета. При использовании материалов ссылка на сайт обязательна.",
        "Подписывайтесь на наши каналы, чтобы первыми узнавать о конкурсах, грантах и событиях кампуса.",
        "Приёмная комиссия работает ежедневно. Задать вопрос можно по телефону горячей линии или через личный кабинет.",
    ),
    "en": (
        "Press office of the university. Please name this site when you use our texts.",
        "Follow our channels to be the first to hear of contests, grants and events on campus.",
        "The admissions office is open daily. Ask your questions by telephone or in your personal account.",
    ),
    "zh": (
        "大学新闻中心供稿，转载请注明出处。",
        "欢迎关注我们的官方账号，第一时间了解校园活动、竞赛和奖学金信息。",
        "招生办公室每天开放，可通过热线电话或个人中心提问。",
    ),
}


def _other_boilerplate(dice: random.Random, language: str, name: str) -> Pair:
    told = texts.article(dice, language)
    boiler = _BOILER[language]
    more = replace(told, paragraphs=(boiler[1], *told.paragraphs, *dice.sample(boiler, 2)))
    return Pair("other boilerplate", True, _page("alpha", name, told), _page("beta", name, more))


_LEADS = {
    "ru": (
        "Коллеги из соседнего города делятся новостью: {title}. Мы попросили {person} объяснить читателям, чем это "
        "важно для региона и что изменится для наших студентов уже в этом семестре.",
        "«{title}», — сообщает портал-партнёр. Публикуем текст с небольшими сокращениями и добавим: в {year} году к "
        "похожей теме обращалась и редакция нашей газеты.",
    ),
    "en": (
        "Our neighbours have something to be proud of: {title}. We asked {person} to tell readers why this matters to "
        "the region and to whoever enters in the coming term.",
        "“{title}”, a partner portal writes. We print its report slightly shortened, and recall that our paper turned "
        "to a similar subject in {year}.",
    ),
    "zh": (
        "兄弟院校传来喜讯：{title}。本报记者特邀{person}为读者解读这一消息对本地区的意义，以及对新生的影响。",
        "合作媒体以“{title}”为题作了报道。现将原文略作删节刊出；早在{year}年，本报也曾关注过同类话题。",
    ),
}


def _changed_lead(dice: random.Random, language: str, name: str) -> Pair:
    told = texts.article(dice, language, paragraphs=dice.randint(5, 9))
    lead = texts.sentence(dice, language, dice.choice(_LEADS[language]).replace("{title}", told.title))
    syndicated = replace(told, title=texts.retitled(dice, told), paragraphs=(lead, *told.paragraphs[1:]))
    two = _page("beta", name, syndicated, day=DAY + timedelta(days=dice.randint(0, 3)))
    return Pair("changed lead", True, _page("alpha", name, told), two)


def _retitled(dice: random.Random, language: str, name: str) -> Pair:
    told = texts.article(dice, language, paragraphs=dice.randint(2, 6))
    other = replace(told, title=texts.retitled(dice, told))
    return Pair("retitled", True, _page("alpha", name, told), _page("alpha", f"{name}-again", other))


def _small_edits(dice: random.Random, language: str, name: str) -> Pair:
    """The same article at another address, a sentence put in and a word changed on the way."""
    told = texts.article(dice, language)
    paragraphs = list(told.paragraphs)
    gap = "" if language == "zh" else " "
    paragraphs[-1] += gap + texts.sentence(dice, language)
    common = {"ru": ("стартовал", "начался"), "en": ("carried out", "done"), "zh": ("共同", "一起")}[language]
    edited = replace(told, paragraphs=tuple(one.replace(*common) for one in paragraphs))
    return Pair("small edits", True, _page("alpha", name, told), _page("beta", name, edited))


def _translated(dice: random.Random, _language: str, name: str) -> Pair:
    """Language versions: by hreflang, by a canonical link, by their addresses with a picture, numbers or a slug."""
    told = texts.article(dice, "ru")
    numbers = [word for word in told.body.replace(".", " ").split() if word.isdigit()]
    english = texts.article(dice, "en")
    body = "".join(char for char in english.body if not char.isdigit())
    one = _page("alpha", name, told)
    two = Page("alpha", f"/en/news/{name}/", english.title, body, "en", day=DAY + timedelta(days=dice.randint(0, 2)))
    way = dice.choice(("hreflang", "canonical", "picture", "numbers", "slug"))
    if way == "hreflang":
        two = replace(two, path=f"/en/events/{name}-x/", siblings={"ru": one.url})
    elif way == "canonical":
        two = replace(two, path=f"/en/events/{name}-x/", canonical=one.url)
    elif way == "picture":
        picture = f"https://alpha.example/upload/{name}.jpg"
        one, two = replace(one, image=picture), replace(two, image=picture)
    elif way == "numbers":
        shown = numbers[: max(2, len(numbers) * 4 // 5)]
        two = replace(two, body=f"{body}\n\nFigures: {', '.join(shown)}.")
    else:
        slug = f"novyi-proekt-laboratorii-{name}"
        one, two = replace(one, path=f"/news/{slug}/"), replace(two, path=f"/en/news/{slug}/")
    return Pair("translated", True, one, two)


def _series(dice: random.Random, language: str, name: str) -> Pair:
    """Two articles of one series: the same closing paragraphs under different beginnings."""
    first, second = texts.article(dice, language, paragraphs=4), texts.article(dice, language, paragraphs=4)
    closing = texts.article(dice, language, paragraphs=dice.randint(1, 4)).paragraphs
    one = replace(first, paragraphs=(*first.paragraphs, *closing))
    two = replace(second, paragraphs=(*second.paragraphs, *closing))
    return Pair(
        "series", False, _page("alpha", name, one), _page("alpha", f"{name}-b", two, day=DAY + timedelta(days=2))
    )


_PORTRAIT = {
    "ru": "Героем рубрики «Студент недели» стал{end} {person}. {Who} учится на программе по {field} и приехал{end} "
    "из {place}. Больше всего нравятся занятия в лаборатории, где работает {thing}.",
    "en": "The student of the week is {person}. The hero of this issue studies {field} and came from {place}. "
    "Best liked are the hours in the laboratory with {thing}.",
    "zh": "本期“每周之星”是{person}同学。该同学学习{field}专业，来自{place}，最喜欢在实验室里使用{thing}。",
}


def _portraits(dice: random.Random, language: str, name: str) -> Pair:
    """A series whose issues are mostly template: a short portrait over a long text on the contest."""
    about = texts.article(dice, language, paragraphs=2).paragraphs
    template = _PORTRAIT[language].replace("{end}", "").replace("{Who}", "Участник")

    def issue() -> Invented:
        return Invented(language, texts.title(dice, language), (texts.sentence(dice, language, template), *about))

    one, two = issue(), issue()
    return Pair(
        "portraits", False, _page("alpha", name, one), _page("alpha", f"{name}-b", two, day=DAY + timedelta(days=7))
    )


def _annual(dice: random.Random, language: str, name: str) -> Pair:
    """The report of one year and that of another: a few numbers differ, or only the one in the headline."""
    told = texts.article(dice, language, paragraphs=5)
    year, before = (f"{n}年" if language == "zh" else str(n) for n in (2024, 2023))
    word = {"ru": "Итоги года {}", "en": "Annual report {}", "zh": "{}年度报告"}[language]
    digits = list(dict.fromkeys(_digits(told.body)))
    changed = told.body
    for number in digits[: dice.randint(0, 3)]:
        changed = changed.replace(number, str(int(number) + dice.randint(1, 9)))
    one = Page("alpha", f"/report/{name}/", word.format(before), told.body, language, day=None)
    two = Page("alpha", f"/report/{name}-next/", word.format(year), changed, language, day=None)
    return Pair("annual report", False, one, two)


def _digits(text: str) -> Iterator[str]:
    number = ""
    for char in f"{text} ":
        if char.isdigit():
            number += char
        elif number:
            yield number
            number = ""


_DELEGATION = {
    "ru": ("Университет посетила делегация из {place} во главе с ректором по имени {person}. Гостей было {count}.", 13),
    "en": ("A delegation from {place} led by rector {person} came to the university. There were {count} guests.", 13),
    "zh": ("由校长{person}率领的{place}代表团访问了我校，共有{count}位客人。", 13),
}


def _delegations(dice: random.Random, language: str, name: str) -> Pair:
    """Two delegations in one week, told in the same words: other guests, sometimes another number of them."""
    frame = texts.article(dice, language, paragraphs=dice.randint(2, 4)).paragraphs
    template = _DELEGATION[language][0]
    count = dice.randint(3, 9)
    same_count = dice.random() < 0.5

    def visit(guests: int) -> Invented:
        lead = texts.sentence(dice, language, template.replace("{count}", str(guests)))
        return Invented(language, texts.title(dice, language), (lead, *frame))

    one, two = visit(count), visit(count if same_count else count + 1)
    later = DAY + timedelta(days=dice.randint(1, 5))
    return Pair("delegations", False, _page("alpha", name, one), _page("alpha", f"{name}-b", two, day=later))


def _unrelated(dice: random.Random, language: str, name: str) -> Pair:
    boiler = _BOILER[language]

    def framed() -> Invented:
        told = texts.article(dice, language, paragraphs=dice.randint(1, 4))
        return replace(told, paragraphs=(*told.paragraphs, *boiler))

    return Pair("unrelated", False, _page("alpha", name, framed()), _page("beta", name, framed()))


def _digest(dice: random.Random, language: str, name: str) -> Pair:
    told = texts.article(dice, language, paragraphs=3)
    others = [texts.article(dice, language, paragraphs=3) for _ in range(4)]
    week = tuple(paragraph for one in (told, *others) for paragraph in one.paragraphs)
    digest = Invented(language, texts.title(dice, language), week)
    two = _page("alpha", f"{name}-week", digest, day=DAY + timedelta(days=4))
    return Pair("digest", False, _page("alpha", name, told), two)


_CALL = {
    "ru": ("Приглашаем {day} июня в {hour}:00 на лекцию", "июня"),
    "en": ("Join us on {day} June at {hour}:00 for a lecture", "June"),
    "zh": ("6月{day}日{hour}:00举行讲座，欢迎参加", "月"),
}


def _weekly(dice: random.Random, language: str, name: str) -> Pair:
    """An announcement that comes again next week, only its day (or hour) another."""
    told = texts.article(dice, language, paragraphs=2)

    def call(day: int, hour: int) -> Invented:
        first = _CALL[language][0].format(day=day, hour=hour)
        return replace(told, paragraphs=(f"{first}.", *told.paragraphs))

    one, two = call(5, 14), call(12, dice.choice((14, 15)))
    return Pair(
        "weekly", False, _page("alpha", name, one), _page("alpha", f"{name}-b", two, day=DAY + timedelta(days=7))
    )


def _own_numbering(dice: random.Random, _language: str, name: str) -> Pair:
    """/news/12 and /en/news/12 of a site that counts the news of each language on their own."""
    russian, english = texts.article(dice, "ru"), texts.article(dice, "en")
    one = _page("alpha", name, russian, image="https://alpha.example/upload/logo.png")
    path = f"/en/news/{name}/"
    two = Page("alpha", path, english.title, english.body, "en", DAY + timedelta(days=dice.randint(0, 30)), one.image)
    return Pair("own numbering", False, one, two)


_KINDS: dict[str, Callable[[random.Random, str, str], Pair]] = {
    "boilerplate": _other_boilerplate,
    "lead": _changed_lead,
    "retitled": _retitled,
    "edits": _small_edits,
    "translated": _translated,
    "series": _series,
    "portraits": _portraits,
    "annual": _annual,
    "delegations": _delegations,
    "unrelated": _unrelated,
    "digest": _digest,
    "weekly": _weekly,
    "numbering": _own_numbering,
}
