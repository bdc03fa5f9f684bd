"""A dossier filled from the example's truth, a real server on it, and a real browser."""

from __future__ import annotations

import http.client
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from depesche.application import Dossier, open_dossier
from depesche.web import Settings, create_app
from tests.web import gold

RESULTS = Path(__file__).resolve().parents[2] / "test-results"


@dataclass
class Answer:
    """What the server said."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")


@dataclass
class Server:
    """A running server, and a client that keeps its cookies as a browser would."""

    dossier: Dossier
    settings: Settings
    cookies: dict[str, str] = field(default_factory=dict)
    running: uvicorn.Server | None = None

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.settings.port}"

    def ask(self, path: str, method: str = "GET", body: bytes | str | None = None, **headers: str) -> Answer:
        """One request, redirects not followed; the path goes out as it is."""
        connection = http.client.HTTPConnection("127.0.0.1", self.settings.port, timeout=30)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies and "Cookie" not in sent:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            connection.putrequest(method, path, skip_host="Host" in sent, skip_accept_encoding=True)
            data = body.encode() if isinstance(body, str) else body
            if data is not None and "Content-Length" not in sent and "Transfer-Encoding" not in sent:
                sent["Content-Length"] = str(len(data))
            for name, value in sent.items():
                connection.putheader(name, value)
            connection.endheaders()
            if data is not None:
                try:
                    connection.send(data)
                except OSError:
                    pass  # refused before all was sent: the answer says why
            found = connection.getresponse()
            answer = Answer(found.status, {k.lower(): v for k, v in found.getheaders()}, found.read())
        finally:
            connection.close()
        for name, value in found.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer

    def token(self) -> str:
        """The session's token, as a page carries it."""
        page = self.ask("/add")
        return page.text.partition('"X-CSRF-Token": "')[2].partition('"')[0]

    def post(self, path: str, **fields: str) -> Answer:
        """A form of ours, with its token."""
        from urllib.parse import urlencode

        given = {"csrf": self.token(), **fields}
        return self.ask(path, "POST", urlencode(given), **{"Content-Type": "application/x-www-form-urlencoded"})


def run(dossier: Dossier, **settings: Any) -> Server:
    """A server in a thread."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    chosen = replace(Settings(**settings), port=listening.getsockname()[1])
    config = uvicorn.Config(create_app(dossier, chosen), log_config=None, access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True).start()
    for _ in range(200):
        if server.started:
            break
        time.sleep(0.02)
    return Server(dossier, chosen, running=server)


def stop(server: Server) -> None:
    """End it."""
    if server.running is not None:
        server.running.should_exit = True
        server.running.force_exit = True


@pytest.fixture(scope="session")
def gold_file(tmp_path_factory: pytest.TempPathFactory, examples: Path) -> Path:
    """The example's truth as a dossier file; copy it before changing it."""
    path = tmp_path_factory.mktemp("gold") / "cuba-1962.depesche"
    gold.fill(path, examples / "cuba-1962").close()
    return path


@pytest.fixture
def copied(gold_file: Path, tmp_path: Path) -> Path:
    """A copy of the dossier to change."""
    return Path(shutil.copy(gold_file, tmp_path / "cuba-1962.depesche"))


@pytest.fixture(scope="session")
def dossier(gold_file: Path) -> Iterator[Dossier]:
    """The dossier, for looking only."""
    with open_dossier(gold_file, create=False) as opened:
        yield opened


@pytest.fixture(scope="session")
def server(dossier: Dossier) -> Iterator[Server]:
    """A server on the dossier, for looking only."""
    running = run(dossier)
    yield running
    stop(running)


@pytest.fixture
def own_server(copied: Path) -> Iterator[Server]:
    """A server on a copy that a test may change."""
    with open_dossier(copied) as opened:
        running = run(opened)
        yield running
        stop(running)


@pytest.fixture
def serving() -> Iterator[Callable[..., Server]]:
    """Makes servers with settings of one's own."""
    made: list[Server] = []

    def make(dossier: Dossier, **settings: Any) -> Server:
        made.append(run(dossier, **settings))
        return made[-1]

    yield make
    for one in made:
        stop(one)


# --- the browser -----------------------------------------------------------------------------------------------------


def chromium() -> str | None:
    """Where a Chromium is."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((found for name in names if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A real browser."""
    sync_api = pytest.importorskip("playwright.sync_api")
    path = chromium()
    if path is None:
        pytest.skip("no Chromium on this machine")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens pages; at the end of the test no page may have complained on its console."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def open_page(
        server: Server, path: str = "/", *, width: int = 1600, height: int = 900, dark: bool = False, lang: str = "en"
    ) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", locale=lang
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: _local(request.url, server, complaints))
        page.goto(server.address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints


def _local(url: str, server: Server, complaints: list[str]) -> None:
    if not url.startswith((server.address, "data:", "blob:")):
        complaints.append(f"loaded from elsewhere: {url}")


@pytest.fixture
def picture() -> Callable[[Any, str], None]:
    """Keeps a screenshot under test-results/."""

    def keep(page: Any, name: str) -> None:
        RESULTS.mkdir(exist_ok=True)
        page.screenshot(path=RESULTS / f"{name}.png")

    return keep
