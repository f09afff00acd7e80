"""Alerts over mail, Slack and a webhook to servers that fail, the sending process killed with -9 at random moments.

    python -m bench.alerts [--alerts 2000] [--kills 100] [--seed 1]

Each killed process stores some articles and sends what is due, one after the other. The servers of this process answer
500 once, go down for an hour, take 8 s, accept and never answer, refuse one message (552); a fourth channel is dead.
All times are scaled down by 60: an hour of outage is a minute here, a time limit of 60 s a second. Counted is what
never arrived, and what arrived twice: under which id, and whether its sender could have known.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from alerts import deliver
from alerts.email import EmailChannel
from alerts.records import Channel
from alerts.slack import SlackChannel
from alerts.webhook import WebhookChannel
from articles.fingerprint import content_hash
from articles.records import Article, Change
from bench.alerts_servers import NUMBER, SCALE, TIMEOUT_S, Arrival, Post, Receiver
from demo.inbox import Mailbox
from sources import ListingEntry, Source
from storage import Store
from storage.lease import process_owner
from storage.records import ArticleItem, RawPage, Route
from topics.records import Evidence, Verdict

OUTAGE_S = 3600 / SCALE
BEGAN = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
LIVE = ("mail", "slack", "hook")
SECRET = "a secret of sixteen bytes and more"
A_ROUND = 4  # batches a process stores, each followed by sending
SOURCE = Source(
    key="uni",
    name="Университет",
    name_en="University",
    country="RU",
    homepage="https://uni.example/",
    languages=["ru"],
    entries=[ListingEntry(kind="listing", url="https://uni.example/news/", articles=["/news/*/"])],
)


def main() -> int:
    """Run and print; exit code 1 where anything was lost, or came twice without need or under another id."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--alerts", type=int, default=2000)
    ask.add_argument("--kills", type=int, default=100)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--life", nargs=5, help=argparse.SUPPRESS)
    given = ask.parse_args()
    if given.life:
        return live(*given.life)
    with tempfile.TemporaryDirectory(prefix="vestnik-alerts-") as folder:
        wrong = kill_and_count(f"sqlite:///{folder}/kills.db", given.alerts, given.kills, given.seed)
        throughput(f"sqlite:///{folder}/fast.db")
    return int(wrong)


def kill_and_count(url: str, alerts: int, kills: int, seed: int) -> bool:
    """The whole experiment; True where it went wrong."""
    moments = random.Random(seed)
    began = time.monotonic()
    with Mailbox() as box:
        slack, hook, post = Receiver(seed + 1), Receiver(seed + 2), Post(box)
        refused = f"Alert {alerts // 2:05}"
        box.refuse_when(lambda message: refused in str(message.get_body(("plain",)).get_content()))  # type: ignore[union-attr] # ours all have one
        ports = json.dumps({"mail": box.port, "slack": slack.url, "hook": hook.url, "dead": _closed_port()})
        epoch, killed, outage = time.time(), 0, (kills // 3, 0.0)
        for life in range(kills):
            if life % 10 == 5:
                box.say_nothing_after_accepting()
            if life % 30 == 7:  # few enough that no message meets a dozen of them
                box.refuse_next(1)
            if life == outage[0]:
                outage = (-1, time.monotonic() + OUTAGE_S)
            hook.down = slack.down = time.monotonic() < outage[1]
            share = alerts * (life + 1) // kills
            process = _process(url, ports, epoch, share, "life")
            slack.life = hook.life = post.life = process.pid
            killed += _kill(process, moments.uniform(0.0, 1.4))
            post.note()
        slack.down = hook.down = False
        process = _process(url, ports, epoch, alerts, "end")
        slack.life = hook.life = post.life = process.pid
        code = process.wait(timeout=900)
        post.note()
        told = {"mail": post.arrivals, "slack": slack.arrivals, "hook": hook.arrivals}
        print(f"{killed} of {kills} processes killed, {slack.refused + hook.refused} requests refused, ", end="")
        print(f"{time.monotonic() - began:.0f} s, load {os.getloadavg()[0]:.1f}")
        slack.close()
        hook.close()
    with Store.open(url) as store:
        unknown = _without_answer(url)
        judged = [_judge(name, told[name], store, alerts, unknown) for name in LIVE]
        return code != 0 or any([*judged, _dead(store, alerts)])


def _kill(process: subprocess.Popen[bytes], seconds: float) -> int:
    """Kill a process so many seconds after it began to work; 1, or 0 where it had ended by itself."""
    assert process.stdout is not None
    process.stdout.readline()
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return 1
    return 0


def _process(url: str, ports: str, epoch: float, share: int, how: str) -> subprocess.Popen[bytes]:
    arguments = ["--life", url, ports, str(epoch), str(share), how]
    return subprocess.Popen(
        [sys.executable, "-m", "bench.alerts", *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )


def _log_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///") + ".log")


def _without_answer(url: str) -> set[tuple[int, str]]:
    """(process, delivery) of every try that its sender saw end without an answer: it could not know."""
    lost = re.compile(r"^(\d+) channel \w+: delivery (\S+) .*(?:no mail through|no answer from)", re.MULTILINE)
    return {(int(process), identity) for process, identity in lost.findall(_log_of(url).read_text())}


def _judge(
    name: str, arrivals: Sequence[Arrival], store: Store, alerts: int, unknown: Collection[tuple[int, str]]
) -> bool:
    """Print one channel's line; True where something was lost, or came twice without need: a message comes again only
    where its sender was killed, or (``unknown``) got no answer."""
    ids: dict[int, set[str]] = {}
    seen: dict[str, Arrival] = {}
    repeated = needless = 0
    for arrival in arrivals:
        before = seen.get(arrival.id)
        if before is not None:
            repeated += 1
            needless += before.life == arrival.life and (before.life, arrival.id.partition(".")[0]) not in unknown
        seen[arrival.id] = arrival
        for number in arrival.alerts:
            ids.setdefault(number, set()).add(arrival.id)
    rows = store.alerts(channel=name, limit=10 * alerts)
    parked = {int(NUMBER.findall(row.title)[0]): row.error or "" for row in rows if row.state == "dead"}
    missing = alerts - len(ids.keys() | parked.keys())
    doubled = sum(1 for several in ids.values() if len(several) > 1)
    told_wrong = sum(1 for row in rows if row.state not in ("sent", "dead"))
    print(
        f"{name:<6} {len(rows)} alerts in {len(seen)} messages: lost {missing}, parked {len(parked)}, "
        f"messages that came again {repeated}, of these needless {needless}, alerts under two ids {doubled}"
    )
    for error, number in Counter(parked.values()).items():
        print(f"       parked {number}: {error}")
    return bool(missing or needless or doubled or told_wrong or len(rows) != alerts)


def _dead(store: Store, alerts: int) -> bool:
    counts = {state: n for (channel, state), n in store.alert_counts().items() if channel == "dead"}
    print(f"dead   {sum(counts.values())} alerts kept: {counts}")
    return sum(counts.values()) != alerts or "sent" in counts


def live(url: str, ports: str, epoch: str, share: str, how: str) -> int:
    """One process's life: store what is missing of the first ``share`` articles, in parts, and send after each."""
    logging.basicConfig(filename=_log_of(url), level=logging.INFO, format="%(process)d %(message)s")
    jump = timedelta()

    def now() -> datetime:
        return BEGAN + jump + timedelta(seconds=(time.time() - float(epoch)) * SCALE)

    channels = _channels(json.loads(ports))
    with Store.open(url) as store:
        store.register_sources([SOURCE])
        print("ready", flush=True)
        stored = len(store.alerts(channel="hook", limit=10**6))
        missing = list(range(stored, int(share)))
        size = max(1, -(-len(missing) // A_ROUND))
        for first in range(0, len(missing), size):  # in order: a killed process leaves no gap behind
            _store(store, missing[first : first + size], now())
            _send(store, channels, now())
        while how == "end" and _waiting(store):
            jump += timedelta(hours=1)
            _send(store, channels, now())
        while how == "life":
            time.sleep(0.05)
            _send(store, channels, now())
    return 0


def _waiting(store: Store) -> int:
    counts = store.alert_counts()
    return sum(counts.get((name, state), 0) for name in LIVE for state in ("pending", "retry", "sending"))


def _send(store: Store, channels: Sequence[Channel], now: datetime) -> None:
    deliver(
        store,
        channels,
        now=now,
        owner=process_owner(),
        limit_per_message=5,
        clock=lambda: time.monotonic() * SCALE,
    )


def _channels(ports: dict[str, Any]) -> list[Channel]:
    def mail(name: str) -> EmailChannel:
        people = ("Vestnik <news@vestnik.example>", ["desk@example.org"])
        return EmailChannel(name, "127.0.0.1", ports[name], *people, security="none", timeout=TIMEOUT_S)

    return [
        mail("mail"),
        mail("dead"),
        SlackChannel("slack", ports["slack"], TIMEOUT_S, allow_private=True),
        WebhookChannel("hook", ports["hook"], SECRET, TIMEOUT_S, allow_private=True),
    ]


def _closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        return int(closed.getsockname()[1])


def _store(store: Store, numbers: Sequence[int], now: datetime, channels: Sequence[str] = (*LIVE, "dead")) -> None:
    routes = [Route(name) for name in channels]
    run = store.begin_run(SOURCE.key, now=now, worker=process_owner())
    store.save_items(list(_articles(numbers, run, now)), routes=routes, now=now)
    store.finish_run(run, now=now, verdict="ok", counts={"new": len(numbers)})


def _articles(numbers: Sequence[int], run: int, now: datetime) -> Iterator[ArticleItem]:
    for number in numbers:
        words = random.Random(number)
        body = " ".join("".join(words.choices("абвгдежзиклмнопрстуфхцчшщэюя", k=7)) for _ in range(60))
        url, title = f"https://uni.example/news/{number}/", f"Alert {number:05} {body[:40]}"
        sentence = f"Тяньцзинь {body[:80]}"
        evidence = Evidence("Тяньцзинь", "Tianjin", "city", "body", 0, 3.0, sentence)
        yield ArticleItem(
            source_key=SOURCE.key,
            run_id=run,
            address=url,
            article=Article(url=url, title=title, body=body, language="ru"),
            page=RawPage(url, body.encode(), {}, 200, now),
            content_hash=content_hash(title, body),
            signature=words.getrandbits(63),
            change=Change("new"),
            verdicts={"china": Verdict("china", 3, 3.0, (evidence,), "1")},
        )


def throughput(url: str, alerts: int = 300) -> None:
    """Alerts a second over each channel: one a message, and as many as fit."""
    with Mailbox() as box, Store.open(url) as store:
        store.register_sources([SOURCE])
        slack, hook = Receiver(1), Receiver(2)
        slack.faulty = hook.faulty = False
        ports = {"mail": box.port, "slack": slack.url, "hook": hook.url, "dead": 1}
        channels = [channel for channel in _channels(ports) if channel.name in LIVE]
        first = 0
        for limit in (1, None):
            for channel in channels:
                _store(store, range(first, first + alerts), BEGAN, (channel.name,))
                first += alerts
                began, cpu = time.perf_counter(), time.process_time()
                outcomes = deliver(store, [channel], now=BEGAN, owner=process_owner(), limit_per_message=limit)
                took, used = time.perf_counter() - began, time.process_time() - cpu
                sent = sum(outcome.alerts for outcome in outcomes if outcome.state == "sent")
                each = "one a message" if limit == 1 else f"{sent} in {len(outcomes)} messages"
                print(
                    f"{channel.name:<6} {each}: {sent / took:.0f} alerts a second, {used / sent * 1e3:.1f} CPU-ms each"
                )
        slack.close()
        hook.close()


if __name__ == "__main__":
    sys.exit(main())
