"""Addresses: where a reader is, and where links lead. The belief and the day go along everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlencode, urlsplit

from starlette.requests import Request

from depesche.application.pages import View
from depesche.application.pages.beliefs import terms_of
from depesche.application.pages.common import day_of

CARRIED = ("believe", "at")
"""What every link takes along."""

LONGEST = 2_000
"""Characters of one parameter; the longest belief there may be."""


class Place:
    """The address of the page being shown.

    Args:
        path: its path.
        given: its parameters, the empty ones left out.
    """

    def __init__(self, path: str, given: Mapping[str, str]) -> None:
        self.path = path
        self.given = {name: value for name, value in given.items() if value != ""}

    @classmethod
    def of(cls, request: Request) -> Place:
        """Where a request is; a parameter given several times is one list with commas."""
        query = request.query_params
        return cls(request.url.path, {name: ",".join(query.getlist(name))[:LONGEST] for name in query})

    @property
    def terms(self) -> list[str]:
        """The conditions of the belief."""
        return terms_of(self.given.get("believe", ""))

    @property
    def view(self) -> View:
        """From where it looks.

        Raises:
            BadExpression: ``at`` is not a day.
        """
        return View(self.given.get("believe", ""), day_of(self.given.get("at")))

    def to(self, path: str, **given: object) -> str:
        """An address elsewhere, with the belief and the day."""
        carried: dict[str, object] = {name: self.given[name] for name in CARRIED if name in self.given}
        return _address(path, carried | given)

    def here(self, **changed: object) -> str:
        """This address with some parameters changed (None: left out); a changed list begins at its first page."""
        kept: dict[str, object] = dict(self.given)
        if "page" not in changed:
            kept.pop("page", None)
        return _address(self.path, kept | changed)

    def without(self, *names: str) -> dict[str, str]:
        """The parameters but for some: what a form here must carry along."""
        return {name: value for name, value in self.given.items() if name not in names and name != "page"}

    def export(self, ending: str) -> str:
        """The address of what this page's table exports as."""
        return _address(f"/export{self.path}.{ending}", {k: v for k, v in self.given.items() if k != "page"})


def _address(path: str, given: Mapping[str, object]) -> str:
    told = [(name, str(value)) for name, value in given.items() if value is not None and value != ""]
    return f"{quote(path, safe='/')}?{urlencode(told)}" if told else quote(path, safe="/")


def local(address: str | None, otherwise: str = "/") -> str:
    """The address, if it leads to a page of ours; a form could name any other."""
    parts = urlsplit(address or "")
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or "\\" in (address or ""):
        return otherwise
    if parts.path.startswith("//") or any(ord(char) < 32 for char in address or ""):
        return otherwise
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
