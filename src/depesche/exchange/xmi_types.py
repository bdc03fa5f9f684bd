"""The UIMA type system of the xmi export, written as the descriptor that UIMA's tools load."""

from __future__ import annotations

from xml.sax.saxutils import escape

PACKAGE = "depesche.type"
PREFIX = "type"
NAMESPACE_URI = "http:///" + PACKAGE.replace(".", "/") + ".ecore"  # UIMA's rule; not an address

_ANNOTATION = "uima.tcas.Annotation"
_WHO = {"actor": "String", "name": "String"}
# Type -> (what it is, supertype, features). A feature is String, Boolean or Double, or an array of one of our types.
TYPES: dict[str, tuple[str, str, dict[str, str]]] = {
    "Dispatch": (
        "What is known of the document",
        "uima.tcas.DocumentAnnotation",
        dict.fromkeys(
            ("identifier", "outlet", "author", "agencies", "place", "title", "published", "url", "path", "copyOf"),
            "String",
        ),
    ),
    "Junk": ("Page furniture that was set aside", _ANNOTATION, {"kind": "String"}),
    "Content": ("One range of what is said", _ANNOTATION, {}),
    "Speaker": ("Words that name who says it", _ANNOTATION, _WHO),
    "Addressee": ("Words that name to whom it is said", _ANNOTATION, _WHO),
    "Cue": ("Words that show that something is said", _ANNOTATION, {}),
    "Frame": ("The clause around speaker and cue", _ANNOTATION, {}),
    "Hedge": ("Words by which the text keeps its distance", _ANNOTATION, {"kind": "String"}),
    "Statement": (
        "One reported speech act, from the first to the last of its content",
        _ANNOTATION,
        {
            "identifier": "String",
            "kind": "String",
            "act": "String",
            "medium": "String",
            "negated": "Boolean",
            "confidence": "Double",
            "parent": "String",
            "continues": "String",
            "speakerActor": "String",
            "via": "String",
            "content": "Content",
            "speaker": "Speaker",
            "addressee": "Addressee",
            "cue": "Cue",
            "frame": "Frame",
            "hedges": "Hedge",
        },
    ),
}


def type_system() -> str:
    """The descriptor (UIMA References, "Type System Descriptors")."""
    described = "".join(_type(name, *parts) for name, parts in TYPES.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier">\n'
        f"<name>Depesche</name>\n<types>\n{described}</types>\n</typeSystemDescription>\n"
    )


def _type(name: str, about: str, supertype: str, features: dict[str, str]) -> str:
    return (
        f"<typeDescription><name>{PACKAGE}.{name}</name><description>{escape(about)}</description>"
        f"<supertypeName>{supertype}</supertypeName>\n"
        f"<features>{''.join(_feature(*feature) for feature in features.items())}</features></typeDescription>\n"
    )


def _feature(name: str, of: str) -> str:
    head = f"<featureDescription><name>{name}</name><description/>"
    if of not in TYPES:
        return f"{head}<rangeTypeName>uima.cas.{of}</rangeTypeName></featureDescription>\n"
    return (
        f"{head}<rangeTypeName>uima.cas.FSArray</rangeTypeName><elementType>{PACKAGE}.{of}</elementType>"
        "<multipleReferencesAllowed>false</multipleReferencesAllowed></featureDescription>\n"
    )
