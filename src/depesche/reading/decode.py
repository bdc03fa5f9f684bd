"""Bytes to text, without losing a code point: byte order marks, UTF-16 without one, legacy code pages, broken UTF-8."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from depesche.errors import UnknownFormat

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Legacy code pages of newsrooms, likeliest first: Windows, DOS (agency archives to the 1990s), Mac.
_LEGACY = ("cp1252", "cp850", "mac_roman")
# Code pages that charset-normalizer chooses from: Central European, Cyrillic, Greek, Turkish, Semitic, East Asian.
_OTHERS = (
    "cp1250", "iso8859_2", "cp1251", "koi8_r", "iso8859_5", "cp866", "cp1253", "iso8859_7", "cp1254", "cp1255",
    "cp1256",     "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr",
)  # fmt: skip
_COMMON = frozenset("äöüÄÖÜßéèêëàâáçñíîïóôøåæœÉÈÇ„“”‚‘’–—…«»‹›€§°·•®©\xa0\xad")
_SAMPLE = 65536  # bytes looked at to tell an encoding
# Characters that never stand in a text but do in binary files: C0 without tab, newline, form feed, return, escape.
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Decoded(NamedTuple):
    """A text, the encoding it was in, and what had to be mended (None where nothing)."""

    text: str
    encoding: str
    mended: str | None = None


def decode(data: bytes, declared: str | None = None, where: str | None = None) -> Decoded:
    """Decode the bytes of a text document; the byte order mark is not part of the text.

    Tried in this order: byte order mark, the ``declared`` encoding (where it fits), UTF-8, UTF-16 told by its zeros,
    UTF-8 with some broken bytes (read as Windows-1252, and said so), legacy code pages.

    Raises:
        UnknownFormat: the bytes are no text in any encoding.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, "replace")
            return _checked(Decoded(text, encoding, _replaced(text)), where)
    if declared and (fitting := _strict(data, declared)):
        return _checked(fitting, where)
    try:
        decoded = Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        decoded = _other(data)
    else:
        if "\x00" in decoded.text and (wide := _utf16_without_mark(data)):
            decoded = wide
    return _checked(decoded, where)


def storable(text: str) -> tuple[str, int]:
    """The text with NULs and lone surrogates replaced one for one by U+FFFD, and how many there were."""
    if text.isascii() and "\x00" not in text:
        return text, 0
    return _UNSTORABLE.subn("\ufffd", text)


def _strict(data: bytes, encoding: str) -> Decoded | None:
    try:
        return Decoded(data.decode(codecs.lookup(encoding).name), encoding)
    except (LookupError, UnicodeError, ValueError):
        return None


def _other(data: bytes) -> Decoded:
    if wide := _utf16_without_mark(data):
        return wide
    mended, broken, whole = _utf8_with_breaks(data)
    if (whole > 0 and broken <= max(whole, 3)) or (broken <= 3 and whole > 0):
        note = f"{broken} byte{'s are' if broken > 1 else ' is'} no valid UTF-8 and read as Windows-1252"
        return Decoded(mended, "utf-8", note)
    return _legacy(data)


def _utf16_without_mark(data: bytes) -> Decoded | None:
    """UTF-16 without a mark has zeros (or at least one and the same high byte) in every second place."""
    sample = data[:4096]
    if len(sample) < 4 or len(data) % 2:
        return None
    even, odd = sample[0::2], sample[1::2]
    for high, low, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        zeros = high.count(0)
        if zeros >= 0.4 * len(high) and low.count(0) <= 0.05 * len(low):
            text = data.decode(encoding, "replace")
            return Decoded(text, encoding, _replaced(text))
    return None


def _replaced(text: str) -> str | None:
    broken = text.count("\ufffd")
    return f"{broken} character{'s' if broken > 1 else ''} could not be decoded" if broken else None


def _utf8_with_breaks(data: bytes) -> tuple[str, int, int]:
    """The text with invalid bytes read as Windows-1252; how many those are; how many valid multi-byte characters."""
    broken = 0

    def mend(error: UnicodeError) -> tuple[str, int]:
        nonlocal broken
        assert isinstance(error, UnicodeDecodeError)
        bad = error.object[error.start : error.end]
        broken += len(bad)
        if error.reason == "unexpected end of data":
            return "\ufffd", error.end
        return bad.decode("cp1252", "replace"), error.end

    codecs.register_error("depesche-mend", mend)
    text = data.decode("utf-8", "depesche-mend")
    whole = len(data) - broken - sum(1 for byte in data if byte < 0x80)
    return text, broken, whole // 2


def _legacy(data: bytes) -> Decoded:
    sample = data[:_SAMPLE]
    best, best_share = "", 0.0
    for encoding in _LEGACY:
        odd = [char for char in sample.decode(encoding, "replace") if char > "\x7f"]
        share = sum(char in _COMMON for char in odd) / max(len(odd), 1)
        if share > best_share + 0.02:  # an earlier code page wins a draw
            best, best_share = encoding, share
    if best_share < 0.8:
        best = _guess(sample) or best or "cp1252"
    text = data.decode(best, "replace")
    return Decoded(text, best, _replaced(text))


def _guess(sample: bytes) -> str | None:
    """What charset-normalizer takes the bytes for (other alphabets: Cyrillic, Greek, Central European)."""
    from charset_normalizer import from_bytes

    match = from_bytes(sample, cp_isolation=list(_OTHERS)).best()
    return match.encoding if match else None


def _checked(decoded: Decoded, where: str | None) -> Decoded:
    """Refuse what is binary: more than one control character in 200, or mostly undecodable."""
    sample = decoded.text[:_SAMPLE]
    strange = len(_CONTROL.findall(sample)) + sample.count("\x00") + sample.count("\ufffd")
    limit = max(len(sample) // 20 if "\x00" in sample or "\ufffd" in sample else len(sample) // 200, 4)
    if strange > limit:
        raise UnknownFormat("this is a binary file, no text", where, "Give Depesche text, pages, mail, PDF or .docx")
    return decoded
