"""Words and forms by which a text keeps its distance from what it reports."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from depesche.attribution.cues import load_data
from depesche.language.lexicon import BIT, Lexicon, lexicon
from depesche.records import Hedge, HedgeKind, Token

_LOOK_AHEAD = 25  # tokens within which the infinitive of a hearsay modal must follow


@dataclass(frozen=True, slots=True)
class HedgeRules:
    """The hedges of one language, as lower-case words."""

    words: dict[str, HedgeKind]
    phrases: dict[str, tuple[tuple[tuple[str, ...], HedgeKind], ...]]  # by first word, longest first
    modals: frozenset[str]
    perfect_modals: frozenset[str]
    perfect: frozenset[str]
    negations: frozenset[str]
    questions: frozenset[str]
    lexicon: Lexicon | None


@lru_cache(maxsize=4)
def rules(language: str) -> HedgeRules:
    """The rules of a language; without data, nothing hedges."""
    data = load_data(language, "hedges.yaml")
    words: dict[str, HedgeKind] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], HedgeKind]]] = {}
    for kind in HedgeKind:
        group = data.get(str(kind)) or {}
        words |= dict.fromkeys(str(group.get("words", "")).split(), kind)
        for phrase in group.get("phrases") or ():
            parts = tuple(str(phrase).split())
            phrases.setdefault(parts[0], []).append((parts, kind))
    modals = data.get("hearsay_modals") or {}

    def listed(text: object) -> frozenset[str]:
        return frozenset(str(text or "").split())

    return HedgeRules(
        words,
        {first: tuple(sorted(group, key=lambda one: -len(one[0]))) for first, group in phrases.items()},
        listed(modals.get("sollen")),
        listed(modals.get("wollen_perfect")),
        listed(data.get("infinitives_of_perfect")),
        listed(data.get("negations")),
        listed(data.get("open_questions")),
        lexicon(language),
    )


def find_hedges(
    text: str, tokens: Sequence[Token], places: Iterable[int], language: str, cue: Container[int] = ()
) -> tuple[Hedge, ...]:
    """The hedges among some tokens of a document.

    Args:
        text: the document's text.
        tokens: all its tokens.
        places: numbers of the tokens to look at (a statement's content and frame), in order.
        language: the document's language.
        cue: numbers of the tokens that report: "erklärten" there is taken for the past that it also is.
    """
    using = rules(language)
    order = list(places)
    words = [text[tokens[place].start : tokens[place].end].lower() for place in order]
    found: list[Hedge] = []
    skip = 0
    for index, word in enumerate(words):
        if index < skip:
            continue
        token = tokens[order[index]]
        for parts, kind in using.phrases.get(word, ()):
            if tuple(words[index : index + len(parts)]) == parts:
                skip = index + len(parts)
                found.append(Hedge(token.start, tokens[order[skip - 1]].end, kind))
                break
        else:
            kind_of = using.words.get(word) or _form(using, text, token, words, index, order[index] in cue)
            if kind_of:
                found.append(Hedge(token.start, token.end, kind_of))
    return tuple(found)


def _form(
    using: HedgeRules, text: str, token: Token, words: Sequence[str], index: int, reports: bool
) -> HedgeKind | None:
    word = words[index]
    ahead = words[index + 1 : index + 1 + _LOOK_AHEAD]
    behind = words[max(0, index - _LOOK_AHEAD) : index]
    if word in using.modals and (_has_infinitive(using, ahead) or _has_infinitive(using, behind[-2:])):
        return HedgeKind.HEARSAY_MODAL
    if word in using.perfect_modals and not using.perfect.isdisjoint([*ahead, *behind[-1:]]):
        return HedgeKind.HEARSAY_MODAL
    if reports:
        token = token._replace(mood="")  # told by its form alone, which must be no other
    return HedgeKind.SUBJUNCTIVE if is_subjunctive(using.lexicon, text, token) else None


def _has_infinitive(using: HedgeRules, words: Sequence[str]) -> bool:
    for word in words:
        entry = using.lexicon.find(word) if using.lexicon else None
        if entry and entry.features & BIT["infinitive"]:
            return True
    return False


def is_subjunctive(known: Lexicon | None, text: str, token: Token) -> bool:
    """Whether a token is a finite verb in the subjunctive: as the language stage says, or else by its form alone."""
    if token.mood:
        return token.mood in ("sub1", "sub2")
    word = text[token.start : token.end]
    if known is None or token.pos not in ("", "VERB", "AUX") or not word[0].isalpha():
        return False
    entry = known.find(word.lower())
    if entry is None or entry.features & (BIT["adjective"] | BIT["adverb"] | BIT["noun"]):
        return False
    bits = entry.features

    def has(name: str) -> bool:
        return bool(bits & BIT[name])

    singular = (has("sub1_3sg") or has("sub2_3sg")) and not has("ind_3sg")
    plural = (has("sub1_3pl") or has("sub2_3pl")) and not has("ind_3pl") and not has("infinitive")
    return singular or plural
