"""Addresses are fetched only when named, from public hosts only, within limits; a local server stands for the world."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from depesche.errors import FetchFailed, FetchRefused, InputError, TooLarge, UnknownFormat
from depesche.reading import FetchRules, Limits, read_sources
from depesche.reading.addresses import checked, is_public
from depesche.records import Document
from tests.reading.making import BODY, TEXT, TITLE, feed, page, pdf, sorted_out

KiB = 1024


class Site(BaseHTTPRequestHandler):
    """The pages of the test server."""

    protocol_version = "HTTP/1.1"
    seen: list[tuple[str, str | None]]

    def do_GET(self) -> None:
        """Answer by path."""
        type(self).seen.append((self.path, self.headers.get("User-Agent")))
        path = self.path.partition("?")[0]
        answer = getattr(self, "get_" + path.strip("/").replace(".", "_").replace("/", "_"), None)
        if answer is None:
            self.send(404, b"", {})
        else:
            answer()

    def send(self, status: int, body: bytes, headers: dict[str, str], length: bool = True) -> None:
        """One answer."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if length:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Quiet."""

    def get_page(self) -> None:
        """A page without an ending in its address."""
        self.send(200, page(), {"Content-Type": "text/html; charset=utf-8"})

    def get_packed(self) -> None:
        """A compressed page."""
        self.send(200, gzip.compress(page()), {"Content-Type": "text/html", "Content-Encoding": "gzip"})

    def get_bomb(self) -> None:
        """A few bytes that unpack to many."""
        self.send(200, gzip.compress(b" " * 30_000_000), {"Content-Type": "text/html", "Content-Encoding": "gzip"})

    def get_large(self) -> None:
        """More than allowed, of unknown length."""
        self.send(200, b" " * 3_000_000, {"Content-Type": "text/html", "Connection": "close"}, length=False)
        self.close_connection = True

    def get_latin(self) -> None:
        """The server's charset counts."""
        self.send(200, TEXT.encode("cp1252"), {"Content-Type": "text/plain; charset=windows-1252"})

    def get_file_pdf(self) -> None:
        """A PDF."""
        self.send(200, pdf("hallo welt"), {"Content-Type": "application/pdf"})

    def get_picture(self) -> None:
        """Not ours."""
        self.send(200, b"\x89PNG", {"Content-Type": "image/png"})

    def get_error(self) -> None:
        """A server in trouble."""
        self.send(503, b"", {})

    def get_once(self) -> None:
        """A redirect within the site."""
        self.send(302, b"", {"Location": "/page"})

    def get_round(self) -> None:
        """A redirect without end."""
        self.send(302, b"", {"Location": "/round"})

    def get_astray(self) -> None:
        """A redirect to a file."""
        self.send(302, b"", {"Location": "file:///etc/passwd"})

    def get_drip(self) -> None:
        """An answer that never ends."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        try:
            for _ in range(100):
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass

    def get_silent(self) -> None:
        """No answer at all."""
        time.sleep(1.5)

    def get_feed(self) -> None:
        """Two entries: one whole, one with a link only."""
        entries = [
            {"title": "Eins", "link": "/page?1", "content:encoded": f"<p>{BODY}</p>"},
            {"title": "Zwei", "link": "/page?2"},
            {"title": "Drei", "link": "/nirgends"},
        ]
        self.send(200, feed(entries), {"Content-Type": "application/rss+xml"})


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The address of the server."""
    Site.seen = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


RULES = FetchRules(allow_private=True, seconds=1.0, total_seconds=2.0, bytes=2_000 * KiB)


def fetched(address: str, rules: FetchRules = RULES) -> tuple[list[Document], list[InputError]]:
    """Documents and errors."""
    return sorted_out(read_sources([address], limits=Limits(fetch=rules)))


@pytest.mark.parametrize("path", ["/page", "/packed", "/once"])
def test_a_page(site: str, path: str) -> None:
    """Plain, compressed, and behind a redirect; the document keeps the address where it lay."""
    documents, errors = fetched(site + path)
    assert not errors
    assert (documents[0].title, documents[0].outlet, documents[0].path) == (TITLE, "Tageblatt", site + path)
    assert documents[0].url == site + ("/packed" if path == "/packed" else "/page")


def test_we_say_who_we_are(site: str) -> None:
    """The user agent is our own."""
    fetched(site + "/page")
    assert (Site.seen[-1][1] or "").startswith("Depesche/")


def test_text_and_pdf(site: str) -> None:
    """Any format that Depesche reads, in the charset that the server names."""
    assert fetched(site + "/latin")[0][0].text == TEXT
    assert "hallo welt" in fetched(site + "/file.pdf")[0][0].text


def test_a_feed_is_not_followed_unless_asked(site: str) -> None:
    """Entries with text are documents; a link alone is named, and nothing else is fetched."""
    Site.seen.clear()
    documents, errors = fetched(site + "/feed")
    assert [document.title for document in documents] == ["Eins"]
    assert [type(error) for error in errors] == [UnknownFormat, UnknownFormat]
    assert [path for path, _ in Site.seen] == ["/feed"]


def test_a_feed_is_followed_when_asked(site: str) -> None:
    """Entries without text are fetched; one that fails does not stop the others."""
    rules = FetchRules(allow_private=True, follow=True)
    documents, errors = fetched(site + "/feed", rules)
    assert [document.title for document in documents] == ["Eins", TITLE]
    assert documents[1].url == site + "/page?2"
    assert [type(error) for error in errors] == [FetchFailed]
    _, errors = fetched(site + "/feed", FetchRules(allow_private=True, follow=True, pages=1))
    assert [type(error) for error in errors] == [TooLarge]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/nirgends", FetchFailed), ("/error", FetchFailed), ("/round", FetchFailed), ("/drip", FetchFailed),
        ("/silent", FetchFailed), ("/picture", UnknownFormat), ("/bomb", TooLarge), ("/large", TooLarge),
        ("/astray", FetchRefused),
    ],
)  # fmt: skip
def test_answers_that_are_refused(site: str, path: str, kind: type[InputError]) -> None:
    """Each in time, with its reason and its address."""
    start = time.monotonic()
    documents, errors = fetched(site + path)
    assert not documents
    assert [type(error) for error in errors] == [kind]
    assert time.monotonic() - start < 4


def test_a_dead_port(site: str) -> None:
    """Nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert [type(error) for error in fetched(f"http://127.0.0.1:{port}/")[1]] == [FetchFailed]


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/", "http://localhost/", "http://10.0.0.1/", "http://192.168.1.1/", "http://172.16.0.1/",
        "http://169.254.169.254/latest/meta-data/", "http://0.0.0.0/", "http://[::1]/", "http://[fe80::1]/",
        "http://[fc00::1]/", "http://[::ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/",
        "http://2130706433/", "http://0x7f.1/", "http://100.64.0.1/", "http://224.0.0.1/", "http://255.255.255.255/",
        "http://user:word@127.0.0.1/", "http://user@x.example/", "http:///x", "http://x.example:99999/",
        "http://x\x00y/", "http://a b/",
    ],
)  # fmt: skip
def test_private_and_odd_addresses_are_refused(address: str) -> None:
    """Loopback, private, link-local, carrier, multicast and disguised ones, without a connection."""
    documents, errors = fetched(address, FetchRules())
    assert not documents
    assert [type(error) for error in errors] == [FetchRefused]


def test_every_address_of_a_host_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A host with one private address among public ones is refused."""
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)
    with pytest.raises(FetchRefused):
        checked("http://x.example/", False)


def test_the_connection_goes_to_the_checked_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name is looked up once a hop: a second answer (DNS rebinding) is never asked for."""
    lookups: list[str] = []
    connected: list[Any] = []

    def lookup(host: str, *_: Any, **__: Any) -> list[Any]:
        lookups.append(host)
        ip = "93.184.216.34" if len(lookups) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80))]

    def connect(address: Any, *_: Any, **__: Any) -> Any:
        connected.append(address)
        raise ConnectionRefusedError(111, "refused")

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    monkeypatch.setattr(socket, "create_connection", connect)
    assert [type(error) for error in fetched("http://x.example/", FetchRules())[1]] == [FetchFailed]
    assert lookups == ["x.example"]
    assert connected == [("93.184.216.34", 80)]


def test_a_redirect_into_the_private_network_is_refused(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every hop is checked, not only the first."""
    from depesche.reading import fetch

    hops: list[str] = []

    def check(url: str, allow_private: bool) -> Any:
        hops.append(url)
        return checked(url, allow_private=len(hops) == 1)  # only the first hop may be the test server

    monkeypatch.setattr(fetch, "checked", check)
    assert [type(error) for error in fetched(site + "/once", FetchRules())[1]] == [FetchRefused]
    assert hops == [site + "/once", site + "/page"]


def test_public_addresses() -> None:
    """What is public and what only looks so."""
    assert all(map(is_public, ("93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946")))
    assert not any(map(is_public, ("192.0.2.1", "198.18.0.1", "::", "2001:db8::1", "ff02::1", "::ffff:10.1.2.3")))
