"""The shipped catalogue is sound, and a source file that is not says where, what and what would be right."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from articles.address import registered_domain
from crawler.patterns import matches
from sources import ListingEntry, Source, SourceError, load_catalogue, load_source
from sources.catalogue import SHIPPED
from sources.table import PAGE, in_order, table

CATALOGUE = load_catalogue([SHIPPED])

FIRST_SET = {
    "spbstu", "spbstu-en", "spbu", "spbu-en", "spbu-zh", "kpfu", "itmo", "dvfu", "nsu", "tpu", "sfedu", "misis",
    "ssau", "udsu", "mpgu", "bsu-by",
}  # fmt: skip

ARTICLES = [
    ("spbstu", "https://www.spbstu.ru/media/news/politech-media/media-spbstu-207/"),
    ("spbstu-en", "https://english.spbstu.ru/media/news/other/spbpu-representative-office-shanghai-5-years-old/"),
    ("spbu", "https://spbu.ru/news-events/novosti/spbgu-i-universitet-cinhua-zaklyuchili-soglashenie"),
    ("spbu-zh", "https://chinese.spbu.ru/news-events/news/chinese-general-consul-in-spb-visit-2024"),
    ("itmo-en", "https://news.itmo.ru/en/features/life_in_russia/news/13133/"),
    ("itmo-en", "https://news.itmo.ru/en/news/14282"),
    ("dvfu", "https://www.dvfu.ru/news/fefu-news/dvfu-i-hejlunczanskij-universitet-planiruut/"),
    ("sfedu", "https://sfedu.ru/press-center/news/70676"),
    ("misis", "https://misis.ru/university/news/exhibitions/2026-03/"),
    ("mpgu", "https://mpgu.su/novosti/novyie-svyazi-s-kitaem-datong-world-association-v-mpgu"),
    ("spbstu-inst", "https://media.spbstu.ru/news/unicorn_factory/319"),
    ("bmstu", "https://bmstu.ru/news/iskusstvennyi-intellekt-v-mgtu"),
    ("mgimo", "https://mgimo.ru/about/news/departments/tsekhomsky/"),
    ("rudn", "https://www.rudn.ru/media/news/admission/priemnaya-kampaniya-2024-v-rudn-polezno-uznat"),
    ("tusur-en", "https://tusur.ru/en/news-and-events/news/item/-/novost-tusur-working-in-china"),
    ("nstu", "https://www.nstu.ru/news/news_more?idnews=139128"),
    ("utmn", "https://www.utmn.ru/news/stories/priyem/1342978/"),
    ("susu", "https://www.susu.ru/ru/news/2018/03/10/za-zdorovyy-obraz-zhizni-intervyu-s-direktorom"),
    ("pstu", "https://pstu.ru/news/2018/03/01/7903/"),
    ("vsu", "https://vsu.ru/ru/news/feed/2013/04/3517"),
    ("istu-en", "https://www.istu.edu/eng/news/17656/"),
    ("spbume", "https://www.spbume.ru/ru/viewnews/1318/"),
    ("bsuir", "https://www.bsuir.by/ru/news/99679-obnovlennaya-respublikanskaya-doska-pocheta-otkrylas"),
    ("vsu-by", "https://vsu.by/en/news/1529-expanding-borders-of-friendship.html"),
    ("kaznu", "https://farabi.university/news/7237?lang=kz"),
    ("tsuos", "https://tsuos.uz/ru/18971-2"),
    ("tsuull", "https://tsuull.uz/uz/content/xxrning-ozbekistondagi-elchisi-universitetimizga-tashrif-buyurdi"),
    ("adchti", "https://adchti.uz/2024/06/08/xalqaro-hamkorlikni-rivojlantirish-yo%CA%BBlida-3/"),
    ("tsinghua-en", "https://www.tsinghua.edu.cn/en/info/1245/14611.htm"),
    ("henu", "http://news.henu.edu.cn/info/1083/97166.htm"),
    ("jxnu", "https://sis.jxnu.edu.cn/index.php/Home/Article/detail/content_id/2899/lan_id/2.html"),
    ("tum", "https://www.tum.de/en/news-and-events/all-news/press-releases/details/34471-1"),
    ("ox", "https://www.ox.ac.uk/news/2020-09-29-oxford-launches-new-principles-net-zero-aligned"),
]

NOT_ARTICLES = [
    ("spbstu", "https://www.spbstu.ru/media/news/achievements/"),
    ("spbstu", "https://www.spbstu.ru/media/smi/nauka_i_innovatsii/craft-goes-into-figure/"),
    ("spbstu", "https://www.spbstu.ru/media/news/rss/"),
    ("itmo-en", "https://news.itmo.ru/en/news/"),
    ("dvfu", "https://www.dvfu.ru/news/rss/"),
    ("mpgu", "https://mpgu.su/category/anonsyi"),
    ("pstu", "https://pstu.ru/tag_news/?tag=14"),
    ("pnu", "https://pnu.edu.ru/ru/news/channels/"),
    ("kstu-kz", "https://zh-hant.kstu.kz/a-machine-translated-mirror-of-it"),
]

OVER_HTTP = {"fa", "hrbeu", "henu"}
ZONES = {
    "BY": {"Europe/Minsk"},
    "KZ": {"Asia/Almaty"},
    "UZ": {"Asia/Tashkent", "Asia/Samarkand"},
    "CN": {"Asia/Shanghai"},
    "RU": {
        "Europe/Moscow", "Europe/Samara", "Europe/Saratov", "Europe/Volgograd", "Asia/Yekaterinburg", "Asia/Tomsk",
        "Asia/Novosibirsk", "Asia/Krasnoyarsk", "Asia/Irkutsk", "Asia/Vladivostok",
    },
}  # fmt: skip


def listings(source: Source) -> list[ListingEntry]:
    return [entry for entry in source.entries if isinstance(entry, ListingEntry)]


def test_every_shipped_file_is_valid() -> None:
    assert [str(error) for error in CATALOGUE.errors] == []
    assert set(CATALOGUE.sources) >= FIRST_SET
    assert len(CATALOGUE) == len(list(SHIPPED.rglob("*.toml")))


@pytest.mark.parametrize("source", list(CATALOGUE), ids=lambda source: source.key)
def test_a_shipped_source_is_polite_honest_and_complete(source: Source) -> None:
    path = next(SHIPPED.rglob(f"{source.key}.toml"))
    assert path.parent.name == source.country.lower()
    assert source.verified == "never"
    assert source.delay_s >= 1.0
    assert source.verify_tls
    assert not source.allow_private
    assert source.name_en
    assert source.languages
    assert source.timezone != "UTC"
    assert source.notes.strip()
    for entry in source.entries:
        assert entry.url.startswith("https://") or source.key in OVER_HTTP
    assert source.timezone in ZONES.get(source.country, {source.timezone})
    assert re.search(r"[A-Za-z]{3}", source.name_en)
    assert not re.search(r"[\u0400-\u04ff\u4e00-\u9fff]", source.name_en)


def test_the_catalogue_holds_a_hundred_universities_each_under_its_own_name() -> None:
    names = [source.name for source in CATALOGUE]
    assert len(names) == len(set(names))
    homes = {registered_domain(urlsplit(source.homepage).hostname or "") for source in CATALOGUE}
    assert len(homes) >= 100


def test_the_table_in_the_manual_is_that_of_the_files() -> None:
    assert PAGE.read_text(encoding="utf-8") == table(CATALOGUE), "run `python -m sources.table`"


def test_the_table_names_the_watched_region_first() -> None:
    assert [source.key for source in in_order(CATALOGUE)][:2] == ["bmstu", "bsuedu"]
    countries = list(dict.fromkeys(source.country for source in in_order(CATALOGUE)))
    assert countries[:5] == ["RU", "BY", "KZ", "UZ", "CN"]


@pytest.mark.parametrize("source", list(CATALOGUE), ids=lambda source: source.key)
def test_no_page_of_a_list_or_feed_looks_like_an_article(source: Source) -> None:
    for listing in listings(source):
        pages = [entry.url for entry in source.entries] + [source.homepage]
        if listing.pager is not None:
            pages.append(urljoin(listing.url, listing.pager.template.replace("{n}", "2")))
        for page in pages:
            assert not matches(page, listing.articles, listing.not_articles), page


@pytest.mark.parametrize(("key", "url"), ARTICLES)
def test_known_articles_fit_the_patterns(key: str, url: str) -> None:
    source = CATALOGUE.get(key)
    assert urlsplit(url).netloc in {urlsplit(entry.url).netloc for entry in source.entries}
    assert any(matches(url, listing.articles, listing.not_articles) for listing in listings(source))


@pytest.mark.parametrize(("key", "url"), NOT_ARTICLES)
def test_other_pages_do_not(key: str, url: str) -> None:
    for listing in listings(CATALOGUE.get(key)):
        assert not matches(url, listing.articles, listing.not_articles)


GOOD = """
name = "University"
country = "RU"
homepage = "https://example.org/"

[[entries]]
kind = "listing"
url = "https://example.org/news/"
articles = ["/news/*/"]
"""


def refused(tmp_path: Path, text: str, name: str = "good.toml") -> str:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        load_source(path)
    assert str(caught.value).startswith(f"{path}:")
    return str(caught.value)


def test_a_good_file_takes_its_key_from_its_name(tmp_path: Path) -> None:
    path = tmp_path / "good.toml"
    path.write_text("\ufeff" + GOOD, encoding="utf-8")
    source = load_source(path)
    assert source.key == "good"
    assert source.delay_s == 1.0


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "University"', "name = ", " is no valid TOML"),
        ('name = "University"', "", " name: is missing"),
        ('name = "University"', "name = 1", "2: name: must be a text in double quotes (found 1)"),
        ('name = "University"', 'nmae = "U"\nname = "U"', "2: nmae: is no key of a source file; did you mean name?"),
        ('"RU"', '"Russia"', "3: country: must be two capital letters"),
        ('"RU"', '"RU"\nkey = "other"', "4: key: is 'other' but the file is named 'good'"),
        ('homepage = "https://example.org/"', 'homepage = "example.org"', "4: homepage: must be a full address"),
        ('url = "https://example.org/news/"', 'url = "ftp://example.org/"', "8: entries.0.url: must be a full"),
        ('url = "https://example.org/news/"', "", "6: entries.0.url: is missing"),
        (
            'kind = "listing"',
            'kind = "lsting"',
            '6: entries.0: kind is not one of "feed", "sitemap", "listing" or "json"; did you mean "listing"?',
        ),
        ('kind = "listing"', "", '6: entries.0: has no kind; add kind = "feed", "sitemap", "listing" or "json"'),
        ('articles = ["/news/*/"]', "", "6: entries.0.articles: is missing; it must name at least one pattern"),
        (
            'articles = ["/news/*/"]',
            "articles = []",
            '9: entries.0.articles: must name at least one pattern, for instance "/news/*/"',
        ),
        (
            'articles = ["/news/*/"]',
            'articles = "/news/*/"',
            '9: entries.0.articles: must be a list, for instance ["a"',
        ),
        ('articles = ["/news/*/"]', 'articles = ["/n/*"]\npager = { template = "?p=2" }', "must contain {n}"),
        (GOOD[GOOD.index("[[entries]]") :], "entries = []", "6: entries: must name at least one way in"),
        (GOOD[GOOD.index("[[entries]]") :], "", " entries: is missing; it must name at least one way in"),
        (
            '"RU"',
            '"RU"\ntimezone = "Moscow"',
            '4: timezone: is no time zone; write an IANA name such as "Europe/Moscow"',
        ),
        ('"RU"', '"RU"\nencoding = "cp-1251-x"', 'write for instance "windows-1251"'),
        ('"RU"', '"RU"\ndelay_s = 0.1', " delay_s: must be at least 0.25 seconds for a public site"),
        ('"RU"', '"RU"\ndelay_s = "soon"', "4: delay_s: must be a number"),
        ('"RU"', '"RU"\nevery = 5', "4: every: must be at least 60 (found 5)"),
        ('"RU"', '"RU"\nlanguages = ["rus"]', "4: languages.0: must be two small letters"),
        ('"RU"', '"RU"\nenabled = "perhaps"', "4: enabled: must be true or false"),
        ('"RU"', '"RU"\nhints = "h1"', "4: hints: must be a table"),
        ('"RU"', '"RU"\nhints.body = "[["', "4: hints.body: is no CSS selector"),
        ('"RU"', '"RU"\nhints.later = [{ body = "main" }]', "hints.later.0.since: is missing"),
        ('"RU"', '"RU"\nhints.later = [{ since = "soon" }]', "hints.later.0.since: must be a day without quotes"),
    ],
)
def test_a_bad_file_says_file_line_key_what_is_wrong_and_what_is_right(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in GOOD
    line = refused(tmp_path, GOOD.replace(old, new, 1)).removeprefix(str(tmp_path / "good.toml") + ":")
    if said[0] in " 0123456789":
        assert line.startswith(said)
    else:
        assert said in line
    for jargon in ("Field required", "Input", "should", "Tuple", "pydantic", "tag"):
        assert jargon not in line


def test_every_problem_of_a_file_is_told_with_its_line(tmp_path: Path) -> None:
    said = refused(tmp_path, GOOD.replace('"RU"', '"Russia"').replace('["/news/*/"]', "[]"))
    path = tmp_path / "good.toml"
    first, second = said.split("; ")
    assert first.startswith(f"{path}:3: country: ")
    assert second.startswith(f"{path}:9: entries.0.articles: ")


def test_a_file_name_must_be_a_plain_key(tmp_path: Path) -> None:
    assert "lower-case letters, digits and hyphens" in refused(tmp_path, GOOD, "Saint Petersburg.toml")


def test_one_broken_file_is_reported_and_stops_no_other(tmp_path: Path) -> None:
    (tmp_path / "ru").mkdir()
    (tmp_path / "ru" / "good.toml").write_text(GOOD)
    (tmp_path / "ru" / "bad.toml").write_text("name = ")
    (tmp_path / "ru" / "binary.toml").write_bytes(b"\xff\xfe\x00")
    catalogue = load_catalogue([tmp_path, tmp_path / "absent"])
    assert list(catalogue.sources) == ["good"]
    assert len(catalogue.errors) == 3
    assert "no such folder of sources" in str(catalogue.errors[-1])


def test_a_later_folder_replaces_a_source(tmp_path: Path) -> None:
    for folder, name in (("a", "First"), ("b", "Second")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "good.toml").write_text(GOOD.replace("University", name))
    assert load_catalogue([tmp_path / "a", tmp_path / "b"]).get("good").name == "Second"


def test_an_unknown_key_is_answered_with_the_nearest() -> None:
    with pytest.raises(SourceError, match=r"unknown source 'spbsu': did you mean .*spbu"):
        CATALOGUE.get("spbsu")
    with pytest.raises(SourceError, match="`vestnik sources` lists them"):
        CATALOGUE.get("xyzzy")


def test_hints_of_a_newer_design_replace_the_older_ones_from_their_day_on(tmp_path: Path) -> None:
    path = tmp_path / "good.toml"
    later = "".join(
        f"[[hints.later]]\nsince = {day}\nbody = {body!r}\n"
        for day, body in (("2025-03-01", "div.new"), ("2024-01-15", "div.middle"))
    )
    path.write_text(f"{GOOD}[hints]\nbody = 'div.old'\ntitle = 'h1.old'\n{later}", encoding="utf-8")
    hints = load_source(path).hints
    days = [datetime(2024, 1, 14, 23, tzinfo=UTC), datetime(2024, 1, 15, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)]
    found = [hints.at(day) for day in days]
    assert [(one.body, one.title) for one in found] == [("div.old", "h1.old"), ("div.middle", None), ("div.new", None)]
