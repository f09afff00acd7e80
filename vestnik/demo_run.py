"""The main job on the replica sites, step by step, each shown as a person would see it."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from alerts.records import DeliveryOutcome
from crawler.run import run, start_loop_thread
from crawler.spiders.source import utc_now
from crawler.verdict import CrawlReport
from demo.inbox import Mailbox, SlackEndpoint
from demo.server import ReplicaServer
from scheduler.crawl import crawl_once
from scheduler.deliver import deliver_due
from scheduler.health import watch_health
from storage.exports.writing import Wish, write_file
from storage.records import FlagFilter
from storage.store import Store
from vestnik.commands.flags import terms
from vestnik.config_load import load_config
from vestnik.config_schedule import build_schedule
from vestnik.console import DAY, NUMBER, clean, out, say, shorten, table
from vestnik.crawl_settings import crawl_settings
from vestnik.demo_messages import LINES_SHOWN, print_mail, print_slack
from vestnik.demo_score import Score, score
from vestnik.errors import UserError
from vestnik.progress import CrawlProgress
from vestnik.wiring import build_catalogue, build_channels, build_routes, chosen_sources

MARK = ".vestnik-demo"
_EVERYTHING = FlagFilter(min_grade=1)

_CONFIG = """\
# Written by `vestnik demo`. The sites in it answer while the demo runs, or `vestnik demo --keep`.
[database]
url = "sqlite:///vestnik.db"

[sources]
folders = ["sources"]

[crawl]
contact = "demo@example.org"
concurrency = 12

[[channels]]
kind = "email"
name = "mail"
host = "127.0.0.1"
port = {smtp_port}
security = "none"
from = "Vestnik <vestnik@example.org>"
to = ["China desk <desk@example.org>"]

[[channels]]
kind = "slack"
name = "slack"
webhook_url = "{slack_url}"
allow_private = true
"""


class Demo:
    """One run in one folder: the sites, the mailbox and the Slack endpoint are up while it is open."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self._stack = ExitStack()
        self._port = port

    def __enter__(self) -> Demo:
        _fresh(self.folder)
        with ExitStack() as stack:  # what was started ends, too, where the rest cannot start
            stack.enter_context(only_own_settings())
            self.sites = stack.enter_context(_sites(self._port))
            self.mailbox = stack.enter_context(Mailbox())
            self.slack = stack.enter_context(SlackEndpoint())
            self.sites.write_sources(self.folder / "sources")
            file = self.folder / "vestnik.toml"
            file.write_text(_CONFIG.format(smtp_port=self.mailbox.port, slack_url=self.slack.url), encoding="utf-8")
            self.config = load_config(file)
            self.catalogue = build_catalogue(self.config)
            start_loop_thread()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def crawl(
        self, keys: Sequence[str] = (), *, recheck: bool = False, clock: Callable[[], datetime] = utc_now
    ) -> tuple[list[CrawlReport], CrawlProgress]:
        """Crawl as ``vestnik crawl`` does; the live view is drawn on a terminal."""
        chosen = chosen_sources(self.config, self.catalogue, keys)
        with CrawlProgress(len(chosen)) as progress:
            reports = run(
                lambda: crawl_once(
                    chosen,
                    settings=crawl_settings(self.config, self.catalogue),
                    database_url=self.config.database_url(),
                    concurrency=self.config.crawl.concurrency,
                    schedule=build_schedule(self.config),
                    after=[watch_health(build_routes(self.config), clock=clock)],
                    clock=clock,
                    recheck=recheck,
                    progress=progress,
                )
            )
        return reports, progress

    def deliver(self) -> list[DeliveryOutcome]:
        """Send what stands in the outbox."""
        channels = build_channels(self.config)
        return deliver_due(self.config.database_url(), channels, clock=lambda: datetime.now(UTC))

    def store(self) -> Store:
        """The demo's database."""
        return Store.open(self.config.database_url(), create=False)

    def score(self) -> Score:
        """What is stored, held against the gold."""
        with self.store() as store:
            return score(self.sites.gold(), store.export_rows(_EVERYTHING, all_articles=True))


def show_everything(demo: Demo) -> bool:
    """Run all steps and print each; True where everything is as it must be."""
    began = time.monotonic()
    _heading("1. Crawl: 11 replica sites of universities, from their listings and feeds to the articles")
    _, progress = demo.crawl()
    progress.print_summary()
    outcomes = demo.deliver()
    _heading("2. Flagged as about China (grade 3: main subject, 2: significant)")
    _print_flags(demo)
    _heading("3. The alert, as delivered by SMTP")
    print_mail(demo.folder, demo.mailbox.messages)
    _heading("4. The same in Slack, as received by the webhook")
    print_slack(demo.folder, demo.slack.messages)
    _heading("5. The archive as CSV")
    _print_csv(demo)
    _heading("6. Against the gold file")
    result = demo.score()
    good = _print_score(result) and not progress.failed and all(outcome.state == "sent" for outcome in outcomes)
    _heading("7. Crawl again: nothing is new")
    good &= _crawl_again(demo)
    _heading("8. One word of one article changes at its site")
    good &= _edit(demo)
    say(f"\nDone in {time.monotonic() - began:.0f} s. Everything is in {demo.folder}/; look around with")
    say(f"  export VESTNIK_CONFIG={demo.folder}/vestnik.toml")
    say("  vestnik flags · vestnik show 1 · vestnik explain 1 · vestnik serve (the sites: vestnik demo --keep)")
    return good


def _print_flags(demo: Demo) -> None:
    shown = table(
        None,
        [
            ("date", DAY),
            ("source", {"least": 60, "min_width": 8}),
            ("title", {"min_width": 12}),
            ("grade", NUMBER),
            ("decisive terms", {"least": 75, "min_width": 10}),
        ],
    )
    with demo.store() as store:
        flags = list(store.flags(FlagFilter()))
    for flag in flags:
        date = flag.published_day or "no date"
        shown.add_row(date, flag.source_key, shorten(flag.title, 76), str(flag.grade), clean(terms(flag.evidence)))
    out().print(shown)
    say(f"{len(flags)} flagged articles")


def _print_csv(demo: Demo) -> None:
    path = demo.folder / "china.csv"
    with demo.store() as store:
        written = write_file(store, Wish("csv"), path, now=datetime.now(UTC))
    say(f"  {path}: {written.rows} rows, UTF-8 with BOM; docs/csv.md describes the columns")


def _print_score(result: Score) -> bool:
    say(f"  found           {result.found} of {result.gold}, {result.extra} not in the gold, {result.duplicates} twice")
    say(f"  title and day   {result.exact} exact ({result.exact_share:.1%})")
    say(f"  text            {result.foreign_bodies} with foreign words, {result.short_bodies} with words missing")
    say(f"  China           F1 {result.f1:.3f}: {result.false_flags} false, {result.missed_flags} missed")
    wrong = [*result.misses, *result.wrong_flags]
    for miss in wrong[:LINES_SHOWN]:
        say(f"    - {miss}")
    if len(wrong) > LINES_SHOWN:
        say(f"    … and {len(wrong) - LINES_SHOWN} more")
    clean_texts = result.foreign_bodies == 0 and result.duplicates == 0 and result.extra == 0
    return result.exact_share >= 0.98 and result.f1 >= 0.97 and clean_texts


def _crawl_again(demo: Demo) -> bool:
    messages = len(demo.mailbox.messages) + len(demo.slack.messages)
    demo.sites.reset_log()
    reports, _ = demo.crawl()
    demo.deliver()
    log = demo.sites.log
    total = {name: sum(report.counts.get(name, 0) for report in reports) for name in ("new", "edited")}
    with demo.store() as store:
        entries = [page for source in demo.catalogue for page in store.entry_pages(source.key)]
    asked = {(request.host.partition(":")[0], request.path): request.conditional for request in log}
    ways = [(page, (parts.hostname, _target(parts))) for page in entries if (parts := urlsplit(page.url))]
    with_validator = [asked[place] for page, place in ways if place in asked and (page.etag or page.last_modified)]
    waiting = sum(place not in asked for _, place in ways)
    sent = len(demo.mailbox.messages) + len(demo.slack.messages) - messages
    robots = sum(1 for request in log if request.path == "/robots.txt")
    unchanged = sum(1 for request in log if request.status == 304)
    say(f"  {total['new']} new, {total['edited']} edited, {sent} alerts")
    say(f"  {len(log)} requests ({robots} for robots.txt), {sum(request.bytes_sent for request in log)} bytes")
    asked_so = f"{sum(with_validator)} of {len(with_validator)} ways in with a validator"
    say(f"  {asked_so} asked conditionally: {unchanged} × 304")
    say(f"  {waiting} ways in not asked: the feed beside them named nothing new, they are read in full once a day")
    return not total["new"] and not total["edited"] and not sent and all(with_validator)


def _target(parts: SplitResult) -> str:
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"


def _edit(demo: Demo) -> bool:
    from articles.worddiff import diff_words

    gold = next(article for article in demo.sites.gold() if article.site == "institute" and "Tianjin" in article.title)
    word = next(word for word in gold.body[0].split() if word.isalpha() and word.islower() and len(word) > 5)
    demo.sites.edit("institute", gold.path, find=word, replace=f"{word} (corrected)")
    reports, _ = demo.crawl(["institute"], recheck=True)
    with demo.store() as store:
        ids = (flag.article_id for flag in store.flags(FlagFilter(sources=("institute",))) if flag.url == gold.url)
        article = store.article(next(ids))
    versions = article.versions if article else ()
    say(f"  {reports[0].counts['edited']} edited of {reports[0].counts['pages']} looked at again: {gold.title}")
    if len(versions) < 2:
        return False
    marks = {"-": "[-{}-]", "+": "{{+{}+}}"}
    parts = diff_words(versions[-2].body, versions[-1].body)
    changes = " … ".join(marks[op].format(text.strip()) for op, text in parts if op in marks)
    say(f"  version {versions[-1].version} ({versions[-1].change_kind}): {changes}")
    return reports[0].counts["edited"] == 1


def _heading(text: str) -> None:
    say(f"\n{text}\n{'-' * len(text)}")


@contextmanager
def only_own_settings() -> Iterator[None]:
    """Take every VESTNIK_ variable out of the environment for the length of the block: those of a real installation
    name its database, its topics and its secrets, and would override the demo's own file."""
    mine = {name: value for name, value in os.environ.items() if name.upper().startswith("VESTNIK_")}
    for name in mine:
        del os.environ[name]
    try:
        yield
    finally:
        os.environ.update(mine)


@contextmanager
def _sites(port: int) -> Iterator[ReplicaServer]:
    try:
        server = ReplicaServer(port)
    except OSError:
        server = ReplicaServer(0)  # the usual port is taken: any other will do
    with server:
        yield server


def _fresh(folder: Path) -> None:
    """An empty folder; only one that an earlier demo made is emptied."""
    if folder.exists():
        if any(folder.iterdir()) and not (folder / MARK).exists():
            raise UserError(f"{folder} is not empty and was not made by a demo; name another with --dir")
        shutil.rmtree(folder)
    (folder / "sources").mkdir(parents=True)
    (folder / MARK).touch()
