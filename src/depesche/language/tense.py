"""The tense around an expression of time, from the verb forms of its clause: only as fine as deciding between the last
Friday and the next needs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from depesche.language.lexicon import BIT, Lexicon, lexicon
from depesche.language.resources import load_yaml
from depesche.language.timevalues import Tense
from depesche.records import Sentence, Token

_PAST = BIT["past"]
_NOT_PAST = BIT["present"] | BIT["infinitive"] | BIT["noun"] | BIT["adjective"]
_PRESENT = BIT["present"]
_AS_PLANNED = BIT["modal"] | BIT["sub2"]  # "sollte", "wollte": told of what lay ahead
_OPEN = BIT["sub2"] | BIT["zu_infinitive"]  # "begännen", "fortzusetzen": what is reported, planned or asked for
_PARTICIPLE = BIT["participle2"]
_INFINITIVE = BIT["infinitive"]
_LONGEST = 120  # tokens looked at in a sentence
_BETWEEN_CLAUSES = frozenset(',;:–—()„“”»«"')


def tense_reader(
    text: str, tokens: Sequence[Token] | Sequence[tuple[int, int]], language: str
) -> Callable[[Sentence, int], Tense]:
    """A function that tells the tense around a token of a sentence of this text; "" where the language has no lexicon.

    The clause between two commas decides where it has a verb, else the sentence: in "Man trifft sich am Freitag, sagte
    er" the Friday lies ahead.
    """
    lex = lexicon(language)
    helpers = _helpers(language)
    if lex is None or helpers is None:
        return lambda sentence, place: ""
    known, forms = lex, helpers

    def word(place: int) -> str:
        start, end = tokens[place][:2]
        return text[start:end]

    @lru_cache(maxsize=16)
    def of_range(first: int, last: int) -> Tense:
        return _tense([word(place) for place in range(first, last)], known, forms)

    def tense(sentence: Sentence, place: int) -> Tense:
        last = min(sentence.last, sentence.first + _LONGEST)
        begin, end = place, place
        while begin > sentence.first and word(begin - 1) not in _BETWEEN_CLAUSES:
            begin -= 1
        while end < last and word(end) not in _BETWEEN_CLAUSES:
            end += 1
        return of_range(begin, end) or of_range(sentence.first, last)

    return tense


def _tense(words: Sequence[str], known: Lexicon, helpers: dict[str, frozenset[str]]) -> Tense:
    """The tense of a run of words."""
    past = present = participle = have = will = infinitive = planned = False
    for word in words:
        lower = word.lower()
        if lower in helpers["future"]:
            will = True
        elif lower in helpers["perfect"]:
            have = True
        elif lower in helpers["planned"]:
            planned = participle = True
        elif word[0].islower():
            entry = known.find(word)
            if entry is None:
                continue
            bits = entry.features
            past = past or (bits & _PAST != 0 and not bits & _NOT_PAST and bits & _AS_PLANNED != _AS_PLANNED)
            present = present or bits & _PRESENT != 0 or (bits & _OPEN != 0 and not bits & _PAST)
            participle = participle or (bits & _PARTICIPLE != 0)
            infinitive = infinitive or (bits & _INFINITIVE != 0)
    if past or (have and participle and not will and not planned):
        return "past"
    if will and (infinitive or not participle):
        return "future"
    return "present" if present or have or will else ""


@lru_cache(maxsize=8)
def _helpers(language: str) -> dict[str, frozenset[str]] | None:
    data = load_yaml(language, "times.yaml")
    if data is None or "tense" not in data:
        return None
    return {name: frozenset(data["tense"].get(name, ())) for name in ("future", "perfect", "planned")}
