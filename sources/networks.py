"""Which addresses are on the public internet, and which names are this machine's own: the rules that crawls, webhooks
and ``vestnik read`` keep to."""

from __future__ import annotations

import ipaddress

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_local_name(host: str) -> bool:
    """``localhost`` and names below it are this machine's own, whatever a resolver says (RFC 6761, 6.3)."""
    host = host.rstrip(".").lower()
    return host == "localhost" or host.endswith(".localhost")


def is_public(address: str) -> bool:
    """True for an IP address of the open internet: not private, loopback, link-local, CGNAT, multicast or reserved,
    also not such an IPv4 address inside an IPv6 one (mapped, 6to4, Teredo, NAT64)."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
        if ip in _NAT64:
            inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        known = [v4 for v4 in inner if v4 is not None]
        if known:
            return all(is_public(str(v4)) for v4 in known)
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not ip.is_unspecified
