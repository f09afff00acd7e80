"""Delivery as a user sees it: nothing lost, nothing twice, no channel in another's way, pauses kept."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from alerts import deliver
from alerts.deliver import MAX_ATTEMPTS, backoff
from alerts.email import EmailChannel
from alerts.records import ANY_TIME, SENT, Channel, Delivery, Pace, PermanentFailure, Receipt, TemporaryFailure
from alerts.slack import SlackChannel
from demo.inbox import Mailbox, SlackEndpoint
from tests.alerts.conftest import NOW, MemoryOutbox, rows

Make = Callable[..., MemoryOutbox]


class Recorder:
    """A channel that keeps what it is given and fails as told."""

    pace = ANY_TIME

    def __init__(self, name: str = "office", failures: list[Exception] | None = None, max_rows: int = 10) -> None:
        self.name, self.max_rows, self.time_limit_s = name, max_rows, 5.0
        self.failures = failures or []
        self.sent: list[Delivery] = []
        self.tried: list[str] = []

    def send(self, delivery: Delivery, now: datetime) -> Receipt:
        self.tried.append(delivery.id)
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(delivery)
        return SENT


def run(store: MemoryOutbox, *channels: Channel, now: datetime = NOW, **options: object):
    return deliver(store, channels, now=now, owner="test/1/1", jitter=lambda: 1.0, **options)  # type: ignore[arg-type]


def mail(box: Mailbox, name: str = "office", timeout: float = 5) -> EmailChannel:
    return EmailChannel(
        name, "127.0.0.1", box.port, "news@vestnik.example", ["anna@example.org"], security="none", timeout=timeout
    )


def test_all_pending_rows_of_a_crawl_go_out_as_one_mail(outbox: Make, mailbox: Mailbox):
    store = outbox(*rows(40))
    (outcome,) = run(store, mail(mailbox))
    assert (outcome.state, outcome.alerts, outcome.error) == ("sent", 40, None)
    assert len(mailbox.messages) == 1
    assert run(store, mail(mailbox)) == []


def test_200_new_articles_reach_slack_split_below_its_limits(outbox: Make, slack: SlackEndpoint):
    store = outbox(*rows(200))
    outcomes = run(store, SlackChannel("office", slack.url, 5, allow_private=True))
    assert sum(o.alerts for o in outcomes) == 200
    assert store.states() == {"sent": 200}
    assert all(len(m["blocks"]) <= 50 for m in slack.messages)
    assert len({h["idempotency-key"] for h in slack.headers}) == len(slack.messages) == len(outcomes)


def test_a_part_that_fails_is_retried_alone(outbox: Make, slack: SlackEndpoint):
    store = outbox(*rows(30))
    channel = SlackChannel("office", slack.url, 5, allow_private=True)
    slack.answer_next(500)
    assert [o.state for o in run(store, channel, limit_per_message=10)] == ["retry"]
    outcomes = run(store, channel, now=NOW + timedelta(minutes=2), limit_per_message=10)
    assert [o.state for o in outcomes] == ["sent"] * 3
    titles = [b["text"]["text"] for m in slack.messages for b in m["blocks"] if b["type"] == "section"]
    assert len(titles) == len(set(titles)) == 30


def test_email_dead_and_slack_still_gets_it(outbox: Make, slack: SlackEndpoint):
    with Mailbox() as gone:
        dead = mail(gone, "dead-mail")
    store = outbox(*rows(3), *(replace(r, id=r.id + 100, channel="dead-mail") for r in rows(3)))
    outcomes = run(store, dead, SlackChannel("office", slack.url, 5, allow_private=True))
    assert {o.channel: o.state for o in outcomes} == {"dead-mail": "retry", "office": "sent"}
    assert len(slack.messages) == 1


def test_a_hanging_channel_does_not_hold_up_the_others(outbox: Make):
    free = threading.Event()

    class Hanging(Recorder):
        def send(self, delivery: Delivery, now: datetime) -> Receipt:
            assert free.wait(10), "the other channel was never served"
            return super().send(delivery, now)

    class Freeing(Recorder):
        def send(self, delivery: Delivery, now: datetime) -> Receipt:
            free.set()
            return super().send(delivery, now)

    store = outbox(*rows(1), *(replace(r, id=9, channel="quick") for r in rows(1)))
    assert [o.state for o in run(store, Hanging(), Freeing("quick"))] == ["sent", "sent"]


def test_one_refused_message_is_parked_and_the_next_goes_out(outbox: Make, mailbox: Mailbox):
    mailbox.refuse_next(1, "552 5.3.4 message too big")
    store = outbox(*rows(4))
    outcomes = run(store, mail(mailbox), limit_per_message=2)
    assert [o.state for o in outcomes] == ["dead", "sent"]
    assert "552" in (outcomes[0].error or "")
    assert store.states() == {"dead": 2, "sent": 2}


def test_a_webhook_that_is_down_for_an_hour_gets_everything_afterwards(outbox: Make, slack: SlackEndpoint):
    slack.die()
    store = outbox(*rows(2))
    channel = SlackChannel("office", slack.url, 5, allow_private=True)
    now, tries = NOW, 0
    while now < NOW + timedelta(hours=1):
        tries += len(run(store, channel, now=now))
        now += timedelta(minutes=1)
    slack.die(False)
    while store.states() != {"sent": 2} and now < NOW + timedelta(hours=3):
        run(store, channel, now=now)
        now += timedelta(minutes=1)
    assert tries == 6  # after 0, 1, 3, 7, 15 and 31 minutes
    assert len(slack.messages) == 1


def test_the_same_id_is_used_at_each_attempt(outbox: Make):
    store, channel = outbox(*rows(1)), Recorder(failures=[TemporaryFailure("busy")] * 3)
    for minute in range(20):
        run(store, channel, now=NOW + timedelta(minutes=minute))
    assert len(channel.tried) == 4
    assert len(set(channel.tried)) == 1


def test_a_pause_asked_for_is_kept_for_the_whole_channel(outbox: Make):
    store = outbox(*rows(2))
    channel = Recorder(failures=[TemporaryFailure("429", retry_after=timedelta(minutes=10))], max_rows=1)
    resting: dict[str, datetime] = {}
    run(store, channel, resting=resting)
    run(store, channel, now=NOW + timedelta(minutes=9), resting=resting)
    assert len(channel.tried) == 1
    run(store, channel, now=NOW + timedelta(minutes=11), resting=resting)
    assert store.states() == {"sent": 2}


def test_a_pause_by_a_clock_that_was_set_back_is_none(outbox: Make):
    store = outbox(*rows(2))
    channel = Recorder(failures=[TemporaryFailure("429", retry_after=timedelta(minutes=10))], max_rows=1)
    resting: dict[str, datetime] = {}
    run(store, channel, now=NOW + timedelta(days=365), resting=resting)
    run(store, channel, now=NOW, resting=resting)
    assert len(channel.tried) == 2


def test_new_messages_do_not_each_run_into_a_channel_that_is_down(outbox: Make):
    store, channel = outbox(*rows(30)), Recorder(failures=[TemporaryFailure("refused")] * 100, max_rows=1)
    resting: dict[str, datetime] = {}
    for minute in range(10):
        run(store, channel, now=NOW + timedelta(minutes=minute), resting=resting)
        run(store, channel, now=NOW + timedelta(minutes=minute, seconds=30), resting=resting)
    assert len(channel.tried) == 4  # after 0, 1, 3 and 7 minutes
    channel.failures.clear()
    for minute in range(10, 80):
        run(store, channel, now=NOW + timedelta(minutes=minute), resting=resting)
    assert store.states() == {"sent": 30}


def test_after_a_dozen_attempts_a_message_is_dead_and_says_why(outbox: Make):
    store, channel = outbox(*rows(1)), Recorder(failures=[TemporaryFailure("no answer")] * 50)
    now = NOW
    for _ in range(20):
        outcomes = run(store, channel, now=now)
        now += timedelta(days=1, minutes=1)
        if outcomes and outcomes[0].state == "dead":
            break
    assert len(channel.tried) == MAX_ATTEMPTS
    assert store.states() == {"dead": 1}
    assert outcomes[0].error == "given up after 12 attempts: no answer"


def test_a_fault_of_our_own_in_one_channel_is_retried_and_logged(outbox: Make, caplog: pytest.LogCaptureFixture):
    store = outbox(*rows(1), *(replace(r, id=9, channel="fine") for r in rows(1)))
    outcomes = run(store, Recorder(failures=[KeyError("oops")]), Recorder("fine"))
    assert {o.channel: o.state for o in outcomes} == {"office": "retry", "fine": "sent"}
    assert "oops" in caplog.text


def test_a_failing_store_is_reported_and_stops_the_round(outbox: Make):
    store, channel = outbox(*rows(20)), Recorder(max_rows=1)

    def disk_full(*_: object, **__: object) -> None:
        raise OSError("disk full")

    store.finish_delivery = disk_full  # type: ignore[method-assign] # the fault under test
    with pytest.raises(OSError, match="disk full"):
        run(store, channel)
    assert len(channel.sent) == 1


def test_waits_double_from_a_minute_to_a_day_and_are_spread():
    assert [backoff(n, 1.0) for n in (1, 2, 3)] == [timedelta(minutes=m) for m in (1, 2, 4)]
    assert backoff(12, 1.0) == backoff(10**9, 1.0) == timedelta(days=1)
    assert backoff(1, 0.0) == timedelta(seconds=30)


def test_a_permanent_refusal_is_not_tried_again(outbox: Make):
    store, channel = outbox(*rows(1)), Recorder(failures=[PermanentFailure("no_service")])
    assert [o.state for o in run(store, channel)] == ["dead"]
    assert run(store, channel, now=NOW + timedelta(days=3)) == []


def test_a_message_that_kills_its_sender_is_given_up_without_another_try(outbox: Make):
    store, channel = outbox(*rows(2)), Recorder(max_rows=1)
    for _ in range(MAX_ATTEMPTS):
        (claimed,) = store.claim_alerts("office", now=NOW, owner="killed", lease_s=1, limit=1)
        store.rows[claimed.id] = replace(store.rows[claimed.id], state="retry")  # its lease ran out
    assert [o.state for o in run(store, channel)] == ["dead", "sent"]
    assert len(channel.tried) == 1


def test_told_to_stop_it_returns_at_once_and_the_message_stays_in_the_outbox(outbox: Make):
    stop, never = threading.Event(), threading.Event()

    class Hanging(Recorder):
        def send(self, delivery: Delivery, now: datetime) -> Receipt:
            stop.set()
            never.wait(20)
            return SENT

    store = outbox(*rows(1))
    began = time.monotonic()
    assert run(store, Hanging(), stop=stop) == []
    assert time.monotonic() - began < 5
    assert store.states() == {"sending": 1}
    never.set()


class Night:
    """Quiet for an hour from NOW on."""

    def end(self, moment: datetime) -> datetime | None:
        return max(moment, NOW + timedelta(hours=1))


def test_in_quiet_hours_nothing_goes_out_and_afterwards_all_of_it_as_one(outbox: Make):
    store, channel = outbox(*rows(3)), Recorder()
    channel.pace = Pace(quiet=Night())
    assert run(store, channel, now=NOW + timedelta(minutes=59)) == []
    assert store.states() == {"pending": 3}
    (outcome,) = run(store, channel, now=NOW + timedelta(hours=1))
    assert outcome.alerts == 3


def test_a_retry_too_waits_for_the_morning(outbox: Make):
    store, channel = outbox(*rows(1)), Recorder(failures=[TemporaryFailure("busy")])
    run(store, channel, now=NOW - timedelta(minutes=1))
    channel.pace = Pace(quiet=Night())
    assert run(store, channel, now=NOW + timedelta(minutes=30)) == []
    assert [o.state for o in run(store, channel, now=NOW + timedelta(hours=1))] == ["sent"]


def test_a_flood_becomes_a_digest_when_the_hour_has_had_its_messages(outbox: Make):
    store, channel = outbox(), Recorder()
    channel.pace = Pace(per_hour=3)
    sizes = []
    channel.max_rows = 100
    for minute in range(0, 75, 5):  # every five minutes two more articles
        for n in (1, 2):
            number = minute * 10 + n
            store.rows[number] = replace(rows(1)[0], id=number, article_id=number, delivery_id=None, state="pending")
        sizes += [
            outcome.alerts for outcome in run(store, channel, now=NOW + timedelta(minutes=minute), clock=lambda: 0.0)
        ]
    assert sizes == [2, 2, 2, 20, 2, 2], "what came in the rest of the hour went as one message"


def test_a_channel_without_room_this_hour_keeps_no_other_waiting(outbox: Make):
    store = outbox(*rows(1), *(replace(r, id=9, channel="free") for r in rows(1)))
    full = Recorder()
    full.pace = Pace(per_hour=0)
    assert [o.channel for o in run(store, full, Recorder("free"))] == ["free"]
