"""WARC 1.1 (ISO 28500:2017) by warcio: the stored pages as web archives know them, readable by their tools.

What is written is what was received, as far as it is kept: the body after its transfer compression was undone (that is
what its sha256 proves), status and headers. So ``Content-Encoding`` and ``Transfer-Encoding`` would be untrue: they
stand as ``X-Archive-Orig-…``, and ``Content-Length`` is that of the body. Cookies were never kept, the protocol and the
words of the status line were not either: it says HTTP/1.1 and the usual words.

A page is stored once however often it came, so there is one response record a page and no revisit records; the metadata
record beside it names every version of every article that was read from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from http import HTTPStatus
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from storage.exports.csv_files import TOLD_EVERY
from storage.records import RawPage
from storage.views import ExportPage

UNTRUE = frozenset({"content-encoding", "transfer-encoding", "content-length"})
"""Headers of the transfer, which is over."""
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]+")
_OF_URL = "!#$%&'()*+,/:;=?@[]~"


def write_warc(
    pages: Iterable[ExportPage],
    file: IO[bytes],
    *,
    made_at: datetime,
    gzip: bool,
    progress: Callable[[int], object] | None = None,
) -> int:
    """Write pages as WARC, each record compressed for itself with ``gzip``, and return how many pages there were.
    ``made_at`` is the date of the file's own record: the same pages and date give the same bytes. Memory stays
    constant; the file stays open. Raises OSError."""
    from warcio.warcwriter import WARCWriter

    writer = WARCWriter(file, gzip=gzip, warc_version="1.1")
    _write_info(writer, made_at)
    count = 0
    for count, found in enumerate(pages, start=1):
        if found.page is None:
            raise ValueError("the pages must come with their bytes")
        _write_page(writer, found, found.page)
        if progress is not None and count % TOLD_EVERY == 0:
            progress(count)
    return count


def read_warc(path: Path) -> Iterator[tuple[str, str]]:
    """(address, sha256 of the body) of every response of a WARC, compressed or not. ValueError for another file, and
    where a record is not what its own digest says."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    with path.open("rb") as file:
        if not file.read(1):
            raise ValueError("it is empty")
        file.seek(0)
        try:
            for record in ArchiveIterator(file, check_digests="raise", no_record_parse=False):
                if record.rec_type != "response":
                    continue
                total = sha256()
                while block := record.raw_stream.read(1 << 16):
                    total.update(block)
                yield record.rec_headers.get_header("WARC-Target-URI") or "", total.hexdigest()
        except ArchiveLoadFailed as error:
            raise ValueError(" ".join(str(error).split())) from None


def _write_info(writer: Any, made_at: datetime) -> None:
    fields = {
        "software": f"Vestnik/{version('vestnik')}",
        "format": "WARC File Format 1.1",
        "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "description": "Pages as received; transfer compression undone, cookies never kept",
    }
    date = _date(made_at)
    writer.write_record(_record(writer, "", "warcinfo", _fields(fields.items()), date, f"warcinfo {date}"))


def _write_page(writer: Any, found: ExportPage, page: RawPage) -> None:
    from warcio.statusandheaders import StatusAndHeaders

    url, date = quote(page.url, safe=_OF_URL), _date(page.fetched_at)
    identity = _identity(f"response {found.sha256}")
    record = writer.create_warc_record(
        url,
        "response",
        payload=BytesIO(page.body),
        length=len(page.body),
        warc_headers_dict={"WARC-Record-ID": identity, "WARC-Date": date},
        http_headers=StatusAndHeaders(_status(page.status), _headers(page), protocol="HTTP/1.1"),
    )
    writer.write_record(record)
    fields = [("page-sha256", found.sha256), *(("article-version", name) for name in found.read_as)]
    if page.encoding is not None:
        fields.append(("charset-used", _CONTROL.sub(" ", page.encoding)))
    metadata = _record(writer, url, "metadata", _fields(fields), date, f"metadata {found.sha256}")
    metadata.rec_headers.add_header("WARC-Refers-To", identity)
    writer.write_record(metadata)


def _record(writer: Any, url: str, kind: str, body: bytes, date: str, name: str) -> Any:
    headers = {"WARC-Record-ID": _identity(name), "WARC-Date": date}
    return writer.create_warc_record(url, kind, payload=BytesIO(body), length=len(body), warc_headers_dict=headers)


def _fields(fields: Iterable[tuple[str, str]]) -> bytes:
    return "".join(f"{name}: {value}\r\n" for name, value in fields).encode()


def _identity(name: str) -> str:
    """The id of a record: the same for the same content, in every file."""
    return f"<urn:uuid:{uuid5(NAMESPACE_URL, f'urn:vestnik:{name}')}>"


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _status(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} Unknown"


def _headers(page: RawPage) -> list[tuple[str, str]]:
    """The headers as kept, those of the transfer under another name; what is no header (names with blanks, line breaks
    in values) is left out or made one line."""
    found: list[tuple[str, str]] = []
    for name, value in page.headers.items():
        if _TOKEN.fullmatch(name) is None:
            continue
        prefix = "X-Archive-Orig-" if name.lower() in UNTRUE else ""
        found.append((prefix + name, _CONTROL.sub(" ", value).strip()))
    return [*found, ("Content-Length", str(len(page.body)))]
