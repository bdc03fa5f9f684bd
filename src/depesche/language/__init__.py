"""Document -> Analysis: sentences, tokens, lemma, part of speech, mood, names, dates.

One folder a language holds its data and its trained model (``de/`` for German); the code here knows no word of any.
"""

from __future__ import annotations

from depesche.language.meanings import WordVectors
from depesche.language.sentences import sentences
from depesche.language.stage import STAGE, analyse, analyse_document
from depesche.language.tokens import tokenize
from depesche.language.vectors import TokenVectors, sentence_vectors, token_vectors

__all__ = [
    "STAGE",
    "TokenVectors",
    "WordVectors",
    "analyse",
    "analyse_document",
    "sentence_vectors",
    "sentences",
    "token_vectors",
    "tokenize",
]
