"""HTML pages through trafilatura (Barbaresi 2021): the article's text and metadata without the page around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from depesche.errors import EmptyInput, InputError
from depesche.reading.decode import decode
from depesche.reading.page_dates import day_of_page
from depesche.reading.source import Blob, Budget, Piece

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\s{0,100}<\?xml[^>]{0,300}\?>")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]{0,5000}?(/?)>")
_VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd td tr th".split()  # noqa: SIM905
)
_SILENT = frozenset(
    "script style noscript template svg head title nav footer form button select iframe".split()  # noqa: SIM905
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "br",
        "li",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "tr",
        "table",
        "section",
        "article",
        "blockquote",
        "pre",
        "dd",
        "dt",
        "figcaption",
        "header",
    ]
)


def read_page(blob: Blob, budget: Budget) -> Iterator[Piece | InputError]:
    """A page is one document.

    Raises:
        EmptyInput: no text on it.
    """
    raw = blob.read(budget.limits.page_bytes)
    html = html_of(raw, blob.charset, blob.path)
    text, meta = extract(html, blob.url, budget.limits.html_depth)
    if not text.strip():
        raise EmptyInput("a page without text", blob.path)
    if blob.url:
        meta["url"] = blob.url
    yield Piece(raw, text, "html", blob.path, meta)


def html_of(raw: bytes, charset: str | None, where: str) -> str:
    """A page's characters, by the server's word, the page's own, or the look of the bytes."""
    head = raw[:4096]
    match = _CHARSET.search(head) or _XML_ENCODING.search(head)
    declared = charset or (match[1].decode("ascii") if match else None)
    if declared and declared.lower() in ("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"):
        declared = "utf-8" if _is_utf8(raw) else "cp1252"  # as browsers do (WHATWG Encoding)
    return _XML_DECLARATION.sub("", decode(raw, declared, where).text, count=1)


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def extract(html: str, url: str | None, depth: int) -> tuple[str, dict[str, str]]:
    """The article's text and metadata; all of the page's text where trafilatura sees no article."""
    if too_deep(html, depth):
        return plain_text(html), {}
    import trafilatura

    try:
        tree: Any = trafilatura.load_html(html)
        found: Any = trafilatura.bare_extraction(
            html if tree is None else tree,
            url=url,
            with_metadata=True,
            include_comments=False,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except (RecursionError, ValueError, AssertionError):
        found = None
    if found is None or not (found.text or "").strip():
        return plain_text(html), {}
    names = {
        "title": found.title,
        "author": found.author,
        "outlet": found.sitename,
        "published": day_of_page(tree, found.url or url, found.date),
        "url": found.url,
        "language": found.language,
    }
    return found.text, {name: value for name, value in names.items() if value}


def text_of(fragment: str) -> str:
    """The text of an HTML fragment as it stands in a feed or a JSON field: all of it, block by block."""
    if "<" not in fragment and "&" not in fragment:
        return fragment
    return plain_text(fragment)


def too_deep(html: str, limit: int) -> bool:
    """Whether elements lie in one another deeper than the limit (libraries recurse, and libxml2 cuts at 256)."""
    depth = 0
    for match in _TAG.finditer(html):
        closing, name, empty = match.groups()
        if name.lower() in _VOID or empty:
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        if depth > limit:
            return True
    return False


class _Text(HTMLParser):
    """Collects text, one line a block; flat, so that no depth can hurt it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            before, after = _margins(data)
            self.parts.append(before + " ".join(data.split()) + after)


def _margins(data: str) -> tuple[str, str]:
    return (" " if data[:1].isspace() else "", " " if data[-1:].isspace() else "")


def plain_text(html: str) -> str:
    """All text of some HTML outside scripts, menus and forms, one line a block."""
    parser = _Text()
    parser.feed(html)
    parser.close()
    lines = (" ".join(line.split(" ")).strip() for line in "".join(parser.parts).split("\n"))
    return "\n".join(filter(None, (re.sub(r" {2,}", " ", line) for line in lines)))
