"""The benchmark against peers: its pages can be read, its server answers as servers do, its figures are right."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path

import pytest

from articles import learn_profile, read_article
from bench.peers import corpus
from bench.peers.contenders import Field, Peer, contenders
from bench.peers.environments import REQUIREMENTS, version_of
from bench.peers.goals import GOALS, judge
from bench.peers.measuring import CommandFailedError, Cost, run
from bench.peers.quality import body_f1, quality
from bench.peers.report import BEGIN, END, Row, new_results, put_into
from bench.peers.serving import CHANGED, SiteServer, polled_host
from bench.peers.templates import TEMPLATES, Template, article

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="every site is an address of Linux's loopback network")
NOW = datetime(2026, 1, 15, tzinfo=UTC)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.name)
def test_generated_pages_weigh_what_pages_weigh_and_can_be_read(template: Template) -> None:
    made = article(template, 3)

    read = read_article(made.html.encode(), "http://university.example/news/3.html", fetched_at=NOW)

    assert 100_000 < len(made.html.encode()) < 180_000
    assert (read.title, read.body, read.published and read.published.day) == (made.title, made.body, made.day)
    assert article(template, 3) == made


def test_a_profile_can_be_learned_from_generated_pages() -> None:
    pages = [
        (article(TEMPLATES[0], number).html.encode(), f"http://u.example/news/{number}.html") for number in range(5)
    ]

    assert learn_profile(pages, fetched_at=NOW).body_selector == "div.news-detail__text"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, SiteServer]]:
    folder = tmp_path_factory.mktemp("sites")
    corpus.generated(folder, 1)
    with SiteServer(folder, 2) as server:
        yield folder, server


def ask(host: str, port: int, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = HTTPConnection(host, port, timeout=10)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    told = (answer.status, dict(answer.getheaders()), answer.read())
    connection.close()
    return told


def test_the_list_shows_what_the_phase_says(served: tuple[Path, SiteServer]) -> None:
    folder, server = served
    site = corpus.described(folder)[0]
    shown = {}
    for phase in ("old", "new", "all"):
        server.show(phase)
        shown[phase] = ask(site.host, server.port, "/news/")[2].count(b"news-list__title")

    assert shown == {"old": 12, "new": 1, "all": 13}
    assert ask(site.host, server.port, site.new[0].path)[2] == article(TEMPLATES[0], 0).html.encode()
    assert ask(site.host, server.port, "/sitemap.xml")[2].count(b"<loc>") == 13


def test_a_list_can_change_without_anything_new(served: tuple[Path, SiteServer]) -> None:
    folder, server = served
    site = corpus.described(folder)[0]
    server.show("old")
    before = ask(site.host, server.port, "/news/")[2]
    server.show("old" + CHANGED)
    after = ask(site.host, server.port, "/news/")[2]

    assert after != before
    assert after.count(b"news-list__title") == before.count(b"news-list__title") == 12


def test_conditional_requests_are_answered_as_nginx_answers_them(served: tuple[Path, SiteServer]) -> None:
    _, server = served
    host, port = polled_host(1), server.port
    status, headers, body = ask(host, port, "/checked/")
    modified = headers["Last-Modified"]

    assert (status, len(body) > 100_000) == (200, True)
    assert ask(host, port, "/checked/", If_None_Match=headers["ETag"])[0] == 304
    assert ask(host, port, "/checked/", If_Modified_Since=modified)[0] == 304
    assert ask(host, port, "/checked/", If_Modified_Since=modified.replace("2025", "2026"))[0] == 200
    assert ask(host, port, "/checked/", If_None_Match='"other"', If_Modified_Since=modified)[0] == 200
    assert ask(host, port, "/plain/", If_None_Match=headers["ETag"])[:2][0] == 200


def test_pages_are_packed_for_whoever_accepts_it(served: tuple[Path, SiteServer]) -> None:
    folder, server = served
    site = corpus.described(folder)[0]
    path = site.new[0].path

    plain = ask(site.host, server.port, path)
    packed = ask(site.host, server.port, path, Accept_Encoding="gzip, deflate")

    assert "Content-Encoding" not in plain[1]
    assert packed[1]["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed[2]) == plain[2]
    assert "Content-Encoding" not in ask(site.host, server.port, "/robots.txt", Accept_Encoding="gzip")[1]


def test_a_quick_program_reads_its_pages_several_times(served: tuple[Path, SiteServer], tmp_path: Path) -> None:
    folder, server = served
    field = Field(corpus.described(folder), server, tmp_path, tmp_path, 2)
    peer = Peer("counts", "counts", "", "scrapy", "bare_scrapy.py", 1, reads=False, laps=3)

    told = peer.task(field, 1, tmp_path / "answers.jsonl")["pages"]

    assert isinstance(told, list)
    assert [one["url"] for one in told] == list(field.wanted(1)) * 3
    assert peer.task(field, 0, tmp_path / "answers.jsonl")["pages"] == []


def test_the_server_tells_what_it_was_asked_for(served: tuple[Path, SiteServer]) -> None:
    folder, server = served
    site = corpus.described(folder)[0]
    server.asked()
    ask(site.host, server.port, site.new[0].path)
    ask(polled_host(0), server.port, "/plain/")
    ask(site.host, server.port, "/nothing")

    assert server.asked() == {"pages": 1, "plain": 1, "missing": 1}


def test_saved_pages_become_sites_by_host(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    lines = [
        {"page": f"{n}.html", "url": f"https://{'ab'[n % 2]}.example/x/{n}", "title": f"T{n}", "date": "2025-01-02"}
        for n in range(6)
    ]
    for n, line in enumerate(lines):
        (pages / str(line["page"])).write_text(f"<p>{n}</p>", encoding="utf-8")
    (pages / "gold.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")

    sites = corpus.saved(tmp_path / "sites", pages, 2)

    assert [(site.name, [gold.title for gold in site.new]) for site in sites] == [
        ("a.example", ["T0", "T2"]),
        ("b.example", ["T1", "T3"]),
    ]
    assert corpus.described(tmp_path / "sites") == sites


def test_a_folder_without_pages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"neither gold\.jsonl nor \.html"):
        corpus.saved(tmp_path / "sites", tmp_path, 2)


def test_f1_counts_words_and_chinese_characters() -> None:
    assert body_f1("one two three four", "one two three four") == 1
    assert body_f1("one two three four", "one two") == pytest.approx(2 / 3)
    assert body_f1("天津代表团", "天津") == pytest.approx(4 / 7)
    assert body_f1("one", "") == 0


def test_a_page_without_an_answer_counts_as_wrong() -> None:
    wanted = {url: corpus.Gold(f"/{url}", "Title", "body", "2025-01-02") for url in ("a", "b")}
    answers = [
        {"url": "a", "title": " Title ", "body": "body", "date": "2025-01-02T10:00:00"},
        {"url": "stranger", "title": "Title", "body": "body", "date": "2025-01-02"},
    ]

    found = quality(wanted, answers)

    assert (found.pages, found.answered, found.f1, found.titles, found.days) == (2, 1, 0.5, 0.5, 0.5)


def test_a_command_costs_what_its_processes_cost(tmp_path: Path) -> None:
    child = "x = 0\nfor n in range(2_000_000): x += n"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"

    alone, both = (run([sys.executable, "-c", words], tmp_path) for words in ("pass", parent))

    assert both.cpu_s > alone.cpu_s
    assert 4 < alone.peak_mb < 40


def test_a_command_that_fails_says_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(CommandFailedError, match=r"ended with 3: no such thing"):
        run([sys.executable, "-c", "print('no such thing'); raise SystemExit(3)"], tmp_path)
    run([sys.executable, "-c", "raise SystemExit(3)"], tmp_path, ok=(0, 3))


def test_what_outlives_a_command_is_ended(tmp_path: Path) -> None:
    sleeper = "import time; time.sleep(600)"
    leaver = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {sleeper!r}], start_new_session=True)"

    cost = run([sys.executable, "-c", leaver], tmp_path, limit_s=500)

    assert cost.wall_s < 500


def _row(name: str, cpu_s: list[float], *, pages: int = 100, kind: str = "pages") -> Row:
    costs = [Cost(seconds + 1, 2, 100) for seconds in cpu_s]
    return Row(name, name, "settings", kind, "1.0", pages, idle=[Cost(1, 1, 50)] * len(cpu_s), turns=costs)


def test_goals_are_judged_by_the_median_of_ratios_round_by_round() -> None:
    cpu = {"vestnik-known": [1.0, 2.0, 9.0], "scrapy-default": [1.0, 2.0, 3.0], "users-spider": [10.0, 20.0, 30.0]}

    met = {one.goal.words: one for one in judge({"cpu": cpu, "wall": {}, "peak": {}})}

    assert len(met) == len(GOALS)
    assert (
        met["known sites, whole job, in units of B"].value,
        met["known sites, whole job, in units of B"].verdict,
    ) == (
        1.0,
        "stretch",
    )
    assert met["less CPU than the spider a user would write"].verdict == "must"
    assert met["less CPU than Fundus"].verdict == "not measured"


def test_the_run_over_no_page_is_taken_off() -> None:
    assert _row("one", [0.5, 0.7]).cpu_ms() == pytest.approx([5.0, 7.0])


def test_tables_stand_between_the_marks_of_the_manuals_page(tmp_path: Path) -> None:
    results = new_results([], "6 pages")
    results.rows = [_row("vestnik-known", [0.5]), _row("scrapy-default", [0.25])]
    page = tmp_path / "performance.md"
    page.write_text(f"# Before\n{BEGIN}\nold\n{END}\nAfter\n", encoding="utf-8")

    put_into(page, results.markdown())

    written = page.read_text(encoding="utf-8")
    assert written.startswith("# Before\n" + BEGIN)
    assert written.endswith(END + "\nAfter\n")
    assert "old" not in written
    assert "| vestnik-known | 100 | 5.00 | 2.00 | 100 | 100 |" in written
    assert "| known sites, whole job, in units of B | ≤ 1.25 × | ≤ 1 × | 2.00 × | MISSED |" in written


def test_results_are_written_as_json(tmp_path: Path) -> None:
    results = new_results([], "6 pages")
    results.rows = [_row("vestnik-known", [0.5])]
    results.write(tmp_path / "new" / "peers.json")

    told = json.loads((tmp_path / "new" / "peers.json").read_text(encoding="utf-8"))

    assert told["rows"][0]["turns"] == [{"cpu_s": 1.5, "wall_s": 2, "peak_mb": 100}]
    assert len(told["goals"]) == len(GOALS)


def test_every_peer_names_its_exact_versions() -> None:
    for file in REQUIREMENTS.glob("*.txt"):
        lines = [line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        assert all("==" in line for line in lines), file.name
        assert version_of(file.stem)


def test_every_goal_is_about_somebody_who_is_measured() -> None:
    names = {one.name for one in contenders()}

    assert {name for goal in GOALS for name in (goal.of, goal.by) if name} <= names
