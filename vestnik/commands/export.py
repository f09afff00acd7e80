"""``vestnik export``: the archive as files other programs read, and the proof of such files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from vestnik.commands.options import (
    AsJson,
    Countries,
    Grade,
    Languages,
    Reviewed,
    Since,
    SourceKeys,
    Story,
    TopicName,
    Until,
)
from vestnik.errors import EXIT_ERROR, UsageError
from vestnik.exporting import Asked, export, row_counter
from vestnik.state import State

if TYPE_CHECKING:
    from storage.exports.proving import Finding, Proof

_SHOWN = 50

_group = typer.Typer(help="Export the archive, and prove what was exported.", rich_markup_mode=None)

Output = Annotated[
    Path | None,
    typer.Option("-o", "--output", help="File to write, compressed if it ends with .gz or .zst; default: - (stdout)."),
]
Archive = Annotated[
    Path | None, typer.Option("--archive", help="Instead of a file: a folder with a file a month, brought up to date.")
]
Compress = Annotated[
    str | None, typer.Option("--compress", help="gz or zst, for the files of --archive.", metavar="gz|zst")
]
Everything = Annotated[bool, typer.Option("--all", help="Articles without a flag, too.")]
NoPackage = Annotated[bool, typer.Option("--no-datapackage", help="Write no datapackage.json beside the file.")]
ExcelRu = Annotated[bool, typer.Option("--excel-ru", help="Semicolons, as a Russian Excel expects.")]
NoBom = Annotated[bool, typer.Option("--no-bom", help="Without a byte order mark at the beginning.")]
Versions = Annotated[bool, typer.Option("--versions", help="Every version of each article, too.")]


def register(app: typer.Typer) -> None:
    """Put the group ``export`` on the application."""
    app.add_typer(_group, name="export")


@_group.command("csv")
def export_csv(
    ctx: typer.Context,
    output: Output = None,
    archive: Archive = None,
    compress: Compress = None,
    topic: TopicName = None,
    grade: Grade = 2,
    source: SourceKeys = None,
    country: Countries = None,
    language: Languages = None,
    since: Since = None,
    until: Until = None,
    reviewed: Reviewed = None,
    story: Story = None,
    everything: Everything = False,
    excel_ru: ExcelRu = False,
    no_bom: NoBom = False,
    no_datapackage: NoPackage = False,
    as_json: AsJson = False,
) -> None:
    """Write flagged articles as CSV (UTF-8 with BOM), safe in a spreadsheet.

    One row for each article and topic; cells that look like formulas are made harmless.
    """
    filters = _filters(topic, grade, source, country, language, since, until, reviewed, story)
    how = {"excel_ru": excel_ru, "bom": not no_bom}
    export(ctx.obj, Asked("csv", output, archive, compress, no_datapackage, as_json, everything, filters, how))


@_group.command("jsonl")
def export_jsonl(
    ctx: typer.Context,
    output: Output = None,
    archive: Archive = None,
    compress: Compress = None,
    topic: TopicName = None,
    grade: Grade = 2,
    source: SourceKeys = None,
    country: Countries = None,
    language: Languages = None,
    since: Since = None,
    until: Until = None,
    reviewed: Reviewed = None,
    story: Story = None,
    everything: Everything = False,
    versions: Versions = False,
    no_datapackage: NoPackage = False,
    as_json: AsJson = False,
) -> None:
    """Write flagged articles as JSON lines: everything known of each, with all evidence."""
    filters = _filters(topic, grade, source, country, language, since, until, reviewed, story)
    how = {"versions": versions}
    export(ctx.obj, Asked("jsonl", output, archive, compress, no_datapackage, as_json, everything, filters, how))


@_group.command("parquet")
def export_parquet(
    ctx: typer.Context,
    output: Output = None,
    archive: Archive = None,
    topic: TopicName = None,
    grade: Grade = 2,
    source: SourceKeys = None,
    country: Countries = None,
    language: Languages = None,
    since: Since = None,
    until: Until = None,
    reviewed: Reviewed = None,
    story: Story = None,
    everything: Everything = False,
    no_datapackage: NoPackage = False,
    as_json: AsJson = False,
) -> None:
    """Write flagged articles as Parquet, for pandas, Polars, DuckDB, R.

    Needs pyarrow: pip install "vestnik[parquet]".
    """
    filters = _filters(topic, grade, source, country, language, since, until, reviewed, story)
    export(ctx.obj, Asked("parquet", output, archive, None, no_datapackage, as_json, everything, filters))


@_group.command("warc")
def export_warc(
    ctx: typer.Context,
    output: Output = None,
    archive: Archive = None,
    compress: Compress = None,
    topic: TopicName = None,
    grade: Grade = 2,
    source: SourceKeys = None,
    country: Countries = None,
    language: Languages = None,
    since: Since = None,
    until: Until = None,
    reviewed: Reviewed = None,
    story: Story = None,
    everything: Everything = False,
    no_datapackage: NoPackage = False,
    as_json: AsJson = False,
) -> None:
    """Write the stored pages of flagged articles as WARC 1.1, for web archives.

    All their versions; end the name with .warc.gz to compress each record.
    """
    filters = _filters(topic, grade, source, country, language, since, until, reviewed, story)
    export(ctx.obj, Asked("warc", output, archive, compress, no_datapackage, as_json, everything, filters))


@_group.command("verify")
def verify(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE", help="An exported file, or the folder of --archive.")],
    as_json: AsJson = False,
) -> None:
    """Prove an exported file against the archive, row by row.

    Each row's page is stored and has its sha256; its title, text and day are those stored. Exit code 1 where not.
    """
    from storage.exports.proving import prove_archive, prove_file
    from vestnik.console import print_json
    from vestnik.wiring import stored

    state: State = ctx.obj
    if not path.exists():
        raise UsageError(f"there is no file {path}")
    findings: list[Finding] = []

    def found(finding: Finding) -> None:
        if len(findings) < _SHOWN or as_json:
            findings.append(finding)

    with stored(state.config(), create=False) as store, row_counter(None) as progress:
        prove = prove_archive if path.is_dir() else prove_file
        proof = prove(store, path, found, progress=progress)
    if as_json:
        print_json({"file": path, **_counts(proof), "findings": findings})
    else:
        _print_proof(path, proof, findings)
    if not proof.sound:
        raise typer.Exit(EXIT_ERROR)


def _filters(
    topic: str | None,
    grade: int,
    source: list[str] | None,
    country: list[str] | None,
    language: list[str] | None,
    since: str | None,
    until: str | None,
    reviewed: Literal["yes", "no", "none"] | None,
    story: int | None,
) -> dict[str, Any]:
    """The arguments of ``flag_filter``."""
    return {
        "topic": topic, "grade": grade, "sources": source, "countries": country, "languages": language, "since": since,
        "until": until, "reviewed": reviewed, "story": story,
    }  # fmt: skip


def _counts(proof: Proof) -> dict[str, int]:
    return {"proved": proof.proved, "differing": proof.differing, "missing": proof.missing}


def _print_proof(path: Path, proof: Proof, findings: list[Finding]) -> None:
    from vestnik.console import clean, say

    for finding in findings:
        where = f"{finding.file}, row {finding.row}" if finding.row else finding.file
        say(f"{finding.outcome}: {clean(where)}: {clean(finding.what)}: {clean(finding.why)}")
    more = proof.differing + proof.missing - len(findings)
    if more > 0:
        say(f"… and {more} more; --json lists all")
    say(f"{clean(path)}: {proof.proved} proved, {proof.differing} differing, {proof.missing} missing")
