"""Which network addresses may be fetched from: public ones only, unless a rule for tests says otherwise."""

from __future__ import annotations

import ipaddress
import socket
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from depesche.errors import FetchFailed, FetchRefused

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address in its last 32 bits
_PORTS = {"http": 80, "https": 443}

IP = ipaddress.IPv4Address | ipaddress.IPv6Address


class Target(NamedTuple):
    """An address that was looked up and checked: connect to ``ip`` and to nothing else."""

    url: str
    parts: SplitResult
    host: str
    port: int
    ip: str


def checked(url: str, allow_private: bool) -> Target:
    """Look the address's host up and check every address that it has.

    The caller connects to the returned IP address, so that a second answer of the name service (DNS rebinding) cannot
    lead elsewhere.

    Raises:
        FetchRefused: no http(s) address, one with a user name in it, or one that leads into a private network.
        FetchFailed: the host is not known.
    """
    parts, host, port = _parts(url)
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError) as error:
        raise FetchFailed(f"the host {host} is not known", url, "Check the address and your network") from error
    addresses = [str(answer[4][0]).partition("%")[0] for answer in answers]
    if not addresses:
        raise FetchFailed(f"the host {host} has no address", url)
    for address in addresses:
        if not allow_private and not is_public(address):
            raise FetchRefused(
                f"{host} leads to {address}, which is not on the public network",
                url,
                "Save the page and read the file instead",
            )
    return Target(url, parts, host, port, addresses[0])


def _parts(url: str) -> tuple[SplitResult, str, int]:
    if any(char <= " " or char == "\x7f" for char in url):
        raise FetchRefused("an address with blanks or control characters in it", url.strip()[:200])
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise FetchRefused("no valid address", url) from error
    if parts.scheme not in _PORTS:
        raise FetchRefused("only http and https addresses are fetched", url)
    if not host:
        raise FetchRefused("an address without a host", url)
    if parts.username is not None or parts.password is not None:
        raise FetchRefused("an address with a user name or password in it", url)
    try:
        name = host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError as error:
        raise FetchRefused("a host name that cannot be written in ASCII", url) from error
    return parts, name, port or _PORTS[parts.scheme]


def is_public(address: str) -> bool:
    """Whether an IP address is a public one, and so is any IPv4 address inside it (mapped, 6to4, Teredo, NAT64)."""
    ip: IP = ipaddress.ip_address(address)
    if not ip.is_global or ip.is_multicast or ip.is_reserved or ip.is_unspecified:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner: list[IP] = [one for one in (ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())) if one is not None]
        if ip in _NAT64:
            inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        return all(is_public(str(one)) for one in inner)
    return True
