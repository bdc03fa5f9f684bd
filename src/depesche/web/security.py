"""What stands before every request: who may ask, from where, how much, and what the browser may do with the answer."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from depesche.web.settings import Settings, allowed_hosts

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""The Content-Security-Policy: nothing from elsewhere, no inline script or style, no frames."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # nothing to other sites; "no-referrer" would blank the Origin of our own forms
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
}

SESSION_SECONDS = 12 * 3600
"""How long a login lasts: a working day."""

SLOW = 0.5
"""Seconds that a wrong password costs; together with `TRIES` a million guesses take more than a year."""

TRIES = 20
"""Wrong passwords in a minute, from anywhere, before all further ones in it are refused."""

SAFE = ("GET", "HEAD")


class TooMuch(Exception):
    """A request's body is over its limit."""


class Keys:
    """Sessions and tokens of one running server; all of them end with it."""

    def __init__(self, settings: Settings) -> None:
        self._secret = secrets.token_bytes(32)
        self._password = settings.password
        self._logged_in: dict[str, float] = {}
        self._wrong: list[float] = []
        self._lock = threading.Lock()
        self.cookie = f"depesche-{settings.port}"  # cookies are shared between ports; sessions must not be
        self.asks = settings.password is not None

    def new_session(self) -> str:
        """A fresh session id."""
        return secrets.token_urlsafe(32)

    def token(self, session: str) -> str:
        """The token that changes within a session must carry."""
        return hmac.new(self._secret, session.encode(), hashlib.sha256).hexdigest()

    def fits(self, session: str, token: str | None) -> bool:
        """Whether the token is the session's; compared in constant time."""
        return bool(session) and hmac.compare_digest(self.token(session).encode(), (token or "").encode())

    def may(self, session: str) -> bool:
        """Whether the session may see the dossier."""
        if not self.asks:
            return True
        with self._lock:
            return self._logged_in.get(session, 0.0) > time.monotonic()

    def log_in(self, given: str) -> str | None:
        """A new session that may see the dossier, None where the password is wrong. Constant time; never logged."""
        now = time.monotonic()
        with self._lock:
            self._wrong = [at for at in self._wrong if now - at < 60]
            refused = len(self._wrong) >= TRIES
        digests = [
            hmac.new(self._secret, text.encode(), hashlib.sha256).digest() for text in (given, self._password or "")
        ]
        if not hmac.compare_digest(*digests) or refused:
            with self._lock:
                self._wrong.append(now)
            time.sleep(SLOW)
            return None
        session = self.new_session()
        with self._lock:
            self._logged_in = {one: until for one, until in self._logged_in.items() if until > now}
            self._logged_in[session] = now + SESSION_SECONDS
        return session

    def log_out(self, session: str) -> None:
        """End a session."""
        with self._lock:
            self._logged_in.pop(session, None)


class Guard:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, settings: Settings, keys: Keys, too_much: Callable[[Request], Response]) -> None:
        self._app, self._settings, self._keys, self._too_much = app, settings, keys, too_much
        self._hosts = allowed_hosts(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or let through with limits on the way in and headers on the way out."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        session, fresh = self._session(headers)
        scope.setdefault("state", {})["session"] = session
        refusal = self._refusal(scope, headers, session)
        if refusal is not None:
            await refusal(scope, receive, self._sending(send, None))
            return
        limit = self._settings.limit(scope["path"])
        try:
            await self._app(scope, _bounded(receive, limit), self._sending(send, session if fresh else None))
        except TooMuch:
            answer = self._too_much(Request(scope))
            await answer(scope, receive, self._sending(send, None))

    def _session(self, headers: Headers) -> tuple[str, bool]:
        """The session that the request names, or a new one."""
        try:
            morsel = SimpleCookie(headers.get("cookie", "")).get(self._keys.cookie)
        except CookieError:
            morsel = None
        if morsel is not None and 20 <= len(morsel.value) <= 100 and morsel.value.isascii():
            return morsel.value, False
        return self._keys.new_session(), True

    def _refusal(self, scope: Scope, headers: Headers, session: str) -> Response | None:
        hosts = headers.getlist("host")
        name = _host_name(hosts[0]) if len(hosts) == 1 else None
        if name not in self._hosts:
            return PlainTextResponse("This server does not answer to that name.", 421)
        if scope["method"] not in (*SAFE, "POST"):
            return PlainTextResponse("No such method.", 405, {"Allow": "GET, HEAD, POST"})
        if scope["method"] == "POST" and not _same_site(headers, hosts[0]):
            return PlainTextResponse("Changes are taken from this site's own pages only.", 403)
        length = headers.get("content-length", "0")
        limit = self._settings.limit(scope["path"])
        if not length.isdecimal() or len(length) > 15 or int(length) > limit:
            return self._too_much(Request(scope))
        open_to_all = scope["path"] == "/login" or scope["path"].startswith("/static/")
        if not open_to_all and not self._keys.may(session):
            if scope["method"] in SAFE and headers.get("hx-request") is None:
                return RedirectResponse("/login", 303)
            return PlainTextResponse("Please log in again.", 401, {"HX-Redirect": "/login"})
        return None

    def _sending(self, send: Send, new_session: str | None) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                if "cache-control" not in headers:
                    headers["Cache-Control"] = "no-store"
                if new_session is not None and "set-cookie" not in headers:
                    headers.append("Set-Cookie", cookie(self._keys.cookie, new_session))
            await send(message)

        return sending


def cookie(name: str, value: str) -> str:
    """A session cookie: not for scripts, and never sent along from another site."""
    return f"{name}={value}; Path=/; HttpOnly; SameSite=Strict"


def _host_name(host: str) -> str | None:
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port
    except ValueError:
        return None
    return None if parts.username or parts.path or parts.query or parts.fragment else parts.hostname


def _same_site(headers: Headers, host: str) -> bool:
    """Whether a change comes from one of our pages, as far as the browser says (the token decides in the end)."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc.lower() == host.lower()


def _bounded(receive: Receive, limit: int) -> Receive:
    """Count what comes in, also where no length was announced."""
    total = 0

    async def receiving() -> Message:
        nonlocal total
        message = await receive()
        if message["type"] == "http.request":
            total += len(message.get("body", b""))
            if total > limit:
                raise TooMuch
        return message

    return receiving


def session_of(request: Request) -> str:
    """The request's session id."""
    session: str = request.state.session
    return session
