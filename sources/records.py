"""One university as data: the shape of ``sources/<country>/<key>.toml``, validated."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator
from selectolax.lexbor import LexborHTMLParser, SelectolaxError


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="after")
    def _share_what_is_set(self) -> Self:
        # Most sources set the same fields. A set of their names each is 9 MB of 10,000 sources; nothing changes it.
        same = _SET_FIELDS.setdefault(frozenset(self.model_fields_set), self.model_fields_set)
        object.__setattr__(self, "__pydantic_fields_set__", same)
        return self


_SET_FIELDS: dict[frozenset[str], set[str]] = {}


def _http_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be a full address that begins with http:// or https://")
    try:
        _ = parts.port, parts.hostname.encode("idna")
    except ValueError as error:  # a port past 65535, a label without letters or over 63 of them
        raise ValueError(f"is no address of a host: {error}") from error
    return value


Url = Annotated[str, Field(min_length=8, max_length=2000)]


class _Entry(_Strict):
    url: Url

    _url = field_validator("url")(_http_url)


class Pager(_Strict):
    """How a listing goes on, where no "next" link can be read: ``template`` with ``{n}``, relative to the listing's
    address (``?PAGEN_1={n}``), ``first`` the number of the SECOND page, ``step`` what is added each time."""

    template: str
    first: int = 2
    step: int = 1

    @field_validator("template")
    @classmethod
    def _has_number(cls, value: str) -> str:
        if "{n}" not in value:
            raise ValueError('must contain {n}, for instance "?page={n}"')
        return value


class FeedEntry(_Entry):
    """An RSS or Atom feed."""

    kind: Literal["feed"]


class SitemapEntry(_Entry):
    """A sitemap or an index of sitemaps; ``articles`` as in a listing."""

    kind: Literal["sitemap"]
    articles: tuple[str, ...] = Field(min_length=1)


class ListingEntry(_Entry):
    """An HTML page of links to articles.

    ``articles`` are patterns of article addresses: a path (with query, if the pattern has a ``?``) in which ``*``
    stands for one path segment or query value and ``{n}`` for digits: ``/news/*/``, ``/info/{n}/{n}.htm``,
    ``/news.php?idnews={n}``. ``not_articles`` are exceptions to them. ``archive`` is the address of the list of one
    month or year, with ``{year}`` and ``{month}`` (two digits), for backfills.
    """

    kind: Literal["listing"]
    articles: tuple[str, ...] = Field(min_length=1)
    not_articles: tuple[str, ...] = ()
    pager: Pager | None = None
    archive: str | None = None

    @field_validator("archive")
    @classmethod
    def _has_year(cls, value: str | None) -> str | None:
        if value is not None and "{year}" not in value:
            raise ValueError('must contain {year}, for instance "/news/{year}/{month}/"')
        return value


class JsonEntry(_Entry):
    """A JSON list of articles, by itself or embedded in a page (``embedded``: id of its script element).

    ``items``, ``link``, ``title`` and ``date`` are dotted paths: ``props.pageProps.news``, ``url``. Where an item names
    only a part of its address, ``link`` is that address with paths in braces: ``/en/news/{slug}``.
    """

    kind: Literal["json"]
    items: str = ""
    link: str
    title: str | None = None
    date: str | None = None
    embedded: str | None = None
    pager: Pager | None = None


Entry = Annotated[FeedEntry | SitemapEntry | ListingEntry | JsonEntry, Field(discriminator="kind")]


def _selector(value: str) -> str:
    try:
        LexborHTMLParser("<p></p>").css(value)
    except SelectolaxError as error:
        raise ValueError('is no CSS selector; write for instance "div.news-text" or "h1.title"') from error
    return value


Selector = Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(_selector)]


class PlaceHints(_Strict):
    """Where the reader finds the parts of a page: CSS selectors, the label before the date, the order of day and
    month."""

    title: Selector | None = None
    body: Selector | None = None
    date: Selector | None = None
    date_label: str | None = None
    date_order: Literal["dmy", "mdy", "ymd"] | None = None
    remove: tuple[Selector, ...] = ()


class LaterHints(PlaceHints):
    """Hints that take the place of all earlier ones for pages fetched on ``since`` (a day in UTC) or later, as after a
    site's new design."""

    since: date


class SiteHints(PlaceHints):
    """Optional help for the reader. ``later`` are the hints of newer designs, each since its day."""

    later: tuple[LaterHints, ...] = ()

    @field_validator("later")
    @classmethod
    def _each_day_once(cls, value: tuple[LaterHints, ...]) -> tuple[LaterHints, ...]:
        days = [hints.since for hints in value]
        if len(set(days)) < len(days):
            raise ValueError("names a day twice; each since must be another day")
        return tuple(sorted(value, key=lambda hints: hints.since))

    def at(self, moment: datetime) -> PlaceHints:
        """The hints for a page fetched at that (aware) moment: the newest whose day has come."""
        day = moment.astimezone(UTC).date()
        return next((hints for hints in reversed(self.later) if hints.since <= day), self)


class Source(_Strict):
    """One news site of one university. ``key`` is the file's name; everything here is a fact about the site."""

    key: str
    name: str
    name_en: str = ""
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    homepage: Url
    languages: tuple[Annotated[str, Field(pattern=r"^[a-z]{2}$")], ...] = ()
    timezone: str = "UTC"
    entries: tuple[Entry, ...] = Field(min_length=1)
    allow_hosts: tuple[str, ...] = ()
    allow_private: bool = False
    verify_tls: bool = True
    encoding: str | None = None
    delay_s: Annotated[float, Field(gt=0, le=600)] = 1.0
    max_pages: Annotated[int, Field(ge=1, le=10_000)] = 10
    every: Annotated[int, Field(ge=60)] = 3600
    min_items: Annotated[int, Field(ge=0)] = 1
    browser_needed: bool = False
    enabled: bool = True
    hints: SiteHints = SiteHints()
    verified: str = "never"
    notes: str = ""

    _homepage = field_validator("homepage")(_http_url)

    @field_validator("key")
    @classmethod
    def _key_is_plain(cls, value: str) -> str:
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,62}", value):
            raise ValueError("must be lower-case letters, digits and hyphens, at most 63 characters")
        return value

    @field_validator("timezone")
    @classmethod
    def _timezone_exists(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError('is no time zone; write an IANA name such as "Europe/Moscow"') from error
        return value

    @field_validator("encoding")
    @classmethod
    def _encoding_exists(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                "".encode(value)
            except LookupError as error:
                raise ValueError('is no known encoding; write for instance "windows-1251" or "gbk"') from error
        return value

    @model_validator(mode="after")
    def _short_delay_only_at_home(self) -> Source:
        # Scrapy enforces per-host limits only with a delay; a public site is never asked faster than this.
        if self.delay_s < 0.25 and not self.allow_private:
            raise ValueError("delay_s: must be at least 0.25 seconds for a public site")
        return self
