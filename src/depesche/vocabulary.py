"""The closed lists of the vocabulary: kinds, acts, strengths, states. A leaf; use them from `depesche.records`."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """How a statement is reported (the five types of Petersen-Frey & Biemann 2024, arXiv 2404.16764)."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    REPORTED = "reported"
    FREE_INDIRECT = "free_indirect"
    INDIRECT_FREE_INDIRECT = "indirect_free_indirect"


class Act(StrEnum):
    """What a speaker does by a statement."""

    ASSERT = "assert"
    DENY = "deny"
    CONFIRM = "confirm"
    DEMAND = "demand"
    OFFER = "offer"
    ACCEPT = "accept"
    REJECT = "reject"
    WARN = "warn"
    PROMISE = "promise"
    DECLINE = "decline"
    ASSESS = "assess"


class Medium(StrEnum):
    """Through what a statement was made; compound values where the text leaves it open (as in quotes-de)."""

    SPEECH = "speech"
    WRITING = "writing"
    THOUGHT = "thought"
    SPEECH_OR_WRITING = "speech_writing"
    SPEECH_OR_THOUGHT = "speech_thought"
    THOUGHT_OR_WRITING = "thought_writing"


class HedgeKind(StrEnum):
    """By what means the text keeps its distance from what it reports."""

    SUBJUNCTIVE = "subjunctive"  # Konjunktiv I/II
    HEARSAY_MODAL = "hearsay_modal"  # sollen, wollen
    ACCORDING_TO = "according_to"  # laut, zufolge, nach Angaben
    ALLEGEDLY = "allegedly"  # angeblich, mutmaßlich
    APPARENTLY = "apparently"  # offenbar, anscheinend
    IMPERSONAL = "impersonal"  # es hieß, es verlautete


class ActorKind(StrEnum):
    """What sort of thing can speak or be a party."""

    PERSON = "person"
    STATE = "state"
    ORGANISATION = "organisation"
    OFFICE = "office"
    OUTLET = "outlet"
    GROUP = "group"
    UNNAMED = "unnamed"


class Relation(StrEnum):
    """How a response stands to the claim that it answers."""

    DENIES = "denies"
    PARTLY_DENIES = "partly_denies"
    CONFIRMS = "confirms"
    QUALIFIES = "qualifies"
    DECLINES = "declines"


class ClaimStatus(StrEnum):
    """Where a claim stands after all responses known so far."""

    UNCONTESTED = "uncontested"
    CONTESTED = "contested"
    DENIED = "denied"
    CONFIRMED = "confirmed"
    RETRACTED = "retracted"


class Strength(StrEnum):
    """How hard a party holds a position, hardest first."""

    RED_LINE = "red_line"
    DEMAND = "demand"
    PREFERENCE = "preference"
    OPEN = "open"
    CONCESSION = "concession"


class ProposalStatus(StrEnum):
    """What became of a proposal."""

    MADE = "made"
    HYPOTHETICAL = "hypothetical"
    DENIED = "denied"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class ContactFormat(StrEnum):
    """The format of a contact (tracks as in ACLED and the mediation literature)."""

    TRACK1 = "track1"
    TRACK1_5 = "track1.5"
    TRACK2 = "track2"
    BACKCHANNEL = "backchannel"
    LETTER = "letter"
    PHONE = "phone"
    MEDIATION = "mediation"
    UNKNOWN = "unknown"


class ContactStatus(StrEnum):
    """Whether a contact is certain."""

    CONFIRMED = "confirmed"
    REPORTED = "reported"
    DENIED = "denied"


class NameKind(StrEnum):
    """Kinds of names the language stage finds."""

    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    OTHER = "other"


class Verb(StrEnum):
    """What a person can decide about a reading."""

    ACCEPT = "accept"
    REJECT = "reject"
    EDIT = "edit"
    MERGE = "merge"
    SPLIT = "split"
    RENAME = "rename"
    ADD = "add"


IN_DOUBT = 0.4
"""The probability of an act below which views put a question mark to it."""
