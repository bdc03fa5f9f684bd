"""Plain text, and Markdown with a front-matter block. The text is stored code point for code point."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from depesche.errors import Damaged, InputError, TooLarge
from depesche.reading.decode import Decoded, decode
from depesche.reading.fields import text_fields
from depesche.reading.source import Blob, Budget, Piece

_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_FRONT_MATTER_LENGTH = 20_000  # code points; a longer block is text


def read_text(blob: Blob, budget: Budget) -> Iterator[Piece | InputError]:
    """A plain text file is one document; a front-matter block, if there is one, gives metadata."""
    yield from _read(blob, budget, "txt")


def read_markdown(blob: Blob, budget: Budget) -> Iterator[Piece | InputError]:
    """A Markdown file is one document. Its marks stay in the text; they are part of what the file says."""
    yield from _read(blob, budget, "md")


def _read(blob: Blob, budget: Budget, kind: str) -> Iterator[Piece | InputError]:
    limit = 4 * budget.limits.text_chars  # no encoding takes more than four bytes a code point
    raw = blob.read(min(limit, budget.limits.document_bytes))
    decoded = decode(raw, blob.charset, blob.path)
    too_long(decoded, budget, blob.path)
    text, meta = front_matter(decoded.text)
    yield Piece(raw, text, kind, blob.path, meta)
    if decoded.mended:
        yield Damaged(decoded.mended, blob.path, "The document is in; look at the odd characters")


def too_long(decoded: Decoded, budget: Budget, where: str) -> None:
    """Refuse a text over the limit.

    Raises:
        TooLarge: it is.
    """
    if len(decoded.text) > budget.limits.text_chars:
        limit = budget.limits.text_chars
        raise TooLarge(f"{len(decoded.text):,} characters are more than the {limit:,} of one document", where)


def front_matter(text: str) -> tuple[str, dict[str, str]]:
    """The text after a YAML block between "---" lines at its top, and the metadata that the block names.

    A block that is no YAML mapping is text and stays.
    """
    if not text.startswith("---"):
        return text, {}
    match = _FRONT_MATTER.match(text[:_FRONT_MATTER_LENGTH])
    if match is None:
        return text, {}
    import yaml

    try:
        block: Any = yaml.load(match[1], _loader())  # noqa: S506 (a safe loader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return text, {}
    if not isinstance(block, dict):
        return text, {}
    return text[match.end() :], text_fields({str(key): value for key, value in block.items()})


@cache
def _loader() -> Any:
    import yaml

    class Plain(yaml.SafeLoader):
        """Safe, without aliases (no bombs) and without dates: they stay as written."""

        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.events.AliasEvent):
                raise yaml.YAMLError("aliases are not taken")
            return super().compose_node(parent, index)

    Plain.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return Plain
