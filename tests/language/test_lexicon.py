"""The compiled lexicon, lemmas and moods."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from depesche.errors import ModelError
from depesche.language.clusters import clusters
from depesche.language.lexicon import BIT, Edit, lexicon
from depesche.language.tokens import tokenize
from depesche.language.words import Words, words_of
from depesche.records import Sentence

MOODS = ("", "ind", "imp", "sub1", "sub2")


@pytest.fixture(scope="module")
def german() -> Words:
    """The German words."""
    found = words_of("de")
    assert found is not None
    return found


def mood(
    german: Words,
    text: str,
    verb: str,
    probability: tuple[float, ...] = (0.0, 1.0, 0.0, 0.0, 0.0),
    others: tuple[str, ...] = (),
) -> str:
    """The mood of one verb in a sentence, with the tagger's probabilities given; ``others`` are verbs too."""
    words = [text[start:end] for start, end in tokenize(text)]
    pos = ["VERB" if word in (verb, *others) else "X" for word in words]
    given = np.tile(np.array(probability, dtype=np.float32), (len(words), 1))
    return german.moods(words, pos, [Sentence(0, len(text), 0, len(words))], given, MOODS)[words.index(verb)]


@pytest.mark.parametrize(
    ("word", "pos", "lemma"),
    [
        ("Häusern", "NOUN", "Haus"),
        ("sagte", "VERB", "sagen"),
        ("habe", "AUX", "haben"),
        ("gesagt", "VERB", "sagen"),
        ("anzurufen", "VERB", "anrufen"),
        ("ukrainischen", "ADJ", "ukrainisch"),
        ("Waffenstillstandsverhandlungen", "NOUN", "Waffenstillstandsverhandlung"),
        ("US-Sicherheitsberaters", "NOUN", "US-Sicherheitsberater"),
        ("Putins", "PROPN", "Putin"),
        ("Paris", "PROPN", "Paris"),
        ("Die", "DET", "der"),
        (",", "PUNCT", ","),
    ],
)
def test_lemmas(german: Words, word: str, pos: str, lemma: str) -> None:
    """Lemmas of known forms, compounds, names in the genitive; marks are their own."""
    assert german.lemma(word, pos) == lemma


@pytest.mark.parametrize(
    ("text", "verb", "expected"),
    [
        ("Er sagte, er habe recht.", "habe", "sub1"),
        ("Ich habe recht.", "habe", "ind"),
        ("Er meinte, ich habe recht.", "habe", "ind"),
        ("Sie sei müde.", "sei", "sub1"),
        ("Sie wäre müde.", "wäre", "sub2"),
        ("Er würde kommen.", "würde", "sub2"),
        ("Er sagte das.", "sagte", "ind"),
        ("Das stimme, sagte ich.", "stimme", "sub1"),
        ("Russland solle abziehen.", "solle", "sub1"),
        ("Er geht.", "geht", "ind"),
    ],
)
def test_moods_without_the_tagger(german: Words, text: str, verb: str, expected: str) -> None:
    """Moods that form and neighbours decide, even where the tagger would say indicative."""
    assert mood(german, text, verb) == expected


@pytest.mark.parametrize(
    ("text", "before", "verb", "expected"),
    [
        ("Sie stünden im Gelände und blieben dort.", "stünden", "blieben", "sub2"),
        ("Sie kämen später oder hielten an.", "kämen", "hielten", "sub2"),
        ("Europa brauche sie und fügte hinzu.", "brauche", "fügte", "ind"),
        ("Sie müssten mehr tun und bemühte ein Bild.", "müssten", "bemühte", "ind"),
        ("Sie stünden dort, und blieben weg.", "stünden", "blieben", "ind"),
        ("Sie standen dort und blieben weg.", "standen", "blieben", "ind"),
        ("Und blieben weg.", "", "blieben", "ind"),
    ],
)
def test_a_verb_after_and_goes_on_in_the_konjunktiv(
    german: Words, text: str, before: str, verb: str, expected: str
) -> None:
    """A form that may be past follows a Konjunktiv II of its number, but no Konjunktiv I and nothing behind a comma."""
    assert mood(german, text, verb, others=(before,)) == expected


def test_the_tagger_decides_doubtful_forms(german: Words) -> None:
    """A form that may be past or Konjunktiv II follows the tagger."""
    assert mood(german, "Wenn sie sagten, es sei so.", "sagten", (0.0, 0.1, 0.0, 0.0, 0.9)) == "sub2"
    assert mood(german, "Sie sagten, es sei so.", "sagten", (0.0, 0.9, 0.0, 0.0, 0.1)) == "ind"


def test_edits() -> None:
    """An edit cuts a part out, strips the end and adds."""
    assert Edit(0, 2, 1, "en").apply("gesagt") == "sagen"
    assert Edit(3, 2, 0, "").apply("aufgenommen") == "aufnommen"


def test_features() -> None:
    """What forms can be."""
    lex = lexicon("de")
    assert lex is not None
    habe = lex.find("habe")
    assert habe is not None
    assert habe.features & BIT["sub1"]
    assert habe.features & BIT["ind_1sg"]
    assert not habe.features & BIT["ind_3sg"]
    assert lex.find("Qqqxyzw") is None


def test_no_lexicon_for_other_languages() -> None:
    """Languages without data have none, whatever the code looks like."""
    assert words_of("en") is None
    assert lexicon("../de") is None
    assert lexicon("x" * 5000) is None


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and no more", b"no table at all"])
@pytest.mark.parametrize(("name", "look_up"), [("lexicon.npz", lexicon), ("clusters.npz", clusters)])
def test_a_damaged_table_is_named(
    content: bytes, name: str, look_up: Callable[[str], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However a file of the language is broken, the message says which one and what to do."""
    (tmp_path / "qz" / "model").mkdir(parents=True)
    (tmp_path / "qz" / "model" / name).write_bytes(content)
    monkeypatch.setattr("depesche.language.resources._ROOT", tmp_path)
    with pytest.raises(ModelError, match=f"{name}.*Reinstall"):
        look_up("qz")  # a language that no other test of this process has looked for: what was found is kept
