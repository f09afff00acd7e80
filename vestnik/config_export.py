"""The section [export] of the configuration: a dated archive that ``vestnik watch`` keeps up to date."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

from vestnik.config_values import Words, ZoneName

if TYPE_CHECKING:
    from storage.exports.writing import Wish

ArchiveFormat = Literal["csv", "csv.gz", "csv.zst", "jsonl", "jsonl.gz", "jsonl.zst", "parquet", "warc", "warc.gz"]


class ExportConfig(BaseModel):
    """A folder with a file a month, brought up to date by the clock."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    folder: Path | None = Field(None, description="The folder; empty: nothing is exported.")
    format: ArchiveFormat = Field("csv", description="Format of the files, and how they are compressed.")
    cron: str = Field("30 3 * * *", description="When, as a cron expression.")
    timezone: ZoneName = Field("UTC", description="The zone of cron.")
    topic: str | None = Field(None, description="Only this topic.")
    min_grade: int = Field(2, ge=1, le=3, description="1 passing, 2 significant, 3 main subject.")
    sources: Words = Field((), description="Keys of sources; empty: any.")
    countries: Words = Field((), description="Countries of sources (RU, CN ...); empty: any.")
    languages: Words = Field((), description="Languages of articles (ru, en, zh ...); empty: any.")
    everything: bool = Field(False, alias="all", description="Articles without a flag, too.")
    excel_ru: bool = Field(False, description="Semicolons in a CSV, as a Russian Excel expects.")

    def wish(self) -> tuple[Wish, str | None]:
        """What is to be exported, and how its files are compressed."""
        from storage.exports.writing import Wish
        from storage.records import FlagFilter

        kind, _, compressed = self.format.partition(".")
        wanted = FlagFilter(
            topic=self.topic,
            min_grade=self.min_grade,
            sources=self.sources,
            countries=tuple(country.upper() for country in self.countries),
            languages=tuple(language.lower() for language in self.languages),
        )
        wish = Wish(kind, wanted, self.everything, excel_ru=self.excel_ru)  # type: ignore[arg-type]  # cut from a Literal
        return wish, compressed or None
