"""What a site says of itself: name, languages, country, time zone; and the key its source file may have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from articles.address import registered_domain
from articles.language import detect_language
from articles.text import squeeze
from crawler.survey.answer import Answer
from crawler.survey.words import news_words

_ZONES: dict[str, tuple[str, ...]] = {
    "RU": ("Europe/Moscow", "Europe/Kaliningrad", "Europe/Samara", "Asia/Yekaterinburg", "Asia/Omsk",
           "Asia/Novosibirsk", "Asia/Irkutsk", "Asia/Yakutsk", "Asia/Vladivostok", "Asia/Magadan", "Asia/Kamchatka"),
    "CN": ("Asia/Shanghai",), "TW": ("Asia/Taipei",), "HK": ("Asia/Hong_Kong",), "MO": ("Asia/Macau",),
    "KZ": ("Asia/Almaty",), "UZ": ("Asia/Tashkent",), "KG": ("Asia/Bishkek",), "TJ": ("Asia/Dushanbe",),
    "TM": ("Asia/Ashgabat",), "BY": ("Europe/Minsk",), "UA": ("Europe/Kyiv",), "MD": ("Europe/Chisinau",),
    "AM": ("Asia/Yerevan",), "AZ": ("Asia/Baku",), "GE": ("Asia/Tbilisi",), "MN": ("Asia/Ulaanbaatar",),
    "US": ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"),
    "CA": ("America/Toronto", "America/Winnipeg", "America/Edmonton", "America/Vancouver"),
    "GB": ("Europe/London",), "IE": ("Europe/Dublin",), "DE": ("Europe/Berlin",), "AT": ("Europe/Vienna",),
    "CH": ("Europe/Zurich",), "FR": ("Europe/Paris",), "ES": ("Europe/Madrid",), "PT": ("Europe/Lisbon",),
    "IT": ("Europe/Rome",), "NL": ("Europe/Amsterdam",), "BE": ("Europe/Brussels",), "PL": ("Europe/Warsaw",),
    "CZ": ("Europe/Prague",), "SK": ("Europe/Bratislava",), "HU": ("Europe/Budapest",), "RO": ("Europe/Bucharest",),
    "BG": ("Europe/Sofia",), "RS": ("Europe/Belgrade",), "HR": ("Europe/Zagreb",), "SI": ("Europe/Ljubljana",),
    "GR": ("Europe/Athens",), "TR": ("Europe/Istanbul",), "SE": ("Europe/Stockholm",), "NO": ("Europe/Oslo",),
    "DK": ("Europe/Copenhagen",), "FI": ("Europe/Helsinki",), "EE": ("Europe/Tallinn",), "LV": ("Europe/Riga",),
    "LT": ("Europe/Vilnius",), "JP": ("Asia/Tokyo",), "KR": ("Asia/Seoul",), "SG": ("Asia/Singapore",),
    "MY": ("Asia/Kuala_Lumpur",), "TH": ("Asia/Bangkok",), "VN": ("Asia/Ho_Chi_Minh",), "IN": ("Asia/Kolkata",),
    "PK": ("Asia/Karachi",), "IR": ("Asia/Tehran",), "IL": ("Asia/Jerusalem",), "SA": ("Asia/Riyadh",),
    "AE": ("Asia/Dubai",), "EG": ("Africa/Cairo",), "ZA": ("Africa/Johannesburg",), "NG": ("Africa/Lagos",),
    "BR": ("America/Sao_Paulo",), "AR": ("America/Argentina/Buenos_Aires",), "CL": ("America/Santiago",),
    "MX": ("America/Mexico_City",), "CO": ("America/Bogota",), "PE": ("America/Lima",),
    "AU": ("Australia/Sydney", "Australia/Brisbane", "Australia/Adelaide", "Australia/Perth"),
    "NZ": ("Pacific/Auckland",), "ID": ("Asia/Jakarta",), "PH": ("Asia/Manila",),
}  # fmt: skip
_TLD = {"su": "RU", "рф": "RU", "xn--p1ai": "RU", "uk": "GB", "edu": "US", "gov": "US", "қаз": "KZ",
        "xn--80ao21a": "KZ", "бел": "BY", "xn--90ais": "BY", "укр": "UA", "xn--j1amh": "UA", "中国": "CN",
        "xn--fiqs8s": "CN"}  # fmt: skip
_HOME_OF = {
    "ru": "RU", "zh": "CN", "kk": "KZ", "uz": "UZ", "ky": "KG", "tg": "TJ", "be": "BY", "uk": "UA", "hy": "AM",
    "az": "AZ", "ka": "GE", "mn": "MN", "de": "DE", "fr": "FR", "es": "ES", "pt": "PT", "it": "IT", "nl": "NL",
    "pl": "PL", "cs": "CZ", "sk": "SK", "hu": "HU", "ro": "RO", "bg": "BG", "sr": "RS", "hr": "HR", "sl": "SI",
    "el": "GR", "tr": "TR", "sv": "SE", "no": "NO", "nb": "NO", "da": "DK", "fi": "FI", "et": "EE", "lv": "LV",
    "lt": "LT", "ja": "JP", "ko": "KR", "vi": "VN", "th": "TH", "id": "ID", "he": "IL", "fa": "IR", "en": "GB",
}  # fmt: skip
_CITIES: tuple[tuple[str, str], ...] = (
    ("калининград|балтийск|kaliningrad", "Europe/Kaliningrad"),
    ("самар|тольятт|ижевск|удмурт|samara|izhevsk|udmurt", "Europe/Samara"),
    ("саратов|saratov", "Europe/Saratov"), ("ульяновск|ulyanovsk", "Europe/Ulyanovsk"),
    ("волгоград|volgograd", "Europe/Volgograd"), ("астрахан|astrakhan", "Europe/Astrakhan"),
    ("екатеринбург|уральск|челябинск|тюмен|пермск|пермь|оренбург|башкир|уфим|уфа|югр|сургут|курган|магнитогорск|"
     "yekaterinburg|ekaterinburg|ural|chelyabinsk|tyumen|perm|ufa|bashkir", "Asia/Yekaterinburg"),
    ("омск|omsk", "Asia/Omsk"), ("томск|tomsk", "Asia/Tomsk"),
    ("новосибирск|novosibirsk", "Asia/Novosibirsk"), ("алтай|барнаул|altai|barnaul", "Asia/Barnaul"),
    ("кемеров|кузбас|новокузнецк|kemerovo|kuzbass", "Asia/Novokuznetsk"),
    ("краснояр|сибирский федеральный|хакас|тыв|krasnoyarsk|siberian federal", "Asia/Krasnoyarsk"),
    ("иркутск|байкал|бурят|ангар|irkutsk|baikal|buryat", "Asia/Irkutsk"),
    ("забайкал|чита|transbaikal", "Asia/Chita"), ("якут|северо-восточный|амурск|благовещ|yakut|amur", "Asia/Yakutsk"),
    ("владивосток|дальневосточн|приморск|хабаровск|тихоокеанск|vladivostok|far eastern|khabarovsk|primorye",
     "Asia/Vladivostok"),
    ("магадан|magadan", "Asia/Magadan"), ("сахалин|sakhalin", "Asia/Sakhalin"), ("камчат|kamchat", "Asia/Kamchatka"),
)  # fmt: skip
_TONGUES = {"english": "en", "eng": "en", "chinese": "zh", "cn": "zh", "russian": "ru", "rus": "ru", "kaz": "kk"}
_PLAIN_HOSTS = frozenset(("www", "news", "m", "new", "portal", "site", "web", "media", "press", "xww", "xwzx"))
_SUFFIX = re.compile(r"\s[|–—·•«»:-]{1,2}\s|\s?::\s?|_{1,2}(?=\D)")
_GENERIC = re.compile(
    r"^(?:главная(?: страница)?|home(?:page)?|start(?:seite)?|首页|网站首页|welcome|добро пожаловать|официальный сайт|"
    r"басты бет|accueil|inicio|index|new tab|document|page \d+|страница \d+)$",
    re.IGNORECASE,
)


def site_name(pages: Sequence[Answer], host: str) -> str:
    """The university's name by its own pages, the home page first: og:site_name, what their titles share, the longest
    part of the home page's title; else the host."""
    titles: list[list[str]] = []
    for page in pages:
        node = page.tree.css_first('meta[property="og:site_name"]')
        name = squeeze(node.attributes.get("content") or "") if node is not None else ""
        if 3 <= len(name) <= 120:
            return name
        title = page.tree.css_first("title")
        text = squeeze(title.text(deep=True)) if title is not None else ""
        titles.append([part for part in (piece.strip() for piece in _SUFFIX.split(text)) if len(part) >= 3])
    counted = Counter(
        part for parts in titles for part in set(parts) if not _GENERIC.match(part) and not _is_news(part)
    )
    home = set(titles[0]) & counted.keys() if titles else set()
    shared = {part for part, count in counted.items() if count >= 2}
    chosen = (home & shared) or home or shared
    return max(chosen, key=lambda part: (counted[part], len(part)))[:120] if chosen else host


def _is_news(part: str) -> bool:
    return news_words(part) >= 6 and len(part) <= 30


def languages_of(pages: Sequence[Answer], texts: Iterable[tuple[str, str | None]]) -> tuple[str, ...]:
    """The language most of the sample texts are in (each text with the language its reader found), else what the
    pages declare."""
    counted = Counter(language or detect_language(text) for text, language in texts if text)
    counted.pop(None, None)
    ranked = [code for code, count in counted.most_common() if code and count * 5 >= sum(counted.values())]
    if ranked:
        return tuple(ranked[:3])
    for page in pages:
        node = page.tree.css_first("html[lang]")
        code = (node.attributes.get("lang") or "")[:2].lower() if node is not None else ""
        if re.fullmatch(r"[a-z]{2}", code):
            return (code,)
    return ()


def country_of(host: str, languages: Sequence[str]) -> tuple[str, bool]:
    """The country (ISO 3166-1) by the host's last label, else by the main language; True where it is certain."""
    label = host.rstrip(".").rpartition(".")[2].lower()
    if label in _TLD:
        return _TLD[label], True
    if label.upper() in _ZONES:
        return label.upper(), True
    return _HOME_OF.get(languages[0], "US") if languages else "US", False


def zone_of(country: str, name: str, moments: Sequence[datetime]) -> tuple[str, str]:
    """(IANA zone, doubt in words or ""): the country's only zone, the one of the city in the university's name, the
    one that the offsets of machine dates fit, else the capital's."""
    zones = _ZONES.get(country, ("UTC",))
    lowered = f" {name.casefold()}"
    if country == "RU":
        for stems, zone in _CITIES:
            if re.search(rf"[\s«\"(-](?:{stems})", lowered):
                return zone, ""
    offsets = {moment.utcoffset() for moment in moments if moment.utcoffset()}
    if len(zones) > 1 and offsets:
        fitting = [zone for zone in zones if _keeps(zone, moments)]
        if fitting:
            doubt = "" if len(fitting) == 1 else "by the offset of its dates"
            return fitting[0], doubt
    return zones[0], "" if len(zones) == 1 else f"{country} has several time zones"


def _keeps(zone: str, moments: Sequence[datetime]) -> bool:
    info = ZoneInfo(zone)
    return all(
        moment.utcoffset() in (timedelta(0), None) or moment.astimezone(info).utcoffset() == moment.utcoffset()
        for moment in moments
    )


def key_of(host: str, languages: Sequence[str], country: str, taken: Iterable[str]) -> str:
    """A key for a source file from its host: ``spbstu``, ``spbstu-en``, ``hum-spbstu``; with the country, or a number,
    where that is taken."""
    host = host.rstrip(".").lower()
    domain = registered_domain(host)
    name = _plain(domain.split(".")[0]) or "source"
    if re.fullmatch(r"[\d.]+|\[?[0-9a-f:]+\]?", host):
        name = "source-" + _plain(host)
    for label in reversed(host.removesuffix(domain).strip(".").split(".")):
        if not label or label in _PLAIN_HOSTS:
            continue
        tongue = _TONGUES.get(label) or (label if label in _HOME_OF else None)
        name = f"{name}-{tongue}" if tongue else f"{_plain(label)}-{name}"
    used = set(taken)
    wanted = [name, f"{name}-{country.lower()}", *(f"{name}-{number}" for number in range(2, 1000))]
    return next((key for key in (text[:63].strip("-") for text in wanted) if key not in used), name[:50] + "-new")


def _plain(label: str) -> str:
    if label.startswith("xn--"):
        label = label.removeprefix("xn--")
    return re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")


def host_of(url: str) -> str:
    """The host's name of an address, without its port."""
    return (urlsplit(url).hostname or "").lower()
