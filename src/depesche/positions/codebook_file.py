"""Reads a codebook from YAML and says, for every mistake, in which issue and field it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import yaml

from depesche.errors import BadFile, NotFound, NotReadable
from depesche.positions.codebook import Codebook, Direction, Issue, Outcome, PartySpec, Pattern
from depesche.positions.words import words

MOST_BYTES = 2_000_000
MOST_ISSUES = 500
MOST_OUTCOMES = 30
MOST_WORDS = 400  # of one issue or outcome in one language
_ID = re.compile(r"[a-z0-9_äöüß-]{1,60}", re.IGNORECASE)
_DIRECTIONS = ("for", "against", "between")
_TOP = {"codebook", "name", "issues", "parties", "description", "licence", "based_on"}
_ISSUE = {"name", "description", "outcomes", "words", "never", "pax", "plover"}
_OUTCOME = {"name", "direction", "words", "excludes", "implies"}
_DEFAULT_WEIGHT = 1.0
_NAME_WEIGHT = 0.7  # the words of a bare name are less telling than words an analyst chose


def read_codebook(path: Path) -> Codebook:
    """The codebook in a file.

    Raises:
        NotFound, NotReadable, BadFile
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadFile(f"a codebook may have {MOST_BYTES // 1_000_000} MB at most", str(path))
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise NotFound("no such codebook", str(path), "'depesche codebook show' prints the built-in one.") from None
    except UnicodeDecodeError:
        raise BadFile("a codebook must be UTF-8 text", str(path)) from None
    except OSError as error:
        raise NotReadable(error.strerror or "cannot be read", str(path)) from None
    return parse_codebook(text, str(path))


def parse_codebook(text: str, where: str) -> Codebook:
    """The codebook in a YAML text; ``where`` names it in complaints.

    Raises:
        BadFile: not YAML, or not a codebook.
    """
    try:
        if "&" in text and re.search(r"(^|\s)\*[\w-]+", text):  # aliases can blow a small file up a millionfold
            raise BadFile("YAML anchors and aliases are not allowed in a codebook", where, "Write the words out.")
        loaded = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise BadFile(f"not valid YAML: {_flat(error)}", where) from None
    except (RecursionError, ValueError):
        raise BadFile("nested too deeply or holding an impossible value", where) from None
    return codebook_of(loaded, where)


def codebook_of(loaded: object, where: str) -> Codebook:
    """The codebook in what a YAML or JSON file holds.

    Raises:
        BadFile: it is no codebook.
    """
    top = _mapping(loaded, where, "the codebook", _TOP)
    issues = _issues(top.get("issues"), where)
    _check_references(issues, where)
    return Codebook(
        id=str(top.get("codebook") or "codebook"),
        name=str(top.get("name") or top.get("codebook") or "codebook"),
        issues=issues,
        parties=_parties(top.get("parties"), where),
    )


def _issues(found: object, where: str) -> tuple[Issue, ...]:
    if isinstance(found, list):  # the short form: a list of names, or of mappings with an id
        pairs = [_short(item, where, index) for index, item in enumerate(found)]
    elif isinstance(found, dict):
        pairs = [(str(key), value) for key, value in found.items()]
    else:
        raise BadFile("'issues' is missing or is neither a mapping nor a list", where, "issues: {sanctions: {...}}")
    if not pairs:
        raise BadFile("'issues' is empty", where, "A codebook needs at least one issue.")
    if len(pairs) > MOST_ISSUES:
        raise BadFile(f"{len(pairs)} issues; at most {MOST_ISSUES} are allowed", where)
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            raise BadFile("this issue is listed twice", f"{where}: issue {key}")
        seen.add(key)
    return tuple(_issue(key, value, f"{where}: issue {key}") for key, value in pairs)


def _short(item: object, where: str, index: int) -> tuple[str, object]:
    if isinstance(item, str):
        return "_".join(word.form for word in words(item))[:60] or f"issue_{index + 1}", {"name": item}
    if isinstance(item, dict) and isinstance(item.get("id"), str):
        return item["id"], {key: value for key, value in item.items() if key != "id"}
    raise BadFile(f"entry {index + 1} is neither a name nor a mapping with an 'id'", f"{where}: issues")


def _issue(key: str, value: object, where: str) -> Issue:
    _check_id(key, where)
    if isinstance(value, str) or value is None:
        value = {"name": value or key}
    fields = _mapping(value, where, "an issue", _ISSUE)
    name = _text(fields.get("name", key), where, "name")
    own = _patterns(fields.get("words"), where, "words")
    if not own:
        own = {"de": tuple(Pattern(word, _NAME_WEIGHT) for word in name_words(name))}
    return Issue(
        id=key,
        name=name,
        description=_text(fields.get("description", ""), where, "description"),
        outcomes=_outcomes(fields.get("outcomes"), name, where),
        words=own,
        never={
            language: tuple(pattern.text for pattern in patterns)
            for language, patterns in _patterns(fields.get("never"), where, "never").items()
        },
        pax=_code(fields.get("pax"), where, "pax"),
        plover=_code(fields.get("plover"), where, "plover"),
    )


def name_words(name: str) -> list[str]:
    """The words of a name to look for: those with a capital or a digit, or else all long ones."""
    found = [name[word.start : word.end] for word in words(name)]
    telling = [word for word in found if (word[:1].isupper() and len(word) > 2) or any(map(str.isdigit, word))]
    return telling or [word for word in found if len(word) > 3]


def _outcomes(found: object, name: str, where: str) -> tuple[Outcome, ...]:
    if found is None:  # nothing told: the matter comes about or it does not
        return (Outcome("yes", name, "for"), Outcome("no", f"nicht: {name}", "against"))
    if isinstance(found, list):
        found = {(item if isinstance(item, str) else f"outcome_{n}"): {} for n, item in enumerate(found)}
    if not isinstance(found, dict) or not found:
        raise BadFile("'outcomes' is neither a mapping nor a list", where)
    if len(found) > MOST_OUTCOMES:
        raise BadFile(f"{len(found)} outcomes; at most {MOST_OUTCOMES} are allowed", where)
    return tuple(_outcome(_key(key), value, f"{where}, outcome {_key(key)}") for key, value in found.items())


def _key(key: object) -> str:
    return (
        {True: "yes", False: "no"}.get(key, str(key)) if isinstance(key, bool) else str(key)
    )  # YAML 1.1 reads no as False


def _outcome(key: str, value: object, where: str) -> Outcome:
    _check_id(key, where)
    if isinstance(value, str) or value is None:
        value = {"name": value or key}
    fields = _mapping(value, where, "an outcome", _OUTCOME)
    direction = fields.get("direction", "for")
    if direction not in _DIRECTIONS:
        raise BadFile(f"'direction' is {direction!r}", where, f"Use one of {', '.join(_DIRECTIONS)}.")
    return Outcome(
        id=key,
        name=_text(fields.get("name", key), where, "name"),
        direction=cast(Direction, direction),
        words=_patterns(fields.get("words"), where, "words"),
        excludes=_names(fields.get("excludes"), where, "excludes"),
        implies=_names(fields.get("implies"), where, "implies"),
    )


def _patterns(found: object, where: str, name: str) -> dict[str, tuple[Pattern, ...]]:
    if found is None:
        return {}
    if isinstance(found, list):
        found = {"de": found}
    if not isinstance(found, dict):
        raise BadFile(f"'{name}' is neither a list of words nor a mapping of languages", where, f"{name}: {{de: [..]}}")
    result: dict[str, tuple[Pattern, ...]] = {}
    for language, items in found.items():
        if not isinstance(items, list):
            raise BadFile(f"'{name}.{language}' is not a list", where)
        if len(items) > MOST_WORDS:
            raise BadFile(f"'{name}.{language}' has {len(items)} entries; at most {MOST_WORDS} are allowed", where)
        result[str(language)] = tuple(_pattern(item, where, f"{name}.{language}") for item in items)
    return result


def _pattern(item: object, where: str, name: str) -> Pattern:
    weight: object = _DEFAULT_WEIGHT
    if isinstance(item, dict) and len(item) == 1:
        item, weight = next(iter(item.items()))
    if isinstance(item, bool) or not isinstance(item, str | int | float):
        raise BadFile(f"'{name}' holds something that is no word: {item!r}"[:200], where, "Put it in quotes.")
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 < weight <= 1:
        raise BadFile(f"'{name}': the weight of {item!r} is {weight!r}", where, "Weights lie above 0 and up to 1.")
    text = str(item)
    if len(text) > 120 or not words(text):
        raise BadFile(f"'{name}' holds a pattern without a word, or one longer than 120 letters: {text[:40]!r}", where)
    return Pattern(text, float(weight))


def _parties(found: object, where: str) -> tuple[PartySpec, ...]:
    if found is None:
        return ()
    if not isinstance(found, dict):
        raise BadFile("'parties' is not a mapping of ids", where, "parties: {gdl: {name: ..., members: [...]}}")
    result = []
    for key, value in found.items():
        place = f"{where}: party {key}"
        if isinstance(value, str):
            value = {"name": value}
        fields = _mapping(value, place, "a party", {"name", "names", "members"})
        name = _text(fields.get("name", str(key)), place, "name")
        names, members = _names(fields.get("names"), place, "names"), _names(fields.get("members"), place, "members")
        result.append(PartySpec(str(key), name, names, members))
    return tuple(result)


def _check_references(issues: tuple[Issue, ...], where: str) -> None:
    known = {f"{issue.id}.{outcome.id}" for issue in issues for outcome in issue.outcomes}
    for issue in issues:
        for outcome in issue.outcomes:
            for field_name, others in (("excludes", outcome.excludes), ("implies", outcome.implies)):
                for other in others:
                    if (other if "." in other else f"{issue.id}.{other}") not in known:
                        place = f"{where}: issue {issue.id}, outcome {outcome.id}"
                        raise BadFile(f"'{field_name}' names {other!r}, which is no outcome", place, "issue.outcome")


def _mapping(found: object, where: str, what: str, allowed: set[str]) -> Mapping[str, Any]:
    if not isinstance(found, dict):
        raise BadFile(f"{what} must be a mapping, not {type(found).__name__}", where)
    extra = sorted(str(key) for key in found if key not in allowed)
    if extra:
        raise BadFile(f"{what} has no field {extra[0]!r}", where, f"Fields are {', '.join(sorted(allowed))}.")
    return found


def _names(found: object, where: str, name: str) -> tuple[str, ...]:
    if found is None:
        return ()
    if isinstance(found, str):
        return (found,)
    if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
        raise BadFile(f"'{name}' is not a list of names", where)
    return tuple(found)


def _text(found: object, where: str, name: str) -> str:
    if not isinstance(found, str | int | float) or isinstance(found, bool):
        raise BadFile(f"'{name}' is not text", where)
    return str(found)


def _code(found: object, where: str, name: str) -> str | None:
    return None if found is None else _text(found, where, name)


def _check_id(key: str, where: str) -> None:
    if not _ID.fullmatch(key):
        raise BadFile("an id is made of letters, digits, _ and -", where, "sanctions_relief: {name: ...}")


def _flat(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "cannot be parsed"
    return f"{problem} (line {mark.line + 1}, column {mark.column + 1})" if mark else str(problem)
