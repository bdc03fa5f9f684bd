"""The interface's words: the same keys in every language, every key that pages use, formats."""

from __future__ import annotations

import re
import string
from importlib.resources import files

import pytest

from depesche import records
from depesche.web.texts import LANGUAGES, chosen, texts

TEMPLATES = files("depesche.web").joinpath("templates")


def test_every_language_has_the_same_keys() -> None:
    """A word missing in one language would be an error in front of a reader."""
    keys = {language: set(texts(language).words) for language in LANGUAGES}
    assert keys["de"] == keys["en"]


def test_every_language_fills_the_same_blanks() -> None:
    """A blank that only one language has would raise when it is filled."""

    def blanks(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for key, text in texts("en").words.items():
        assert blanks(text) == blanks(texts("de").words[key]), key


def test_pages_use_only_keys_that_are_there() -> None:
    """Each ``t("key")`` of a template is a key, or one with a form for one and for many."""
    known = texts("en").words
    for template in TEMPLATES.iterdir():
        for key in re.findall(r"\bt\(\s*[\"']([\w.]+)[\"']\s*[,)]", template.read_text(encoding="utf-8")):
            assert key in known or f"{key}.one" in known, (template.name, key)


@pytest.mark.parametrize(
    ("group", "kind"),
    [
        ("act", records.Act),
        ("kind", records.Kind),
        ("hedge", records.HedgeKind),
        ("status", records.ClaimStatus),
        ("relation", records.Relation),
        ("relations", records.Relation),
        ("strength", records.Strength),
        ("proposal_status", records.ProposalStatus),
        ("contact_status", records.ContactStatus),
        ("format_name", records.ContactFormat),
        ("actor_kind", records.ActorKind),
        ("verb", records.Verb),
    ],
)
def test_every_value_of_the_vocabulary_has_a_word(group: str, kind: type) -> None:
    """No enum value is shown raw."""
    known = texts("en").words
    for value in kind:  # type: ignore[attr-defined]
        assert f"{group}.{value.value}" in known or f"{group}.{value.value}.one" in known


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("de-AT,de;q=0.9,en;q=0.5", "de"),
        ("fr,en;q=0.3", "en"),
        ("", "en"),
        ("en;q=0.1,de;q=0.9", "de"),
        (";;q=x,", "en"),
    ],
)
def test_the_browser_chooses_the_language(header: str, language: str) -> None:
    """Accept-Language decides; nonsense in it does not matter."""
    assert chosen(header) == language


def test_days_and_numbers_are_written_as_people_do() -> None:
    """German and English write days and thousands differently."""
    assert texts("de").day("1962-10-24") == "24. Okt. 1962"
    assert texts("en").day("1962-10-24") == "24 Oct 1962"
    assert texts("de").number(12345) == "12.345"
    assert texts("en")("documents.statements", n=1) == "1 statement"
    assert texts("en").day("no day") == "no day"
