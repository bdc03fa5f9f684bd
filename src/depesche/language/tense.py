"""The tense of a sentence, from its verb forms: only as fine as deciding between the last Friday and the next needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from depesche.language.lexicon import BIT, lexicon
from depesche.language.resources import load_yaml
from depesche.language.timevalues import Tense
from depesche.records import Sentence, Token

_PAST = BIT["past"]
_NOT_PAST = BIT["present"] | BIT["infinitive"] | BIT["noun"] | BIT["adjective"]
_PRESENT = BIT["present"]
_PARTICIPLE = BIT["participle2"]
_LONGEST = 120  # tokens looked at in a sentence


def tense_reader(
    text: str, tokens: Sequence[Token] | Sequence[tuple[int, int]], language: str
) -> Callable[[Sentence], Tense]:
    """A function that tells the tense of a sentence of this text; "" where the language has no lexicon."""
    lex = lexicon(language)
    auxiliaries = _auxiliaries(language)
    if lex is None or auxiliaries is None:
        return lambda sentence: ""
    future, perfect = auxiliaries
    known = lex

    @lru_cache(maxsize=8)
    def tense(sentence: Sentence) -> Tense:
        past = present = participle = have = will = infinitive = False
        for token in tokens[sentence.first : min(sentence.last, sentence.first + _LONGEST)]:
            word = text[token[0] : token[1]]
            lower = word.lower()
            if lower in future:
                will = True
            elif lower in perfect:
                have = True
            elif word[0].islower():
                entry = known.find(word)
                if entry is None:
                    continue
                bits = entry.features
                past = past or (bits & _PAST != 0 and not bits & _NOT_PAST)
                present = present or (bits & _PRESENT != 0)
                participle = participle or (bits & _PARTICIPLE != 0)
                infinitive = infinitive or (bits & BIT["infinitive"] != 0)
        if past or (have and participle and not will):
            return "past"
        if will and (infinitive or not participle):
            return "future"
        return "present" if present or have or will else ""

    return tense


@lru_cache(maxsize=8)
def _auxiliaries(language: str) -> tuple[frozenset[str], frozenset[str]] | None:
    data = load_yaml(language, "times.yaml")
    if data is None or "tense" not in data:
        return None
    return frozenset(data["tense"]["future"]), frozenset(data["tense"]["perfect"])
