"""Mail headers that arrive as they were written.

The folding of Python's ``email`` package drops the blank between two encoded words when a long header in another script
is cut, encodes the address in a long List-Id, and reads ``=?utf-8?…?=`` in a text as markup. Here each text is encoded
as a whole (``email.header.Header``, blanks inside the encoded words) and never decoded on the way in.
"""

from __future__ import annotations

from email.charset import SHORTEST, Charset
from email.header import Header
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UniqueAddressHeader
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.policy import EmailPolicy, Policy
from email.utils import quote
from typing import TYPE_CHECKING, Any

LINE_LIMIT = 76  # RFC 2047: a line that holds an encoded word

_ATOM_MARKS = frozenset("!#$%&'*+-/=?^_`{|}~ ")  # RFC 5322: what may stand in a phrase without quotes, and the blank

if TYPE_CHECKING:
    # The registry joins its classes below with BaseHeader when a header is made.
    _Header = BaseHeader
else:
    _Header = object


class _TextHeader(_Header):
    """A header of one line of free text (Subject)."""

    max_count = 1

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        """Take ``value`` literally."""
        kwds["decoded"] = value
        kwds["parse_tree"] = None  # only the folding that is replaced here reads it

    def fold(self, *, policy: Policy) -> str:
        """The header's lines: plain where it is short ASCII, else wholly encoded."""
        text = str(self)
        plain = f"{self.name}: {text}"
        if not _is_plain(text) or len(plain) > LINE_LIMIT:
            plain = f"{self.name}: {_encoded(text, len(self.name) + 2, policy)}"
        return plain + policy.linesep


class _PlainHeader(_TextHeader):
    """ASCII that must stay as it is (identifiers and addresses in angle brackets); folded at blanks only."""

    def fold(self, *, policy: Policy) -> str:
        """The header's lines."""
        return _joined(self.name, str(self).split(" "), " ", policy)


class _AddressHeader(UniqueAddressHeader, _Header):  # type: ignore[misc] # typeshed types the two apart
    """Addresses with names of any script (From, To)."""

    def fold(self, *, policy: Policy) -> str:
        """The header's lines, at least one an address that has a long name."""
        if getattr(policy, "utf8", False) or not all(a.addr_spec.isascii() for a in self.addresses):
            return super().fold(policy=policy)  # such addresses need a server that takes UTF-8, and no encoding at all
        return _joined(self.name, [_mailbox(a, policy) for a in self.addresses], ", ", policy)


def _policy() -> EmailPolicy[EmailMessage]:
    registry = HeaderRegistry()
    registry.map_to_type("subject", _TextHeader)
    for name in ("list-id", "list-unsubscribe", "in-reply-to", "references"):
        registry.map_to_type(name, _PlainHeader)
    for name in ("from", "to"):
        registry.map_to_type(name, _AddressHeader)
    # 7bit: every server on the way can carry it.
    return SMTP_POLICY.clone(cte_type="7bit", header_factory=registry)


MAIL_POLICY = _policy()
_UTF8 = Charset("utf-8")
_UTF8.header_encoding = SHORTEST  # libraries change the encoding of "utf-8" for the whole process (Apprise does)


def _joined(name: str, parts: list[str], separator: str, policy: Policy) -> str:
    """``parts`` with ``separator`` between them, each on the line where it fits."""
    fold = separator.rstrip() + policy.linesep + " "
    text, room = f"{name}: {parts[0] if parts else ''}", LINE_LIMIT - len(separator + separator.rstrip())
    for part in parts[1:]:
        last = text.rsplit(policy.linesep, 1)[-1]
        first = part.split(policy.linesep, 1)[0]
        text += (separator if len(last) + len(first) <= room else fold) + part
    return text + policy.linesep


def _mailbox(address: Address, policy: Policy) -> str:
    name, spec = address.display_name, address.addr_spec
    if not name:
        return spec
    if _is_plain(name) and len(name) < LINE_LIMIT // 2:
        atoms = all(c.isalnum() or c in _ATOM_MARKS for c in name)
        phrase = name if atoms else f'"{quote(name)}"'
    else:
        phrase = _encoded(name, len("From: "), policy)
    last = phrase.rsplit(policy.linesep, 1)[-1]
    gap = " " if len(last) + len(spec) + len("From:  <>,") <= LINE_LIMIT else policy.linesep + " "
    return f"{phrase}{gap}<{spec}>"


def _encoded(text: str, taken: int, policy: Policy) -> str:
    """``text`` as encoded words, folded; ``taken`` characters stand before it in its first line."""
    return Header(text, _UTF8, maxlinelen=LINE_LIMIT, header_name="x" * (taken - 2)).encode(linesep=policy.linesep)


def _is_plain(text: str) -> bool:
    """True where ``text`` can stand in a header as it is: ASCII, blanks where they stay, no look of an encoded word."""
    return text.isascii() and text.isprintable() and "=?" not in text and text == " ".join(text.split())
