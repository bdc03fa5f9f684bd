"""Lemma and mood of a word from the compiled lexicon, the tagger and a few rules that are data (``words.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from depesche.language.clusters import Clusters, clusters
from depesche.language.lexicon import BIT, Entry, Lexicon, lexicon
from depesche.language.resources import load_yaml
from depesche.records import Sentence

_GROUP = {"NOUN": "noun", "PROPN": "name", "VERB": "verb", "AUX": "verb", "ADJ": "adjective"}
_FINITE, _SUB1, _SUB2, _IMPERATIVE = (BIT[name] for name in ("finite", "sub1", "sub2", "imperative"))
_THIRD = BIT["ind_3sg"] | BIT["ind_3pl"]
_FIRST, _SECOND = BIT["ind_1sg"], BIT["ind_2"]
_INDICATIVE = _THIRD | _FIRST | _SECOND
_BEFORE, _AFTER = 12, 3  # tokens before and after a verb in which a pronoun of its clause counts as its subject
_MIN_DOUBTFUL = 0.6  # the tagger's probability from which a form that may be past counts as Konjunktiv II; UD train
_MIN_MODAL = 0.95  # the same for `doubtful_modals`; the treebanks annotate them by no rule that we could find
_MIN_NOT_FINITE = 0.7  # the tagger's probability from which even a finite form is taken for another word ("liebe")
_KEPT_WORDS = 100_000
_SHORTEST_STEM = 3
_SHORTEST_VERB = 4  # characters of a verb after a particle


class Words:
    """A language's lemmas and moods."""

    def __init__(self, lex: Lexicon, groups: Clusters | None, data: Mapping[str, Any]) -> None:
        self._lexicon, self._clusters = lex, groups
        self._first_person = frozenset(data["first_person"])
        self._doubtful = frozenset(data["doubtful_modals"])
        self._and = frozenset(data["and"])
        self._endings: dict[str, dict[str, str]] = data["endings"]
        self._lemmas: dict[tuple[str, str], str] = {}
        self._verbs: dict[str, int] = {}

    # -- lemma -------------------------------------------------------------------------------------------------

    def lemma(self, word: str, pos: str) -> str:
        """The lemma of a word with this part of speech; the word itself where nothing is known."""
        key = (word, pos)
        found = self._lemmas.get(key)
        if found is None:
            if len(self._lemmas) >= _KEPT_WORDS:
                self._lemmas.clear()
            found = self._lemmas[key] = self._find_lemma(word, pos)
        return found

    def _find_lemma(self, word: str, pos: str) -> str:
        group = _GROUP.get(pos, "other")
        if not word[0].isalpha():
            return word
        forms = [word]
        if word[0].isupper() and group not in ("noun", "name"):
            forms.insert(0, word[0].lower() + word[1:])
        if word.isupper() and len(word) > 4 and group != "name":
            forms += [word.capitalize(), word.lower()]
        for form in forms:
            entry = self._lexicon.find(form)
            if entry is not None:
                lemma = self._lexicon.lemma(form, entry, group) or self._any_lemma(form, entry, group)
                if lemma:
                    return lemma
        if "-" in word[1:-1]:
            head, tail = word.rsplit("-", 1)
            return f"{head}-{self._find_lemma(tail, pos)}" if tail else word
        if group in ("noun", "name"):
            entry = self._lexicon.find_compound(word)
            if entry is not None:
                return self._lexicon.lemma(word, entry, "noun") or word
        return self._by_ending(forms[0], group)

    def _any_lemma(self, form: str, entry: Entry, group: str) -> str | None:
        """The lemma as another word class, where the tagger's is not in the lexicon."""
        order = ("noun", "name") if group in ("noun", "name") else ("other", "adjective", "verb")
        for other in order:
            lemma = self._lexicon.lemma(form, entry, other)
            if lemma:
                return lemma
        return None

    def _by_ending(self, word: str, group: str) -> str:
        for ending, instead in self._endings[group].items():
            if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
                stem = word[: len(word) - len(ending)]
                if group == "name" and not self._is_name(stem, word):
                    continue
                return stem + instead
        return word

    def _is_name(self, stem: str, word: str) -> bool:
        """Whether a name without its ending is the better known one ("Putins" but not "Paris")."""
        if self._clusters is None:
            return False
        return self._clusters.find(stem) is not None and self._clusters.find(word) is None

    # -- mood --------------------------------------------------------------------------------------------------

    def moods(
        self,
        words: Sequence[str],
        pos: Sequence[str],
        sentences: Sequence[Sentence],
        probability: npt.NDArray[np.float32],
        names: Sequence[str],
    ) -> list[str]:
        """The mood of every token: "" for all but finite verbs.

        Args:
            words: all tokens of a text.
            pos: their parts of speech.
            sentences: the sentences they stand in.
            probability: the tagger's probability of each mood, shape (tokens, moods).
            names: the moods' names.
        """
        result = [""] * len(words)
        best = probability.argmax(axis=1)
        column = {name: place for place, name in enumerate(names)}
        for sentence in sentences:
            for place in range(sentence.first, sentence.last):
                if pos[place] not in ("VERB", "AUX"):
                    continue
                bits = self._verb(words[place])
                if bits & _FINITE:
                    result[place] = self._mood(words, sentence, place, bits, probability[place], column)
                elif not bits:
                    result[place] = names[best[place]]
                if result[place] == "ind" and self._goes_on(words, result, sentence, place, bits):
                    result[place] = "sub2"
        return result

    def _goes_on(self, words: Sequence[str], moods: Sequence[str], sentence: Sentence, place: int, bits: int) -> bool:
        """Whether a form that may be past or Konjunktiv II goes on after "und" in the Konjunktiv II of the verb before.

        After a Konjunktiv I it is past ("Europa brauche sie und fügte hinzu"), as Konjunktiv I would have its own form;
        so it is where number differs, which the last letter tells ("sie müssten aufgeben und bemühte"), and after a
        comma ("die Last stünde, und forderte").
        """
        if not bits & _SUB2 or place - 2 < sentence.first or words[place - 1] not in self._and:
            return False
        if not words[place - 2][-1].isalnum():
            return False
        before = next((other for other in range(place - 2, sentence.first - 1, -1) if moods[other]), place)
        return moods[before] == "sub2" and words[before][-1] == words[place][-1]

    def _verb(self, word: str) -> int:
        """The features of a verb form; 0 for one that the lexicon does not know."""
        bits = self._verbs.get(word)
        if bits is None:
            if len(self._verbs) >= _KEPT_WORDS:
                self._verbs.clear()
            bits = self._verbs[word] = self._find_verb(word)
        return bits

    def _find_verb(self, word: str) -> int:
        lower = word.lower()
        entry = self._lexicon.find(lower) or self._lexicon.find(word)
        if entry is not None:
            return entry.features
        # A verb with a particle before it that the lexicon lacks: the longest tail that is a finite verb.
        for start in range(2, min(len(lower) - _SHORTEST_VERB, 12) + 1):
            entry = self._lexicon.find(lower[start:])
            if entry is not None and entry.features & _FINITE:
                return entry.features
        return 0

    def _mood(
        self,
        words: Sequence[str],
        sentence: Sentence,
        place: int,
        bits: int,
        probability: npt.NDArray[np.float32],
        column: Mapping[str, int],
    ) -> str:
        """The mood of a form that the lexicon knows as finite, among those it can be."""
        not_finite = bits & (BIT["infinitive"] | BIT["participle2"] | BIT["zu_infinitive"])
        if probability[column[""]] > (0.5 if not_finite else _MIN_NOT_FINITE):
            return ""
        subjunctive = "sub1" if bits & _SUB1 else "sub2" if bits & _SUB2 else ""
        if bits & _SUB1 and bits & _SUB2:
            subjunctive = "sub1" if probability[column["sub1"]] >= probability[column["sub2"]] else "sub2"
        imperative = bits & _IMPERATIVE and probability[column["imp"]] > 0.5
        if imperative:
            return "imp"
        if not subjunctive:
            return "ind"
        if not bits & _INDICATIVE:
            return subjunctive
        if bits & _THIRD:
            if words[place].lower() in self._doubtful:
                return subjunctive if probability[column[subjunctive]] > _MIN_MODAL else "ind"
            return subjunctive if probability[column[subjunctive]] > _MIN_DOUBTFUL else "ind"
        if bits & _FIRST:
            # "Kenne den Laden": a full verb that opens a sentence is first person whose pronoun was left out.
            opens = place == sentence.first and not bits & BIT["auxiliary"]
            return "ind" if opens or self._first_person_near(words, sentence, place) else subjunctive
        return "ind"

    def _first_person_near(self, words: Sequence[str], sentence: Sentence, place: int) -> bool:
        """Whether the subject is first person: the pronoun stands before the verb in its clause, or right after it."""
        for step in (range(place - 1, max(sentence.first, place - _BEFORE) - 1, -1),
                     range(place + 1, min(sentence.last, place + _AFTER + 1))):  # fmt: skip
            for other in step:
                word = words[other]
                if not word[0].isalnum():
                    break  # a clause ends with a comma, a dash or a quotation mark
                if word.lower() in self._first_person:
                    return True
        return False


@lru_cache(maxsize=4)
def words_of(language: str) -> Words | None:
    """The words of a language; None where we have no lexicon for it."""
    lex, data = lexicon(language), load_yaml(language, "words.yaml")
    return Words(lex, clusters(language), data) if lex is not None and data is not None else None
