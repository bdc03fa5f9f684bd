"""A source with the things that break formats: astral characters, markup, control characters, every line end."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from hypothesis import strategies as st

from depesche.records import (
    Act,
    Actor,
    ActorKind,
    Contact,
    ContactStatus,
    Document,
    Evidence,
    Hedge,
    HedgeKind,
    Junk,
    Kind,
    Medium,
    Membership,
    Mention,
    Span,
    Statement,
)
from tests.exchange.test_exports import Made

HARD = (
    '\U0001f54a „Wir lehnen <b>das</b> & "alles" ab“, \U0001d50fieß <Kern>\r\n\tGraf\x00 Ott\u2028mitteilen, '
    "„und zwar \U0001f6ab ganz“.\x0bAnzeige]]>"
)


def find(words: str, text: str = HARD) -> Span:
    """Where words stand in a text."""
    start = text.index(words)
    return Span(start, start + len(words))


def legal(text: str) -> str:
    """The text with a replacement character for each that XML 1.0 cannot hold (its "Char" production, negated)."""
    return re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)


class Hard(Made):
    """What `Made` has, and a second document that is hard to write."""

    def documents(self) -> Iterable[Document]:
        """The first, a copy of it without statements, the hard one."""
        yield from super().documents()
        yield Document("d2", self.text, outlet="Echo", copies_of="d1", url="javascript:alert(1)", published="1962-10")
        yield Document(
            "d3",
            HARD,
            path="in/3.txt",
            url="https://example.org/3?a=1&b=<2>",
            outlet='"><script>alert(1)</script>',
            title="=cmd|' /C calc'!A0\u2028",
            published="1962-10-20T08:00:00+01:00",
            language="de",
            junk=(Junk(*find("Anzeige]]>"), "advertisement"),),
        )

    def actors(self) -> Iterable[Actor]:
        """A spokesman of an office and an unnamed source beside the rest."""
        yield from super().actors()
        yield Actor("a2", "Botschaft", ActorKind.OFFICE, party="a0", same_as=("https://www.wikidata.org/wiki/Q42",))
        yield Actor(
            "a3",
            "Graf Ott",
            ActorKind.PERSON,
            names=("Graf\x00 Ott",),
            memberships=(Membership("a4", "<Sprecher>", "1960", evidence=(Evidence("d3", 0, 1),)),),
        )
        yield Actor("a4", "Die Aufständischen", ActorKind.GROUP, same_as=("javascript:alert(1)",))
        yield Actor("a5", "Kreise (Echo)", ActorKind.UNNAMED, outlet="Echo")

    def statements(self) -> Iterable[Statement]:
        """A direct rejection in two parts that came through two hands, and one nested in it."""
        yield from super().statements()
        yield Statement(
            "s2",
            "d3",
            Kind.DIRECT,
            Act.REJECT,
            (find('Wir lehnen <b>das</b> & "alles" ab'), find("und zwar \U0001f6ab ganz")),
            Mention((find("<Kern>"),), "a1"),
            cue=(find("\U0001d50fieß"), find("mitteilen")),
            frame=(find("\U0001d50fieß <Kern>\r\n\tGraf\x00 Ott\u2028mitteilen, „"),),
            addressee=Mention((find("Graf\x00 Ott"),), "a3"),
            medium=Medium.WRITING,
            via=("a3", "a2"),
            hedges=(Hedge(*find("\U0001d50fieß"), HedgeKind.IMPERSONAL),),
            negated=True,
            confidence=0.75,
        )
        yield Statement("s3", "d3", Kind.REPORTED, Act.ASSERT, (find("zwar \U0001f6ab"),), parent="s2")

    def contacts(self) -> Iterable[Contact]:
        """The call, and one that is denied."""
        for contact in super().contacts():
            yield contact
            yield replace(contact, id="k2", status=ContactStatus.DENIED)


class Drawn(Made):
    """One document with a text and statements that were drawn."""

    def __init__(self, text: str, statements: list[Statement]) -> None:
        self.text = text
        self._statements = statements

    def documents(self) -> Iterable[Document]:
        """The document."""
        yield Document("d1", self.text, title=self.text, outlet=self.text, path=self.text, url=self.text)

    def statements(self) -> Iterable[Statement]:
        """Its statements."""
        return self._statements


TEXTS = st.text(
    alphabet=st.one_of(
        st.characters(exclude_categories=[]),  # lone surrogates too: a ledger may hold what a damaged input gave
        st.sampled_from("\U0001f54a\U0001d50f\x00\r\n\t\u2028\u2029\x85\ufffe\ufeff<>&\"']"),
    ),
    min_size=1,
    max_size=40,
)


@st.composite
def drawn(draw: st.DrawFn) -> Drawn:
    """A source whose statements have content, speaker, cue and frame anywhere in a text."""
    text = draw(TEXTS)

    def span() -> Span:
        start = draw(st.integers(0, len(text) - 1))
        return Span(start, draw(st.integers(start + 1, len(text))))

    found = [
        Statement(
            f"s{number}",
            "d1",
            draw(st.sampled_from(Kind)),
            Act.ASSERT,
            tuple(sorted(span() for _ in range(draw(st.integers(1, 3))))),
            Mention((span(),), "a1"),
            cue=(span(),),
            frame=(span(),),
        )
        for number in range(draw(st.integers(0, 3)))
    ]
    return Drawn(text, found)
