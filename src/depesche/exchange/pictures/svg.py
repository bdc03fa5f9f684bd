"""The one place where SVG text is put together, and therefore the one place where it is escaped."""

from __future__ import annotations

import re
from html import escape

# What XML 1.0 does not allow in a document, and what would turn the direction of the text after it.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]")
# Addresses that a picture may link to: inside the same site or page.
_LOCAL = re.compile(r"(?:/(?!/)|#|\?)[^\s\\]*")


class Drawn(str):
    """SVG that is escaped already. Template engines take it as it is (``__html__``)."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def clean(text: object) -> str:
    """Text without characters that XML forbids or that change the direction of what follows."""
    return _FORBIDDEN.sub("\ufffd", str(text))


def element(tag: str, /, *children: Drawn | str | None, **attributes: object) -> Drawn:
    """An element. Children that are not `Drawn` are escaped; attributes always are.

    Args:
        tag: its name.
        children: drawn elements, text, or None (left out).
        attributes: None and False are left out, True is the bare name's value; a trailing or inner underscore of a
            name becomes a hyphen or nothing (``class_``, ``stroke_width``). An ``href`` that is not local is left out.
    """
    parts = [f"<{tag}"]
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        key = "viewBox" if key == "view_box" else key.rstrip("_").replace("_", "-")
        if key == "href" and not _LOCAL.fullmatch(str(value)):
            continue
        parts.append(f' {key}="{escape(clean(_number(value)), quote=True)}"')
    body = "".join(
        child if isinstance(child, Drawn) else escape(clean(child)) for child in children if child is not None
    )
    parts.append(f">{body}</{tag}>" if body else "/>")
    return Drawn("".join(parts))


def group(*children: Drawn | None, **attributes: object) -> Drawn:
    """A ``g`` element."""
    return element("g", *children, **attributes)


def picture(*children: Drawn | None, width: float, height: float, label: str, class_: str = "") -> Drawn:
    """A whole picture that scales with its place, with a name for those who do not see it."""
    return element(
        "svg",
        element("title", label),
        *children,
        xmlns="http://www.w3.org/2000/svg",
        view_box=f"0 0 {_number(width)} {_number(height)}",
        class_=f"picture {class_}".strip(),
        role="group",
        aria_label=label,
        width=width,
        height=height,
    )


def link(href: str | None, *children: Drawn | None, **attributes: object) -> Drawn:
    """A link, or a plain group where there is no address."""
    if href is None:
        return group(*children, **attributes)
    return element("a", *children, href=href, **attributes)


def short(text: str, most: int) -> str:
    """The text in at most so many characters."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: max(1, most - 1)].rstrip() + "…"


def fit(text: str, width: float, size: float = 12.5) -> str:
    """The text shortened to a width, taking 0.5 of the type size for an average letter of Source Sans (measured)."""
    return short(text, max(3, int(width / (size * 0.5))))


def curve(x0: float, y0: float, x1: float, y1: float) -> str:
    """The path of a link that leaves and arrives level."""
    middle = (x0 + x1) / 2
    points = (x0, y0, middle, y0, middle, y1, x1, y1)
    return "M{} {}C{} {} {} {} {} {}".format(*map(_number, points))


def _number(value: object) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
