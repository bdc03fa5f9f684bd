"""The error tree and its page agree: codes are a promise to scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from depesche import errors

PAGE = Path(__file__).resolve().parents[1] / "docs" / "errors.md"


def _below(kind: type[errors.DepescheError]) -> Iterator[type[errors.DepescheError]]:
    for inner in kind.__subclasses__():
        if inner.__module__ == errors.__name__:
            yield inner
            yield from _below(inner)


def test_every_error_is_documented_with_its_code_and_exit_status() -> None:
    """Each class stands in docs/errors.md once, with the code and the exit status that it has."""
    told = re.findall(r"^\| (D\d{3}) \| `(\w+)` \| .* \| (\d)[^|]* \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    known = [(kind.code, kind.__name__, str(kind.exit_status)) for kind in _below(errors.DepescheError)]
    assert sorted(told) == sorted(known)
    assert len({code for code, _, _ in told}) == len(told)
