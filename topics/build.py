"""Build the form table of the topic China: ``python -m topics.build`` (needs the dependency group topics-build).

Writes ``china.forms.gz`` (the same bytes for the same data) and ``china.dropped.tsv`` (forms left out, and why).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from topics.forms import write_table
from topics.packed import pack_words
from topics.schema import TopicFile
from topics.topic import SHIPPED, read_rules


def build_china(rules: TopicFile, folder: Path) -> int:
    """Write the table and the list of dropped forms into ``folder``; returns the table's size in bytes."""
    from topics.making import lexicon, peers, people  # build-time dependencies stand behind these
    from topics.making.table import Table

    table = Table()
    table.add_topic(rules.model_copy(update={"terms": tuple(t for t in rules.terms if not t.only)}))
    for name in (*lexicon.universities(), *lexicon.companies()):
        table.add_named(name)
    for name in (*lexicon.places(), *lexicon.named()):
        table.add_place(name)
    for name in (*lexicon.persons(), *people.people()):
        table.add_person(name)
    for word in (*lexicon.words(), *people.composed()):
        table.add_word(word)
    lines = [f"{form}\t{entity}\t{why}\n" for form, entity, why in sorted(set(table.dropped))]
    (folder / "china.dropped.tsv").write_text("form\tentity\twhy\n" + "".join(lines), encoding="utf-8")
    data = table.data(
        peers=pack_words(peers.country_words()), surnames=lexicon.surnames(), syllables=lexicon.syllables()
    )
    return write_table(data, folder / str(rules.table))


def main() -> int:
    """The command; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m topics.build", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    parser.add_argument("--folder", type=Path, default=SHIPPED, help="where to write (default: beside china.toml)")
    folder: Path = parser.parse_args().folder
    try:
        size = build_china(read_rules(SHIPPED / "china.toml"), folder)
    except ModuleNotFoundError as error:
        print(f"{error}; install the build dependencies: pip install --group topics-build", file=sys.stderr)
        return 1
    print(f"{folder / 'china.forms.gz'}: {size:,} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
