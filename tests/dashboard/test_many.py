"""Many universities, alerts and articles: pages stay short, and say where there is more."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from dashboard import narrowing, outbox, searching
from dashboard.charts import _steps
from dashboard.i18n import tongue
from scheduler.health_words import reach_words
from storage import Store
from storage.records import FlagFilter
from tests.alerts.stored import SOURCE, crawl
from tests.dashboard.conftest import NOW


@pytest.fixture
def many(store: Store, crawled: Callable[..., None]) -> None:
    crawled({"title": "Tianjin at the institute"})
    others = [SOURCE.model_copy(update={"key": f"uni-{n:03}", "name": f"Университет {n:03}"}) for n in range(120)]
    store.register_sources([SOURCE, *others])


@pytest.mark.usefixtures("many")
def test_of_many_universities_one_is_chosen_by_part_of_its_name(client: TestClient) -> None:
    page = client.get("/").text
    assert 'name="university"' in page
    assert "Университет 007" not in page
    chosen = client.get("/", params={"university": "университет 007", "grade": "3"}, follow_redirects=False)
    assert chosen.headers["location"] == "/?grade=3&source=uni-007"
    page = client.get(chosen.headers["location"]).text
    assert 'value="uni-007" checked' in page
    assert "Tianjin at the institute" not in page
    for path in ("/search", "/trends"):
        led = client.get(path, params={"university": "inst", "source": "uni-007"}, follow_redirects=False)
        assert led.headers["location"] == f"{path}?source=uni-007&source={SOURCE.key}"
    further = client.get("/search?q=a&cursor=7&university=inst", follow_redirects=False)
    assert further.headers["location"] == f"/search?q=a&source={SOURCE.key}"  # another list: from its first page
    nobody = client.get("/?university=atlantis").text
    assert 'value="atlantis" checked' in nobody
    assert "Nothing here." in nobody


@pytest.mark.usefixtures("many")
def test_sources_are_shown_in_parts_and_found_by_name(client: TestClient) -> None:
    seen = [key for n in (1, 2, 3) for key in client.get(f"/sources?page={n}").text.split('action="/sources/')[2:]]
    keys = {part.partition("/")[0] for part in seen}
    assert len(keys) == 121
    found = client.get("/sources?q=университет 00").text
    assert found.count('<th scope="row">') == 10
    assert "No source has this in its name." in client.get("/sources?q=atlantis").text
    address, listed = "/api/sources?limit=50", []
    while address:
        answer = client.get(address).json()
        listed += [one["key"] for one in answer["sources"]]
        address = answer["next"]
    assert listed == sorted(keys)


def test_few_universities_are_all_in_the_list(client: TestClient, crawled: Callable[..., None]) -> None:
    crawled({})
    assert f'<option value="{SOURCE.key}"' in client.get("/").text
    assert narrowing.MOST_LISTED >= 100


def test_alerts_are_counted_up_to_a_bound_and_walked_in_parts(
    client: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "MOST_COUNTED", 3)
    monkeypatch.setattr(outbox, "ROWS_SHOWN", 4)
    crawl(store, [{"title": f"Tianjin {n}"} for n in range(6)], NOW, channels=("mail", "slack"))
    assert store.alert_counts(most=10) == store.alert_counts() == {("mail", "pending"): 6, ("slack", "pending"): 6}
    assert store.alert_counts(most=3) == {("mail", "pending"): 4, ("slack", "pending"): 4}
    page = client.get("/alerts").text
    assert "&gt; 3" in page
    address, told = "/alerts?state=pending", 0
    while address:
        page = client.get(address).text
        told += page.count("/message")
        rest = page.partition('rel="next" href="')[2]
        address = rest.partition('"')[0].replace("&amp;", "&")
    assert told == 12


def test_a_search_with_a_filter_that_little_passes_says_how_far_it_came(
    client: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.search_find._CHUNK", 2)
    monkeypatch.setattr(searching, "MOST_SECONDS", 0)
    crawl(store, [{"title": f"Tianjin {n}", "language": "zh" if n == 0 else "en"} for n in range(7)], NOW)
    address, pages, found = "/search?q=tianjin&language=zh&limit=1", 0, 0
    stopped = client.get(f"/api{address}").json()
    assert (stopped["hits"], stopped["until"], bool(stopped["next"])) == ([], "2024-07-01", True)
    while address:
        page = client.get(address).text
        pages, found = pages + 1, found + page.count("card story")
        assert "Nothing found." not in page
        assert ("Looked through back to" in page) == ('rel="next"' in page)
        assert ("/search.csv?" in page) == ("/search/save" in page) == ('rel="next"' in page or "card story" in page)
        address = page.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert (pages > 1, found) == (True, 1)
    whole = store.search("tianjin", FlagFilter(languages=("zh",)))
    assert (len(whole.hits), whole.before, whole.until) == (1, None, None)


@pytest.mark.parametrize(
    ("since", "first"), [("2024", "2024-01-01"), ("2024-06", "2024-06-01"), ("2024-06-07", "2024-06-07")]
)
def test_days_are_written_as_for_the_command(
    client: TestClient, crawled: Callable[..., None], since: str, first: str
) -> None:
    crawled({})
    assert f'name="since" value="{first}"' in client.get(f"/?since={since}").text
    assert 'name="until" value="2024-02-29"' in client.get("/?until=2024-02").text
    assert client.get("/api/flags?since=7d").status_code == 200
    assert "write 2026-01-31" in client.get("/api/flags?since=soon").json()["detail"]


def test_the_axis_of_counts_has_whole_numbers_once() -> None:
    assert [_steps(most) for most in (0, 1, 3, 7)] == [[0], [0, 1], [0, 1, 2, 3], [0, 2, 4, 6, 8]]
    assert _steps(2_667) == [0, 1000, 2000, 3000]


def test_what_is_wrong_is_said_in_the_visitor_s_language(client: TestClient, store: Store) -> None:
    russian = {"accept-language": "ru"}
    assert "Статьи с таким номером нет." in client.get("/article/7", headers=russian).text
    assert "нет слова для поиска" in client.get("/search?q=!!!", headers=russian).text
    assert tongue("ru").told("the last 7 new pages were no articles: login") == (
        "последние новые страницы (7) — не статьи: login"
    )
    assert tongue("zh").told("something else") == "something else"


def test_reasons_of_health_are_translated() -> None:
    causes = "robots moved certificate forbidden gate missing redirects empty dns timeout refused dropped server"
    for cause in f"{causes} maintenance ratelimited paused unbegun other".split():
        title, advice = reach_words(cause)
        advice = f"{advice[0].upper()}{advice[1:]}."
        for code in ("ru", "zh"):
            other = tongue(code)
            assert title != other.told(title)
            assert advice != other.told(advice)
            assert other.told(f"403 Forbidden. {advice}") == f"403 Forbidden. {other.told(advice)}"
    comes = "Correct or take out this way in where it does not come back."
    dead = f"https://a.example/feed. Read from the sitemap meanwhile. {comes}"
    assert tongue("ru").told(dead).startswith("https://a.example/feed. Пока читается: sitemap.")
    short = "texts much shorter since 3 May 2024: 9 articles in a row, 12 characters where 900 were usual"
    assert tongue("ru").told(short) == (
        "тексты намного короче с 3 May 2024: статей подряд — 9, знаков 12 вместо обычных 900"
    )
    assert tongue("zh").told("feed dead: 404") == "feed 已失效：404"
