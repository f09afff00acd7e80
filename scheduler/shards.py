"""Which process crawls which source: all sources of a host in one, about as much to ask for in each.

Hosts go to the process that a hash of their names prefers, and where that one has its share already, to the next it
prefers (consistent hashing with bounded loads, Mirrokni, Thorup and Zadimoghaddam 2018). So every process finds the
same shares by itself, and a source that comes or goes moves few others.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from crawler.addresses import host_name
from sources import Source

_SLACK = 1.02
"""How much more than its even share a process may be given, but for the last host."""


def shard_sources(sources: Iterable[Source], shards: int) -> list[list[Source]]:
    """The sources of each of ``shards`` processes, in the order they came. Sources that share a host, be it through a
    third one, stay together; what a source costs is the number of its ways in."""
    given = list(sources)
    groups = _groups(given)
    costs: dict[str, float] = {}
    for source in given:
        costs[groups[source.key]] = costs.get(groups[source.key], 0.0) + len(source.entries)
    places = _place(costs, shards)
    parts: list[list[Source]] = [[] for _ in range(shards)]
    for source in given:
        parts[places[groups[source.key]]].append(source)
    return parts


def _groups(sources: list[Source]) -> dict[str, str]:
    """For each source's key the name of its group of hosts."""
    above: dict[str, str] = {}

    def first(name: str) -> str:
        while above.setdefault(name, name) != name:
            above[name] = name = above[above[name]]
        return name

    hosts = {source.key: sorted({host_name(entry.url) for entry in source.entries}) for source in sources}
    for names in hosts.values():
        for name in names:
            one, other = sorted((first(names[0]), first(name)))
            above[other] = one
    return {key: first(names[0]) for key, names in hosts.items()}


def _place(costs: dict[str, float], shards: int) -> dict[str, int]:
    loads = [0.0] * shards
    share = _SLACK * sum(costs.values()) / shards
    places: dict[str, int] = {}
    for name in sorted(costs, key=lambda one: (-costs[one], _digest(one))):
        preferred = sorted(range(shards), key=lambda number: _digest(f"{name}\n{number}"))
        fitting = [number for number in preferred if loads[number] + costs[name] <= share]
        places[name] = fitting[0] if fitting else min(preferred, key=loads.__getitem__)
        loads[places[name]] += costs[name]
    return places


def _digest(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=8).digest()
