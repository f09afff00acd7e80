"""A site whose articles are edited on known days, and whose pages are noisy at every request."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

from bench import texts
from bench.texts import Invented

Kind = Literal["typo", "title", "date", "body", "now-mentions", "no-longer-mentions", "withdrawn", "restored"]
KINDS: tuple[Kind, ...] = (
    "typo", "title", "date", "body", "now-mentions", "no-longer-mentions", "withdrawn", "restored",
)  # fmt: skip
NOISE = (
    "maintenance", "soft 404", "home", "section", "login", "captcha", "challenge", "empty", "blank", "script", "image",
    "cookies", "mojibake",
)  # fmt: skip
"""What a request may get instead of the page; counters, clocks, tokens and other news change on every page anyway."""
_CHINA = (
    "Делегация из {count} человек во главе с проректором по имени {person} приехала из Харбинского политехнического "
    "университета в Китае. Китайские партнёры предложили открыть совместный институт по {field}, договор подпишут в "
    "Пекине осенью, в нём {number} страниц."
)
_NEAR_CHINA = ("Пекин", "Харбин", "Китай", "китай")


@dataclass(slots=True)
class Edit:
    """One edit that is to be found: which article, what, and on which day of the year."""

    number: int
    kind: Kind
    day: int


@dataclass(slots=True)
class Told:
    """One article as the site shows it now."""

    number: int
    born: int
    title: str
    paragraphs: list[str]
    day: date
    gone: bool = False
    of_china: str = ""


@dataclass(slots=True)
class Year:
    """The articles of a site and the edits of one year, all from one seed."""

    start: date
    articles: dict[int, Told] = field(default_factory=dict)
    edits: list[Edit] = field(default_factory=list)
    flagged: set[int] = field(default_factory=set)

    @classmethod
    def plan(cls, *, articles: int, edits: int, seed: int, start: date) -> Year:
        """``edits`` of each kind spread over the articles, those of one article at least sixty days apart."""
        dice = random.Random(seed)
        year = cls(start)
        for number in range(1, articles + 1):
            told = _plain(dice)
            born = (number - 1) * 150 // articles
            about = texts.sentence(dice, "ru", _CHINA.replace("{count}", str(dice.randint(3, 40))))
            paragraphs = list(told.paragraphs)
            published = start + timedelta(days=born)
            year.articles[number] = Told(number, born, told.title, paragraphs, published, of_china=about)
        free = {number: told.born + 1 for number, told in year.articles.items()}
        for kind in ("no-longer-mentions", "withdrawn", "now-mentions", "typo", "title", "date", "body"):
            hosts = [number for number in free if free[number] < 240 and (kind != "no-longer-mentions" or number % 2)]
            hosts = [number for number in hosts if kind != "now-mentions" or number not in year.flagged]
            for number in dice.sample(hosts, min(edits, len(hosts))):
                day = free[number] + dice.randint(0, 20)
                year.edits.append(Edit(number, kind, day))
                free[number] = day + 60
                if kind == "withdrawn":
                    year.edits.append(Edit(number, "restored", day + 60))
                    free[number] = day + 120
                if kind == "no-longer-mentions":
                    year.articles[number].paragraphs.append(year.articles[number].of_china)
                    year.flagged.add(number)
                if kind == "now-mentions":
                    free[number] = 999
        year.edits.sort(key=lambda edit: edit.day)
        return year

    def apply(self, edit: Edit, dice: random.Random) -> None:
        """Do one edit."""
        told = self.articles[edit.number]
        match edit.kind:
            case "typo":
                place = next(n for n, text in enumerate(told.paragraphs) if any(len(w) > 8 for w in text.split()))
                words = told.paragraphs[place].split(" ")
                at = next(n for n, word in enumerate(words) if len(word) > 8 and word.isalpha() and word.islower())
                words[at] = words[at][:4] + words[at][5:]
                told.paragraphs[place] = " ".join(words)
            case "title":
                told.title = _plain(dice).title
            case "date":
                told.day -= timedelta(days=dice.randint(1, 3))
            case "body":
                told.paragraphs[1] = _plain(dice).paragraphs[0]
            case "now-mentions":
                told.paragraphs.append(told.of_china)
            case "no-longer-mentions":
                told.paragraphs.remove(told.of_china)
            case "withdrawn" | "restored":
                told.gone = edit.kind == "withdrawn"


def _plain(dice: random.Random) -> Invented:
    """An article that says nothing of China."""
    while True:
        told = texts.article(dice, "ru")
        if not any(word in told.title + told.body for word in _NEAR_CHINA):
            return told


class ChangingSite:
    """Serves a ``Year`` on 127.0.0.1; ``now`` is its clock. A context manager."""

    def __init__(self, year: Year, now: Callable[[], datetime], *, noise: float, seed: int) -> None:
        self.year, self.now, self.noise = year, now, noise
        self.dice = random.Random(seed)
        self.served: dict[str, int] = {}
        handler = type("Handler", (_Handler,), {"site": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.base = f"http://year.localhost:{self._server.server_address[1]}"

    def __enter__(self) -> ChangingSite:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def shown(self) -> list[Told]:
        """The articles that are published and not withdrawn."""
        today = (self.now().date() - self.year.start).days
        return [told for told in self.year.articles.values() if told.born <= today and not told.gone]

    def answer(self, path: str) -> tuple[int, bytes, dict[str, str]]:
        """Status, body and headers for a path."""
        out = self.shown()
        if path == "/robots.txt":
            return 404, b"", {}
        if path in ("/", "/news/"):
            newest = sorted(out, key=lambda told: (told.day, told.number), reverse=True)[:60]
            cards = "".join(
                f'<li class="card"><span class="date">{told.day:%d.%m.%Y}</span> '
                f'<a href="/news/{told.number}/">{escape(told.title)}</a></li>'
                for told in newest
            )
            return 200, _frame("Новости", f"<ul>{cards}</ul>", self).encode(), {}
        number = path.removeprefix("/news/").strip("/")
        told = self.year.articles.get(int(number)) if number.isdigit() else None
        if told is None or told not in out:
            return 404, b"<h1>404</h1>", {}
        if self.dice.random() < self.noise:
            return self._noisy(told, self.dice.choice(NOISE))
        return 200, _page(told, self).encode(), {}

    def _noisy(self, told: Told, kind: str) -> tuple[int, bytes, dict[str, str]]:
        self.served[kind] = self.served.get(kind, 0) + 1
        page = _page(told, self)
        match kind:
            case "home":
                return 302, b"", {"Location": "/"}
            case "section":
                return 302, b"", {"Location": "/news/"}
            case "empty":
                return 200, b"", {}
            case "blank":
                return 200, b"<html><head></head><body></body></html>", {}
            case "script":
                return 200, b'<html><body><div id="app"></div><script src="/app.js"></script></body></html>', {}
            case "image":
                return 200, b'<html><body><img src="/stub.png" alt=""></body></html>', {}
            case "cookies":
                banner = (
                    "<div><p>Мы используем файлы cookie. Продолжая работу с сайтом, вы принимаете условия.</p></div>"
                )
                return 200, page.replace("<article>", f"{banner}<article>").encode(), {}
            case "mojibake":
                return 200, page.encode().decode("cp1251", "replace").encode(), {}
            case _:
                return (
                    200,
                    _frame(_WALLS[kind][0], f"<h1>{_WALLS[kind][0]}</h1><p>{_WALLS[kind][1]}</p>", self).encode(),
                    {},
                )


_WALLS = {
    "maintenance": ("Технические работы", "На сайте ведутся технические работы. Зайдите позже."),
    "soft 404": ("Страница не найдена", "Запрашиваемая страница не существует или удалена."),
    "login": ("Вход", "Для доступа к странице необходимо авторизоваться. Войдите в систему."),
    "captcha": ("Проверка", "Введите символы с картинки: captcha. Подтвердите, что вы не робот."),
    "challenge": ("Just a moment...", "Checking your browser before accessing the site. DDoS-Guard."),
}


def _page(told: Told, site: ChangingSite) -> str:
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in told.paragraphs)
    body = (
        f'<article><h1>{escape(told.title)}</h1><div class="date">{told.day:%d.%m.%Y}</div>'
        f'<div class="text">{text}</div><p>Просмотров: {site.dice.randint(1, 9999)}</p></article>'
    )
    return _frame(told.title, body, site)


def _frame(title: str, body: str, site: ChangingSite) -> str:
    """The site around a page: clock, token, counter and other news are others at every request."""
    dice, now = site.dice, site.now()
    shown = site.shown()
    others = dice.sample(shown, min(4, len(shown)))
    links = "".join(f'<li><a href="/news/{told.number}/">{escape(told.title)}</a></li>' for told in others)
    return (
        f'<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="csrf-token" content="{dice.getrandbits(128):032x}"></head><body>'
        f'<header><a href="/">Университет</a> <span>{now:%d.%m.%Y %H:%M:%S}</span></header>'
        f'<nav><a href="/news/">Новости</a></nav><main>{body}</main>'
        f'<aside class="related"><h3>Читайте также</h3><ul>{links}</ul></aside>'
        f'<footer>Посетителей сегодня: {dice.randint(1, 999)}. <form><input type="hidden" '
        f'value="{dice.getrandbits(64):016x}"></form></footer></body></html>'
    )


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: ChangingSite

    def do_GET(self) -> None:
        """Answer, always whole."""
        status, body, headers = self.site.answer(self.path.partition("?")[0])
        self.send_response(status)
        for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""
