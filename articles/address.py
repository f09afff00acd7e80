"""Addresses as identities: one key for every spelling of one page's address, and the domain a host belongs to."""

from __future__ import annotations

import ipaddress
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote_to_bytes, urlsplit

from articles.text import words

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

#: Query names that never tell one article from another: trackers, sessions, ways of showing the same page.
_DROPPED = words(
    "yclid gclid fbclid msclkid dclid gbraid wbraid ysclid igshid mc_cid mc_eid _openstat openstat from_source "
    "special_version print clear_cache clear_cache_session bxajaxid bitrix_include_areas show_page_exec_time "
    "phpsessid jsessionid aspsessionid back_url back_url_admin"
)
#: These are dropped only where the value looks like a session's: "sid=42" may be an article.
_SESSIONS = words("sid sessionid session_id")
_TOKEN = re.compile(r"[0-9A-Za-z_-]{16,128}")
_DROPPED_PREFIXES = ("utm_", "pk_", "mtm_")
_DROPPED_ENDINGS = ("_redirect",)  # Liferay's "…_INSTANCE_x_redirect=": the list that a page was reached from
_SESSION_IN_PATH = re.compile(r";jsessionid=[^/?#;]*", re.IGNORECASE)
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_PATH_SAFE = "/:@!$&'()*+,;=~-._"
_QUERY_SAFE = "/:@!$'()*,;~-._?"


@cache
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList  # its list is read at once: .03 s that lists and tables save

    return PublicSuffixList(only_icann=True, accept_unknown=False)


def canonical_address(url: str) -> str:
    """The identity key of ``url``: equal for all spellings of one page's address.

    Host lower-cased (international names in punycode), default port, fragment, trackers, session ids and display
    switches removed, percent-encoding normalised. Other queries stay, in their order; so does a trailing slash. http
    and https are one key, "https://…", unless a port is given. Raises ValueError on what is no http(s) address.
    """
    parts = urlsplit(url.strip())
    scheme = parts.scheme.lower()
    host = (parts.hostname or "").rstrip(".")
    if scheme not in ("http", "https") or not host:
        raise ValueError(f"not an http(s) address: {url[:200]!r}")
    port = parts.port
    if port == {"http": 80, "https": 443}[scheme]:
        port = None
    netloc = _host_key(host) if port is None else f"{_host_key(host)}:{port}"
    scheme = "https" if port is None else scheme
    path = _normal(_SESSION_IN_PATH.sub("", parts.path), _PATH_SAFE) or "/"
    query = "&".join(_query_part(part) for part in parts.query.split("&") if part and not _is_dropped(part))
    return f"{scheme}://{netloc}{path}" + (f"?{query}" if query else "")


def _host_key(host: str) -> str:
    if ":" in host:
        return f"[{host.lower()}]"
    host = host.lower()
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _is_dropped(part: str) -> bool:
    name, _, value = part.partition("=")
    name = name.lower()
    if name in _SESSIONS:
        return bool(_TOKEN.fullmatch(value)) and any(char.isdigit() for char in value)
    return name in _DROPPED or name.startswith(_DROPPED_PREFIXES) or name.endswith(_DROPPED_ENDINGS)


def _query_part(part: str) -> str:
    name, mark, value = part.partition("=")
    return _normal(name, _QUERY_SAFE, plus=True) + mark + _normal(value, _QUERY_SAFE + "=", plus=True)


def _normal(text: str, safe: str, *, plus: bool = False) -> str:
    """``text`` with only the escapes it needs, in upper-case hex. An escaped reserved character stays escaped."""
    if plus:
        safe += "+"
    pieces: list[str] = []
    start = 0
    for match in _ESCAPE.finditer(text):
        char = chr(int(match.group()[1:], 16))
        if char not in "-._~" and (
            char in safe or char in "%#?&+="
        ):  # escaped on purpose: decoding would change the meaning
            pieces.append(text[start : match.start()])
            pieces.append(match.group().upper())
            start = match.end()
    if not pieces:
        return _requote(text, safe)
    pieces.append(text[start:])
    return "".join(piece if at % 2 else _requote(piece, safe) for at, piece in enumerate(pieces))


def _requote(text: str, safe: str) -> str:
    return quote(unquote_to_bytes(text), safe=safe) if text else ""


@lru_cache(maxsize=4096)
def registered_domain(host: str) -> str:
    """The domain a host was registered under (news.tpu.ru → tpu.ru), by the part of the public suffix list that
    registries answer for, as it ships with publicsuffixlist.

    An IP address is its own domain; so is a name without a known suffix. "localhost" counts as a suffix, so that
    institute.localhost and library.localhost are two domains.
    """
    host = host.strip().strip("[]").rstrip(".").lower()
    try:
        ipaddress.ip_address(host)
    except ValueError:
        if host.endswith(".localhost"):
            return ".".join(host.split(".")[-2:])
        return _suffixes().privatesuffix(host) or host
    return host
