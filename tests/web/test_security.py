"""Who may ask what: hosts, sites, tokens, passwords, sizes, paths; and what browsers are told."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from depesche.application import Dossier
from depesche.errors import UsageError
from depesche.web import Settings
from depesche.web.place import local
from depesche.web.routes import ROUTES
from depesche.web.routes.adding import safe_name
from depesche.web.settings import is_loopback
from tests.web.conftest import Server

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "", "a@127.0.0.1", "127.0.0.1/x"]
)
def test_another_name_is_not_answered(server: Server, host: str) -> None:
    """DNS rebinding: a page of evil.example that resolves to this machine sends its own name."""
    assert server.ask("/", Host=host).status == 421


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "LOCALHOST"])
def test_our_own_names_are_answered(server: Server, host: str) -> None:
    """With any port: a forwarded port is still this machine."""
    assert server.ask("/documents", Host=f"{host}:1234").status == 200


def test_browsers_are_told_to_load_and_run_nothing_else(server: Server) -> None:
    """The policy allows no inline script or style, nothing from elsewhere, no frame; pages are not kept on disk."""
    for path in ("/", "/documents", "/nowhere", "/static/x/app.js", "/export/claims.csv"):
        headers = server.ask(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
    assert server.ask("/").headers["cache-control"] == "no-store"


def test_no_page_has_inline_script_or_style(server: Server) -> None:
    """Nothing that the policy would have to allow."""
    for path in ("/", "/claims", "/positions", "/deal", "/contacts", "/review", "/add"):
        text = server.ask(path).text
        assert "style=" not in text
        assert not re.search(r"<script(?![^>]*src=)", text)
        assert not re.search(r"\son\w+=", text)


def test_every_change_checks_the_token() -> None:
    """No route takes a POST without asking for the session's token."""
    changing = []
    for entry in ROUTES:
        route = entry(None)  # type: ignore[arg-type]
        if "POST" in (route.methods or ()):
            changing.append(route)
            assert route.endpoint.__dict__.get("checks_token"), route.path
    assert len(changing) >= 7


@pytest.mark.parametrize("token", ["", "0" * 64, "ä"])
def test_a_change_without_the_token_is_refused(own_server: Server, token: str) -> None:
    """CSRF: knowing the address and having the cookie is not enough."""
    own_server.ask("/add")
    before = len(own_server.dossier.decisions(living=False))
    answer = own_server.ask("/review/decide", "POST", f"csrf={token}&verb=reject&record=claim&target=x", **FORM)
    assert answer.status == 403
    assert len(own_server.dossier.decisions(living=False)) == before


def test_another_sessions_token_is_refused(own_server: Server) -> None:
    """A token belongs to one session."""
    token = own_server.token()
    own_server.cookies.clear()
    own_server.ask("/")
    assert own_server.ask("/logout", "POST", f"csrf={token}", **FORM).status == 403


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_a_change_from_another_site_is_refused(own_server: Server, headers: dict[str, str]) -> None:
    """What the browser says of where a form comes from is believed, even with the right token."""
    token = own_server.token()
    assert own_server.ask("/logout", "POST", f"csrf={token}", **FORM, **headers).status == 403


def test_the_cookie_is_for_this_site_only(server: Server) -> None:
    """Not for scripts, not sent along from other sites."""
    server.cookies.clear()
    cookie = server.ask("/").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py", "/static/..%2f..%2fapp.py", "/static/%2e%2e/%2e%2e/app.py", "/static//etc/passwd",
        "/static/..%5c..%5capp.py", "/documents/..%2f..%2fetc%2fpasswd", "/export/..%2f..%2fx.csv", "/../../etc/passwd",
    ],
)  # fmt: skip
def test_no_path_leads_out(server: Server, path: str) -> None:
    """Static files come from their folder, everything else from the dossier."""
    prefix = server.ask("/").text.partition('href="/static/')[2].partition("/")[0]
    for one in (path, path.replace("/static/", f"/static/{prefix}/")):
        answer = server.ask(one)
        assert answer.status in (400, 404)
        assert "root:" not in answer.text
        assert "import" not in answer.text


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"), ("C:\\Users\\x\\report.txt", "report.txt"), (".bashrc", "bashrc"),
        ("..", "file"), ("a\x00b\n.txt", "a_b_.txt"), ("x" * 500 + ".html", "x" * 80 + ".html"), ("/", "file"),
    ],
)  # fmt: skip
def test_uploaded_names_stay_in_their_folder(given: str, kept: str) -> None:
    """Only the last part of a name counts, and nothing in it can lead up, hide or overflow."""
    assert safe_name(given) == kept


@pytest.mark.parametrize(
    "address", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:x", "/a\r\nX: y", "\\\\x"]
)
def test_going_back_never_leads_elsewhere(server: Server, address: str) -> None:
    """An address to go back to is one of ours or the front page."""
    from urllib.parse import quote

    assert local(address) == "/"
    assert server.ask(f"/theme?to=dark&back={quote(address)}").headers["location"] == "/"


def test_large_requests_are_refused(server: Server) -> None:
    """Announced or not, more than the limit is not taken in."""
    headers = {**FORM, "Content-Length": str(10**12)}
    assert server.ask("/add", "POST", b"x", **headers).status == 413
    assert server.ask("/logout", "POST", b"csrf=" + b"x" * (2 * 1024 * 1024), **FORM).status == 413
    chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    answer = server.ask("/logout", "POST", chunk * 2 + b"0\r\n\r\n", **FORM, **{"Transfer-Encoding": "chunked"})
    assert answer.status == 413


def test_other_methods_are_refused(server: Server) -> None:
    """Nothing but looking and forms."""
    for method in ("PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"):
        assert server.ask("/", method).status == 405


# --- passwords -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "desk.example.org"])
def test_other_addresses_need_a_password(host: str) -> None:
    """It refuses to be configured so that others could read along."""
    with pytest.raises(UsageError, match="password"):
        Settings(host=host).checked()
    Settings(host=host, password="long enough").checked()


def test_a_short_password_is_refused() -> None:
    """Eight characters at least."""
    with pytest.raises(UsageError):
        Settings(password="short").checked()


@pytest.mark.parametrize(
    ("host", "is_it"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("example.org", False)],
)
def test_which_addresses_are_this_machine(host: str, is_it: bool) -> None:
    """Loopback only."""
    assert is_loopback(host) is is_it


def test_without_the_password_nothing_is_shown(dossier: Dossier, serving: Callable[..., Server]) -> None:
    """Every page leads to the login, every export and every change too; the style may be seen."""
    server = serving(dossier, password="correct horse")
    for path in ("/", "/claims", "/export/claims.csv", "/news", "/documents/x"):
        assert server.ask(path).headers.get("location") == "/login", path
    assert server.ask("/claims", HX_Request="true").status == 401
    assert "Kennedy" not in server.ask("/login").text
    assert server.ask("/review/decide", "POST", "csrf=x", **FORM).status == 401


def test_the_password_lets_in_and_is_never_written(
    dossier: Dossier, serving: Callable[..., Server], capfd: pytest.CaptureFixture[str]
) -> None:
    """The right one opens a new session, a wrong one does not; neither is printed or shown."""
    server = serving(dossier, password="correct horse")
    login = server.ask("/login")
    token = re.search(r'name="csrf" value="(\w+)"', login.text)
    assert token is not None
    before = dict(server.cookies)
    wrong = server.ask("/login", "POST", f"csrf={token[1]}&password=battery+staple", **FORM)
    assert wrong.status == 403
    assert server.ask("/claims").status == 303
    right = server.ask("/login", "POST", f"csrf={token[1]}&password=correct+horse", **FORM)
    assert right.status == 303
    assert server.cookies != before
    assert server.ask("/claims").status == 200
    assert "correct horse" not in repr(server.settings)
    printed = capfd.readouterr()
    assert "horse" not in printed.out + printed.err
    assert "staple" not in printed.out + printed.err
    assert server.post("/logout").status == 303
    assert server.ask("/claims").status == 303


def test_a_read_only_server_changes_nothing(
    gold_file: object, dossier: Dossier, serving: Callable[..., Server]
) -> None:
    """No form is offered, and one sent all the same is refused in a sentence."""
    server = serving(dossier, read_only=True)
    assert "/review/decide" not in server.ask("/review").text
    answer = server.post("/claims/save", name="x", query="")
    assert answer.status == 503
    assert "D304" in answer.text
