"""How the web face is run."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field

from depesche.errors import UsageError

MiB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set about the server.

    Args:
        host: the address to listen on.
        port: the port; 0 takes a free one.
        password: asked for before anything is shown; must be there on any address but this machine's own. Never
            printed, logged or sent.
        names: further names under which browsers may reach the server (``desk.example.org``).
        upload_bytes: the most that one upload may weigh.
        form_bytes: the most that any other request may weigh.
        read_only: nothing can be changed.
        jobs: processes at work when dispatches are added.
    """

    host: str = "127.0.0.1"
    port: int = 8460
    password: str | None = field(default=None, repr=False)
    names: tuple[str, ...] = ()
    upload_bytes: int = 256 * MiB
    form_bytes: int = 1 * MiB
    read_only: bool = False
    jobs: int = 1

    def limit(self, path: str) -> int:
        """The most bytes that a request to a path may have."""
        return self.upload_bytes if path == "/add" else self.form_bytes

    def checked(self) -> Settings:
        """The settings, if they are safe.

        Raises:
            UsageError: it would be open to others without a password, or with one that is guessed too fast.
        """
        if not is_loopback(self.host) and not self.password:
            raise UsageError(
                "others could read the dossier there, and no password is set",
                self.host,
                "Set DEPESCHE_PASSWORD or --password-file, or leave --host out to serve this machine only.",
            )
        if self.password is not None and len(self.password) < 8:
            raise UsageError("the password has fewer than eight characters", None, "Take a longer one.")
        return self


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def allowed_hosts(settings: Settings) -> frozenset[str]:
    """The names, without port, that a Host header may carry: what stops DNS rebinding."""
    names = {settings.host.strip("[]").lower(), *(name.lower() for name in settings.names)}
    if is_loopback(settings.host) or settings.host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound to
        names |= {"127.0.0.1", "localhost", "::1"}
    return frozenset(names)
