"""Kill a crawl with -9 at random moments, crawl to the end, and count what is lost and what came twice.

    python -m bench.kill [--kills 20] [--seed 1]

Replica sites, a mailbox and a Slack endpoint run in this process; every crawl is a process of its own (``vestnik
crawl``), killed after a random part of the time a whole crawl takes. Then one crawl runs to its end.
"""

from __future__ import annotations

import argparse
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demo.inbox import Mailbox, SlackEndpoint
from demo.server import ReplicaServer
from storage import Store
from storage.records import FlagFilter

CONFIG = """\
[sources]
folders = ["sources"]
[crawl]
concurrency = 12
[[channels]]
kind = "email"
name = "mail"
host = "127.0.0.1"
port = {smtp}
security = "none"
from = "vestnik@example.org"
to = ["desk@example.org"]
[[channels]]
kind = "slack"
name = "slack"
webhook_url = "{slack}"
allow_private = true
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is left after the kills and a last crawl. ``repeated`` counts messages that came again, all under the id
    they had; ``doubled`` alerts that came under two different ids."""

    articles: int
    lost: int
    twice: int
    alerts: int
    alerts_lost: int
    repeated: int
    doubled: int
    killed: int


class Workplace:
    """A folder with a configuration, and the servers it names."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        self.sites = stack.enter_context(ReplicaServer())
        self.mailbox = stack.enter_context(Mailbox())
        self.slack = stack.enter_context(SlackEndpoint())
        self.sites.write_sources(folder / "sources")
        config = CONFIG.format(smtp=self.mailbox.port, slack=self.slack.url)
        (folder / "vestnik.toml").write_text(config, encoding="utf-8")

    def command(self, *arguments: str) -> subprocess.Popen[bytes]:
        """``vestnik …`` as a process, silent."""
        vestnik = Path(sys.executable).with_name("vestnik")
        return subprocess.Popen(
            [vestnik, *arguments], cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def store(self) -> Store:
        """The folder's database."""
        return Store.open(f"sqlite:///{self.folder / 'vestnik.db'}")


@contextmanager
def workplace() -> Iterator[Workplace]:
    """A fresh one in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="vestnik-kill-") as folder, ExitStack() as stack:
        yield Workplace(Path(folder), stack)


def kill_and_count(place: Workplace, keys: Sequence[str], kills: int, seed: int) -> Outcome:
    """Crawl ``keys``, killed ``kills`` times, then to the end; hold archive and inboxes against the gold."""
    moments = random.Random(seed)
    whole, killed = 6.0, 0
    for _ in range(kills):
        process = place.command("crawl", *keys)
        try:
            process.wait(timeout=moments.uniform(0.4, whole))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            killed += 1
    for _ in range(2):  # the second delivers what a killed process was sending when the first one looked
        began = time.monotonic()
        code = place.command("crawl", *keys).wait(timeout=300)
        if code != 0:
            raise RuntimeError(f"the last crawl ended with {code} after {time.monotonic() - began:.0f} s")
    return _count(place, keys, killed)


def _count(place: Workplace, keys: Sequence[str], killed: int) -> Outcome:
    gold = {article.url for article in place.sites.gold() if article.site in keys}
    with place.store() as store:
        stored = Counter(row.url for row in store.export_rows(FlagFilter(min_grade=1), all_articles=True))
        flagged = {flag.url: flag.story_id for flag in store.flags(FlagFilter())}
    alerts = lost = repeated = doubled = 0
    for messages in (_mails(place), _slacks(place)):
        ids: dict[str, set[str]] = {url: set() for url in flagged}
        for number, (identity, text) in enumerate(messages):
            repeated += any(identity == earlier for earlier, _ in messages[:number])
            for url, seen in ids.items():
                if re.search(re.escape(url) + r"(?![\w-])", text):  # .../news-1 is not .../news-10
                    seen.add(identity)
        alerts += len(ids)
        told = {flagged[url] for url, seen in ids.items() if seen}  # one alert a story: any page of it stands for it
        lost += sum(1 for url in ids if flagged[url] not in told)
        doubled += sum(1 for seen in ids.values() if len(seen) > 1)
    twice = sum(count - 1 for count in stored.values())
    return Outcome(len(stored), len(gold - stored.keys()), twice, alerts, lost, repeated, doubled, killed)


def _mails(place: Workplace) -> list[tuple[str, str]]:
    found = []
    for message in place.mailbox.messages:
        body = message.get_body(("html",))
        found.append((str(message["Message-ID"]), body.get_content() if body is not None else ""))
    return [(identity, text.replace("&amp;", "&")) for identity, text in found]


def _slacks(place: Workplace) -> list[tuple[str, str]]:
    return [(str(_delivery(message)), str(message).replace("&amp;", "&")) for message in place.slack.messages]


def _delivery(message: dict[str, Any]) -> object:
    """The delivery's id stands in the last context block of every part."""
    return message["blocks"][-1]


def main() -> int:
    """Run and print one line; exit code 1 where anything was lost or doubled."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--kills", type=int, default=20)
    ask.add_argument("--seed", type=int, default=1)
    given = ask.parse_args()
    with workplace() as place:
        outcome = kill_and_count(place, list(place.sites.sites), given.kills, given.seed)
    print(outcome)
    return int(bool(outcome.lost or outcome.twice or outcome.alerts_lost or outcome.doubled))


if __name__ == "__main__":
    sys.exit(main())
