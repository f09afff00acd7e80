"""Invented news with as many words as real ones have, on pages of real weight: for measuring what storing costs.

``bench.texts`` fills some twenty sentences in at random: hard pairs for telling near duplicates apart, but nearly every
article then has five near neighbours. Of real ones, three to twelve of a hundred share a passage with another article
of their site; here about ten do (a paragraph taken over from an earlier article).
"""

from __future__ import annotations

import random
from functools import lru_cache
from html import escape

from bench.texts import Invented

_SYLLABLES = {
    "ru": "ра но ко ста ни то во ли те на по ре ва ка ро ме де ль ди ции ный ств ова пре при уни ком лен дро сту жи"
    " гра мо шу за бу ще ним вы ход тель ность ку се ми чи ло па",
    "en": "re con ti on al ma in ter ation ing er de pro ex com per st ri la no men ver si ta ple tion ic un dis ble"
    " sta th ou ch ea tr ly for mi co sh ne ra ge po wi",
    "zh": "学 生 大 校 的 在 中 了 和 为 研 究 发 展 会 议 国 际 合 作 教 育 师 院 科 技 创 新 工 业 人 才 培 养 交"
    " 流 项 目 实 验 室 年 月 日 高 水 平 建 设 参 加 主 要 文 化 活 动 领 导 书 记 团 队 成 果 功 举 办",
}
_KNOWN = 20_000
_TAKEN_OVER = 8
"""One article in so many holds a paragraph of an earlier one."""


@lru_cache
def _vocabulary(language: str) -> list[str]:
    dice = random.Random(language)
    syllables = _SYLLABLES[language].split()
    return ["".join(dice.choices(syllables, k=dice.randint(1, 5))) for _ in range(_KNOWN)]


def _words(dice: random.Random, language: str, count: int) -> list[str]:
    words = _vocabulary(language)
    return [words[int(_KNOWN ** dice.random()) - 1] for _ in range(count)]  # by Zipf's law


def sentence(dice: random.Random, language: str) -> str:
    """A sentence of 8 to 20 words, its full stop included; some are names, numbers, or followed by a comma."""
    if language == "zh":
        return "".join(_words(dice, language, dice.randint(6, 14))) + "。"
    words = _words(dice, language, dice.randint(8, 20))
    for at, word in enumerate(words):
        chance = dice.random()
        if at == 0 or chance < 0.06:
            words[at] = word.capitalize()
        elif chance < 0.09:
            words[at] = str(dice.randint(2, 2030))
        elif chance < 0.18:
            words[at] = word + ","
    return " ".join(words).rstrip(",") + "."


class Newsroom:
    """Writes one site's articles of 2,000 to 4,000 characters, and the pages they stand on."""

    def __init__(self, dice: random.Random, language: str = "ru") -> None:
        self._dice = dice
        self._language = language
        self._earlier: list[str] = []

    def article(self) -> Invented:
        """The next article."""
        dice = self._dice
        paragraphs = [self._paragraph() for _ in range(dice.randint(5, 9))]
        if self._earlier and dice.randrange(_TAKEN_OVER) == 0:
            paragraphs[-1] = dice.choice(self._earlier)
        self._earlier.append(paragraphs[0])
        return Invented(self._language, sentence(dice, self._language).rstrip("."), tuple(paragraphs))

    def _paragraph(self) -> str:
        return " ".join(sentence(self._dice, self._language) for _ in range(self._dice.randint(2, 5)))

    def page(self, told: Invented) -> bytes:
        """An article's page of some 160 KB, a fifth to a sixth of that compressed: mostly the frame of the site, with a
        token, a counter and headlines of other articles that change from page to page."""
        dice = self._dice
        text = "".join(f"<p>{escape(paragraph)}</p>\n" for paragraph in told.paragraphs)
        others = "".join(
            f'<a class="card__link" href="/news/{dice.getrandbits(40)}/">'
            f'<img src="/upload/{dice.getrandbits(64):x}.jpg">{sentence(dice, told.language)}</a>\n'
            for _ in range(16)
        )
        above, below = _frame(told.language)
        return (
            f'<!doctype html><html lang="{told.language}"><head><meta charset="utf-8">'
            f'<title>{escape(told.title)}</title><meta name="token" content="{dice.getrandbits(128):032x}"></head>'
            f"<body>{above}<main><article><h1>{escape(told.title)}</h1><div class=date>03.06.2024</div>{text}</article>"
            f"<aside>{others}</aside></main>{below}<footer>{dice.randint(1, 9999)}</footer></body></html>"
        ).encode()


@lru_cache
def _frame(language: str) -> tuple[str, str]:
    """What stands above and below every article of a site: style, menus, drawings and scripts."""
    dice = random.Random(language)

    def word() -> str:
        return _words(dice, "en", 1)[0]

    menu = "".join(
        f'<li class="menu__item menu__item_{n}"><a class="menu__link" href="/{word()}/">'
        f"{' '.join(_words(dice, language, dice.randint(1, 3)))}</a></li>\n"
        for n in range(1100)
    )
    style = "".join(f".{word()}__{word()}{{margin:{n % 9}px;color:#{dice.getrandbits(12):03x}}}" for n in range(300))
    script = "".join(f"function {word()}{n}(a){{return a.{word()}?{dice.choice('eqrtx')}(a):null}}" for n in range(300))
    drawings = "".join(
        f'<svg viewBox="0 0 24 24"><path d="M{dice.randint(0, 24)} {dice.randint(0, 24)}'
        + "".join(f"c{dice.randint(0, 99) / 10} {dice.randint(0, 99) / 10}" for _ in range(20))
        + '"/></svg>'
        for _ in range(15)
    )
    return f"<style>{style}</style><ul>{menu}</ul>", f"{drawings}<script>{script}</script>"
