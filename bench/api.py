"""The dashboard's API, asked whatever its schema allows and forbids, by Schemathesis.

    python -m bench.api [--cases 500] [--seed 1]

A small archive is served in this process, with logins. Each operation of the OpenAPI schema gets so many requests made
from it and as many that break it; each answer is held to all of Schemathesis' checks: no 500, a status, a type and a
body that the schema names, nothing without a token. Exit code 1 where one fails; the request is printed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.core.result import Err
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from bench.big_archive import NOW, Recipe, fill
from dashboard.app import create_app
from dashboard.auth import hash_password
from dashboard.site import Settings
from storage import Store

UNFIT: Any = [negative_data_rejection, positive_data_acceptance]
"""Checks that know less than the API: an empty object is no cursor once it stands in an address, and no schema can say
what makes a cursor, or a question with a word in it."""


def probe(store_url: str, token: str, *, cases: int, now: datetime, number: int | None = None) -> list[str]:
    """Ask every operation so many times in each way, the same each time unless a seed ``number`` is given; the
    operations that were asked. What Schemathesis raises is what it found."""
    app = create_app(store_url, Settings(clock=lambda: now, hosts=("testserver",), login=True))
    how = settings(
        max_examples=cases,
        derandomize=number is None,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    asked = []
    for found in schemathesis.openapi.from_asgi("/api/openapi.json", app).get_all_operations():
        if isinstance(found, Err):
            raise found.err()
        operation = found.ok()
        bare = not any(True for _ in operation.iter_parameters())
        for mode in (GenerationMode.POSITIVE, *([] if bare else [GenerationMode.NEGATIVE])):

            def ask(case: schemathesis.Case[Any]) -> None:
                _ask(case, token)

            asking = how(given(case=operation.as_strategy(generation_mode=mode))(ask))
            (asking if number is None else seed(number)(asking))()
        asked.append(operation.label)
    return asked


def _ask(case: schemathesis.Case[Any], token: str) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, excluded_checks=UNFIT)


def main() -> int:
    """Probe; 1 where something is wrong."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--cases", type=int, default=500)
    ask.add_argument("--seed", type=int, default=1)
    given_ = ask.parse_args()
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'archive.db'}"
        fill(url, Recipe(2_000, 20))
        with Store.open(url) as store:
            while store.index_for_search():
                pass
            store.set_person("anna", "admin", hash_password("correct horse battery"), now=now)
            token = store.begin_login("anna", now=now)
        asked = probe(url, token, cases=given_.cases, now=min(now, NOW + timedelta(days=1)), number=given_.seed)
    print(f"{len(asked)} operations, up to {given_.cases} requests of each kind: nothing wrong")
    return 0


if __name__ == "__main__":
    sys.exit(main())
