"""The language stage: documents -> analyses. Pure; models are loaded when first needed."""

from __future__ import annotations

from collections.abc import Sequence

from depesche.language.names import names_of
from depesche.language.sentences import sentences
from depesche.language.tagger import tagger
from depesche.language.tense import tense_reader
from depesche.language.times import times
from depesche.language.tokens import Range, token_rules, tokenize
from depesche.language.vectors import token_vectors
from depesche.language.words import words_of
from depesche.reading.entries import entries
from depesche.records import Analysis, Document, Token
from depesche.stages import Stage

DEFAULT = "de"  # the language of texts that do not say theirs and look like it
UNKNOWN = "und"  # ISO 639-3: undetermined
_JUDGED_TOKENS = 400
_MIN_TOKENS = 20  # fewer tell too little about their language
_MIN_SHARE = 0.12  # of tokens that open sentences in the language: German news 0.25-0.4, English and French under 0.05

STAGE = Stage(
    name="language",
    version="7",
    reads=("document.text", "document.title", "document.junk", "document.published", "document.language"),
    writes=("analysis.tokens", "analysis.sentences", "analysis.names", "analysis.times", "analysis.language"),
    scored_by=("names", "times", "mood"),
)


def analyse(documents: Sequence[Document]) -> list[Analysis]:
    """Find sentences, tokens with lemma, part of speech and mood, names, and expressions of time.

    A text in a language without a folder of its own here gets tokens, sentences and names only.

    Args:
        documents: any documents, the empty one too.

    Returns:
        One analysis for each document, in their order.

    Raises:
        ModelError: a trained part is missing or damaged.
    """
    return [analyse_document(document) for document in documents]


def analyse_document(document: Document) -> Analysis:
    """Analyse one document; see `analyse`."""
    text = document.text
    tokens = tokenize(text, document.junk)
    language = (document.language or "").lower().replace("_", "-").split("-")[0] or _guess(text, tokens)
    if language != DEFAULT:
        tokens = tokenize(text, document.junk, language)
    found = sentences(text, tokens, document.junk, language, document.title_span)
    if not tokens:
        return Analysis(document.id, language)
    words = [text[start:end] for start, end in tokens]
    model = tagger(language) or tagger(DEFAULT)
    if model is None:
        return Analysis(document.id, language, tuple(Token(*token) for token in tokens), tuple(found))
    tags = model.tag(words, found, token_vectors(text, tokens, found))
    lexical = words_of(language)
    if lexical is None:
        full = tuple(Token(start, end) for start, end in tokens)
    else:
        pos = [model.pos_tags[number] for number in tags.pos.argmax(axis=1).tolist()]
        moods = lexical.moods(words, pos, found, tags.mood, model.moods)
        full = tuple(
            Token(start, end, lexical.lemma(word, kind), kind, mood)
            for (start, end), word, kind, mood in zip(tokens, words, pos, moods, strict=True)
        )
    return Analysis(
        document=document.id,
        language=language,
        tokens=full,
        sentences=tuple(found),
        names=tuple(names_of(tokens, words, found, tags.names, model.name_tags, model.name_settings)),
        times=tuple(
            times(
                text,
                tokens,
                found,
                document.day,
                language,
                tense_reader(text, tokens, language),
                entries(text, document.day, document.junk),
            )
        ),
    )


def _guess(text: str, tokens: Sequence[Range]) -> str:
    """The default language, unless a text of some length lacks its commonest words."""
    if len(tokens) < _MIN_TOKENS:
        return DEFAULT
    starters = token_rules(DEFAULT).starters
    judged = tokens[:_JUDGED_TOKENS]
    known = sum(text[start:end].lower() in starters for start, end in judged)
    return DEFAULT if known >= _MIN_SHARE * len(judged) else UNKNOWN
