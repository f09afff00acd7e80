"""Several workers and two schedulers on one PostgreSQL, killed, stopped and cut off at random moments.

    python -m bench.cluster [--sites 50] [--articles 40] [--rounds 2] [--workers 3] [--seed 1] [--machines]

Every site is a host; each round shows so many more articles on each. During a round workers get SIGKILL or SIGTERM and
are started again, and the database is lost for 20 seconds once: by turns its connections are cut, its server is stopped
and started again, or frozen. In the end every article must be there once, no host may have seen two requests at once,
every job must be done, every alert must have come, and none under two ids. ``--machines`` gives each worker a host name
of its own (as root, Linux), so that none can see whether another lives: leases must then run out.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bench.many_sites import ManySites
from bench.postgres import Server, Wire, running_server
from demo.inbox import Mailbox
from storage import Store
from storage.engine import Database, parse_url
from storage.queue_tables import SCHEMA, prepare_queue
from storage.records import FlagFilter

CONFIG = """\
database.url = "{url}"
sources.folders = ["sources"]
cluster.queue = true
log.level = "info"
[schedule]
deliver_every = 2
catch_up = 10
[[channels]]
kind = "email"
name = "mail"
host = "127.0.0.1"
port = {smtp}
security = "none"
from = "vestnik@example.org"
to = ["desk@example.org"]
"""
LOSS_S = 20.0
_LOSSES = ("cut", "restart", "freeze")
_OWN_NAME = ("unshare", "--uts", "sh", "-c", 'hostname "$0" && exec "$@"')


@dataclass(slots=True)
class Harm:
    """What was done to the processes, and how they took it."""

    kills: int = 0
    terms: int = 0
    slowest_stop_s: float = 0.0
    losses: list[str] = field(default_factory=list)
    ended_by_themselves: int = 0


@dataclass(slots=True)
class Cluster:
    """The processes of one measurement."""

    folder: Path
    concurrency: int
    machines: bool
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str) -> None:
        """``vestnik worker`` or ``vestnik watch``, by its name, its log in a file of that name."""
        vestnik = str(Path(sys.executable).with_name("vestnik"))
        words = ["watch"] if name.startswith("watch") else ["worker", "--concurrency", str(self.concurrency)]
        command = [*_OWN_NAME, name, vestnik, *words] if self.machines else [vestnik, *words]
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log)

    def end(self, name: str, number: signal.Signals) -> float:
        """Send a process a signal and wait for its end; the seconds that took."""
        began = time.monotonic()
        self.running[name].send_signal(number)
        self.running[name].wait(timeout=60)
        return time.monotonic() - began

    def revive(self, harm: Harm) -> None:
        """Start again what ended by itself: it should not have."""
        for name, process in list(self.running.items()):
            if process.poll() is not None:
                harm.ended_by_themselves += 1
                self.start(name)


@contextmanager
def cluster(folder: Path, *, workers: int, concurrency: int, machines: bool) -> Iterator[Cluster]:
    """Two schedulers and the workers; killed at the end."""
    made = Cluster(folder, concurrency, machines)
    try:
        for name in ["watch1", "watch2", *(f"worker{number + 1}" for number in range(workers))]:
            made.start(name)
        yield made
    finally:
        for process in made.running.values():
            process.kill()
            process.wait()


class State:
    """What the database says, asked past the cable that is cut."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.store = Store.open(url)

    def articles(self) -> Counter[str]:
        """How often each address is stored."""
        return Counter(row.url for row in self.store.export_rows(FlagFilter(min_grade=1), all_articles=True))

    def jobs(self) -> Counter[str]:
        """Jobs of crawling by their status."""
        return Counter(status for (status,) in self._ask("SELECT status::text FROM procrastinate_jobs "
                                                          "WHERE queue_name = 'crawl'"))  # fmt: skip

    def counts(self) -> tuple[int, int, int]:
        """Articles, open jobs, alerts not sent yet."""
        ((articles,),) = self._ask("SELECT count(*) FROM public.article")
        jobs = self.jobs()
        open_alerts = sum(n for (_, state), n in self.store.alert_counts().items() if state != "sent")
        return int(str(articles)), jobs["todo"] + jobs["doing"], open_alerts

    def edited(self) -> int:
        """Articles of which more than one version was stored: nobody edited any."""
        ((count,),) = self._ask("SELECT count(*) FROM public.article WHERE version > 1")
        return int(str(count))

    def due(self, keys: Sequence[str]) -> None:
        """Every source is to be crawled now."""
        self.store.plan_sources(dict.fromkeys(keys, datetime.now(UTC)))

    def _ask(self, query: str) -> list[tuple[object, ...]]:
        database = Database(parse_url(self.url), lambda: datetime.now(UTC))
        with database.read() as connection:
            connection.exec_driver_sql(f"SET search_path TO {SCHEMA}")
            rows = [tuple(row) for row in connection.exec_driver_sql(query)]
        database.dispose()
        return rows


def lose(kind: str, server: Server, wire: Wire) -> None:
    """Lose the database for ``LOSS_S`` seconds."""
    if kind == "cut":
        wire.cut()
        time.sleep(LOSS_S)
        wire.mend()
    elif kind == "restart":
        server.stop()
        time.sleep(LOSS_S)
        server.start()
    else:
        frozen = server.processes()
        for pid in frozen:
            os.kill(pid, signal.SIGSTOP)
        time.sleep(LOSS_S)
        for pid in frozen:
            os.kill(pid, signal.SIGCONT)


def one_round(
    made: Cluster, state: State, sites: ManySites, harm: Harm, dice: random.Random, loss: tuple[str, Server, Wire]
) -> float:
    """From all sources being due to all being crawled, with harm done meanwhile; the seconds it took."""
    began, expected = time.monotonic(), len(sites.names) * sites.shown
    lost, next_harm = False, began + dice.uniform(2, 6)
    while True:
        articles, jobs, alerts = -1, -1, -1
        articles, jobs, alerts = state.counts()
        passed = time.monotonic() - began
        print(f"  {passed:5.0f} s: {articles} of {expected} articles, {jobs} jobs, {alerts} alerts to send", flush=True)
        if articles >= expected and not jobs and not alerts:
            return passed
        if passed > 1800:
            raise RuntimeError(f"not done after {passed:.0f} s")
        made.revive(harm)
        if not lost and articles > expected - len(sites.names) * 25:
            lost = True
            harm.losses.append(loss[0])
            print(f"  the database is lost: {loss[0]}", flush=True)
            lose(*loss)
        elif time.monotonic() > next_harm and articles < expected - len(sites.names) * 4:
            hurt(made, harm, dice)
            next_harm = time.monotonic() + dice.uniform(4, 12)
        time.sleep(2)


def hurt(made: Cluster, harm: Harm, dice: random.Random) -> None:
    """SIGKILL or SIGTERM to one process, which is then started again."""
    name = dice.choice(sorted(made.running))
    kill = dice.random() < 0.5
    print(f"  {'SIGKILL' if kill else 'SIGTERM'} to {name}", flush=True)
    took = made.end(name, signal.SIGKILL if kill else signal.SIGTERM)
    if kill:
        harm.kills += 1
    else:
        harm.terms += 1
        harm.slowest_stop_s = max(harm.slowest_stop_s, took)
    made.start(name)


def judge(state: State, sites: ManySites, mailbox: Mailbox, harm: Harm) -> dict[str, object]:
    """Everything that is held against what should be."""
    stored, gold = state.articles(), dict(sites.urls())
    told, jobs = sites.told(), state.jobs()
    ids: dict[str, set[str]] = {url: set() for url, about in gold.items() if about}
    again, seen = 0, set()
    for message in mailbox.messages:
        identity, body = str(message["Message-ID"]), message.get_body(("html",))
        again += identity in seen
        seen.add(identity)
        for url in set(re.findall(r"http://u\d+\.localhost:\d+/news/\d+", body.get_content() if body else "")):
            ids.get(url, set()).add(identity)
    return {
        "articles": len(stored),
        "lost": len(gold.keys() - stored.keys()),
        "twice": sum(count - 1 for count in stored.values()),
        "false edits": state.edited(),
        "most requests of a host at once": told.most,
        "pages asked for again": told.pages_again,
        "jobs": dict(jobs),
        "alerts": len(ids),
        "alerts lost": sum(not found for found in ids.values()),
        "alerts under two ids": sum(len(found) > 1 for found in ids.values()),
        "messages": len(mailbox.messages),
        "messages again, same id": again,
        "SIGKILL": harm.kills,
        "SIGTERM": harm.terms,
        "slowest stop s": round(harm.slowest_stop_s, 1),
        "database lost": harm.losses,
        "processes that ended by themselves": harm.ended_by_themselves,
    }


def measure(given: argparse.Namespace, folder: Path) -> dict[str, object]:
    """All rounds; what came of them."""
    dice, harm = random.Random(given.seed), Harm()
    sites = ManySites(given.sites, given.articles)
    with running_server("-c max_connections=80") as server, Mailbox() as mailbox:
        wire = Wire(server)
        server.create("news")
        state = State(server.address + "news")
        prepare_queue(state.url)
        config = CONFIG.format(url=wire.address + "news", smtp=mailbox.port)
        (folder / "vestnik.toml").write_text(config, encoding="utf-8")
        sites.write_sources(folder / "sources", delay_s=0.25)
        seconds = []
        with cluster(folder, workers=given.workers, concurrency=6, machines=given.machines) as made:
            for number in range(given.rounds):
                print(f"round {number + 1}", flush=True)
                if number:
                    sites.show(given.articles * (number + 1))
                    state.due(sites.names)
                kind = _LOSSES[(number + given.seed - 1) % len(_LOSSES)]
                seconds.append(round(one_round(made, state, sites, harm, dice, (kind, server, wire))))
        result = judge(state, sites, mailbox, harm) | {"seconds a round": seconds}
        state.store.close()
        wire.close()
    sites.stop()
    return result


def main() -> int:
    """Run and print; exit code 1 where anything was lost, doubled or not done."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in {"sites": 50, "articles": 40, "rounds": 2, "workers": 3, "seed": 1}.items():
        ask.add_argument(f"--{name}", type=int, default=default)
    ask.add_argument("--machines", action="store_true")
    ask.add_argument("--keep", type=Path, help="a folder for the logs, which is kept")
    given = ask.parse_args()
    with tempfile.TemporaryDirectory(prefix="vestnik-cluster-") as passing:
        folder = given.keep or Path(passing)
        folder.mkdir(parents=True, exist_ok=True)
        result = measure(given, folder)
    for name, value in result.items():
        print(f"{name:>40}  {value}")
    wrong = ("lost", "twice", "false edits", "alerts lost", "alerts under two ids")
    jobs = result["jobs"]
    done = isinstance(jobs, dict) and not set(jobs) - {"succeeded"}
    return int(any(result[name] for name in wrong) or result["most requests of a host at once"] != 1 or not done)


if __name__ == "__main__":
    sys.exit(main())
