"""Fetches the addresses that a user named, and nothing else: bounded in time, size, hops, and in where they may lead.

Only the standard library's HTTP client: every hop is looked up once, checked (`addresses.py`), and the connection goes
to the checked address. Proxies in the environment are not used: behind one, the address could not be checked.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from urllib.parse import urljoin, urlsplit

from depesche import __version__
from depesche.errors import FetchFailed, FetchRefused, InputError, TooLarge, UnknownFormat
from depesche.reading.addresses import Target, checked
from depesche.reading.formats import readable_type
from depesche.reading.source import Blob, Budget, FetchRules, Limits, blob_of, human

USER_AGENT = f"Depesche/{__version__} (reads single pages at its user's request)"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CHUNK = 65536
_LONGEST_ADDRESS = 8000  # characters; servers refuse longer ones


def read_address(url: str, limits: Limits) -> Iterator[Blob | InputError]:
    """The bytes behind an address, to be read like a file."""
    yield fetch(url, limits.fetch)


def follow(link: str, base: str, budget: Budget) -> Iterator[Blob | InputError]:
    """The page that a feed's entry links to; errors are yielded, so that the feed goes on."""
    budget.pages += 1
    rules = budget.limits.fetch
    if budget.pages > rules.pages:
        if budget.pages == rules.pages + 1:
            yield TooLarge(f"more than {rules.pages} pages of one feed", base, "Read the others by their addresses")
        return
    try:
        blob = fetch(urljoin(base, link.strip()), rules)
    except InputError as error:
        yield error
    else:
        blob.depth = 1
        yield blob


def fetch(url: str, rules: FetchRules) -> Blob:
    """Fetch one address, following redirects.

    Raises:
        FetchRefused: the address, or one that it redirects to, must not be fetched.
        FetchFailed: the network or the server said no.
        TooLarge: more bytes than the rules allow.
        UnknownFormat: a type of content that Depesche does not read.
    """
    deadline = time.monotonic() + rules.total_seconds
    address = url
    for _ in range(rules.redirects + 1):
        if len(address) > _LONGEST_ADDRESS:
            raise FetchRefused("an address of more than 8,000 characters", address[:100])
        target = checked(address, rules.allow_private)
        with _answer(target, url, rules, deadline) as (response, stop):
            if response.status in _REDIRECTS and (place := response.getheader("Location")):
                address = urljoin(address, place)
                continue
            if response.status != 200:
                raise FetchFailed(f"the server answered {response.status} {response.reason[:60]}", url)
            return _blob(response, address, url, rules, stop)
    raise FetchFailed(f"more than {rules.redirects} redirects", url)


@contextmanager
def _answer(
    target: Target, url: str, rules: FetchRules, deadline: float
) -> Iterator[tuple[http.client.HTTPResponse, threading.Event]]:
    """The server's answer; a timer cuts the connection at the deadline, however slowly it drips."""
    remaining = deadline - time.monotonic()
    if remaining <= 0:
        raise FetchFailed(f"took longer than {rules.total_seconds:g} s", url)
    connection = _Pinned(target, min(rules.seconds, remaining))
    late = threading.Event()
    timer = threading.Timer(remaining, _cut, (connection, late))
    timer.daemon = True
    timer.start()
    try:
        path = target.parts.path or "/"
        query = f"?{target.parts.query}" if target.parts.query else ""
        connection.request("GET", _ascii(path + query), headers=_headers())
        yield connection.getresponse(), late
    except InputError:
        raise
    except TimeoutError as error:
        raise FetchFailed(f"no answer within {rules.seconds:g} s", url, "Try again later") from error
    except ssl.SSLError as error:
        raise FetchFailed(f"no safe connection ({error.reason or 'TLS error'})", url) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        if late.is_set():
            raise FetchFailed(f"took longer than {rules.total_seconds:g} s", url) from error
        raise FetchFailed(f"the connection failed ({_clause(error)})", url, "Try again later") from error
    finally:
        timer.cancel()
        connection.close()


def _headers() -> dict[str, str]:
    return {
        "User-Agent": USER_AGENT,
        "Accept": "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, */*;q=0.5",
        "Accept-Language": "de, en;q=0.5",
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }


class _Pinned(http.client.HTTPConnection):
    """A connection to the checked address that speaks of the named host (Host header, TLS server name)."""

    def __init__(self, target: Target, seconds: float) -> None:
        super().__init__(target.host, target.port, timeout=seconds)
        self._target, self._seconds = target, seconds
        self._secure = target.parts.scheme == "https"
        self.default_port = 443 if self._secure else 80  # leaves the usual port out of the Host header
        self.held: socket.socket | None = None  # http.client lets go of its socket once an answer has begun

    def connect(self) -> None:
        """Connect to the checked address, whatever the name means by now."""
        self.held = self.sock = socket.create_connection((self._target.ip, self._target.port), self._seconds)
        if self._secure:
            context = ssl.create_default_context()
            self.held = self.sock = context.wrap_socket(self.sock, server_hostname=self._target.host)


def _cut(connection: _Pinned, late: threading.Event) -> None:
    late.set()
    if connection.held is not None:
        try:
            connection.held.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def _ascii(path: str) -> str:
    from urllib.parse import quote

    return quote(path, safe="/%?&=+,;:@!$'()*~#[]-._")


def _blob(response: http.client.HTTPResponse, address: str, url: str, rules: FetchRules, late: threading.Event) -> Blob:
    kind = response.getheader("Content-Type") or ""
    name = PurePosixPath(urlsplit(address).path).name
    if not readable_type(kind, name):
        raise UnknownFormat(f"the server sends {kind.partition(';')[0][:60]}, which Depesche does not read", url)
    body = _body(response, url, rules)
    if late.is_set():
        raise FetchFailed(f"took longer than {rules.total_seconds:g} s", url)
    blob = blob_of(body, url, name)
    blob.content_type, blob.url = kind, address
    blob.charset = kind.partition("charset=")[2].partition(";")[0].strip(" \"'") or None
    return blob


def _body(response: http.client.HTTPResponse, url: str, rules: FetchRules) -> bytes:
    """The body, unpacked; both the packed and the unpacked size are bounded."""
    encoding = (response.getheader("Content-Encoding") or "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip", ""):
        raise FetchFailed(f"an unknown packing ({encoding[:20]})", url)
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 16) if "gzip" in encoding else None
    parts: list[bytes] = []
    packed = total = 0
    while chunk := response.read(_CHUNK):
        packed += len(chunk)
        if unpack is not None:
            try:
                chunk = unpack.decompress(chunk, rules.bytes - total + 1)
            except zlib.error as error:
                raise FetchFailed("the answer is damaged", url, "Try again later") from error
        parts.append(chunk)
        total += len(chunk)
        if total > rules.bytes or packed > rules.bytes or (unpack is not None and unpack.unconsumed_tail):
            raise TooLarge(f"more than {human(rules.bytes)}", url)
    return b"".join(parts)


def _clause(error: Exception) -> str:
    return (" ".join(str(error).split()) or type(error).__name__)[:120]
