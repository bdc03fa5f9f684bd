"""The conflict as a graph: parties on one side, issues on the other, red lines between them, blockers in red."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from depesche.bargaining.analysis import Deal
from depesche.bargaining.export import number
from depesche.bargaining.model import RedLine
from depesche.bargaining.verdict import verdict, vocabulary

MOST_DRAWN = 150
"""Red lines drawn at most, those with a part in a listed blocker first; more would only be ink."""

MOST_SHOWN = 10
"""Blockers and openings listed in the text."""

ROW = 34
"""Height of a row of the drawing, in SVG user units (pixels at normal size)."""

_WIDTH, _LEFT, _RIGHT = 900, 250, 650
_START = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
    'font-family="sans-serif" font-size="13">'
)


def explain_text(deal: Deal, names: Mapping[str, str] | None = None, lang: str = "en") -> str:
    """The graph for a terminal: every issue with the lines drawn on it, then blockers and openings.

    Lines with a part in a listed blocker are marked with ✕.
    """
    view = _View(deal, names or {}, lang)
    words = vocabulary(lang)
    rows = [verdict(deal, names, lang), ""]
    for issue in deal.model.issues:
        lines = [line for line in view.drawn if line.issue == issue.id]
        if lines:
            rows.append(f"{view.issue(issue.id)}: {' | '.join(view.outcome(issue.id, o) for o in issue.all_outcomes)}")
            rows += [f"  {_branch(k, len(lines))} {view.line(line)}" for k, line in enumerate(lines)]
    for k, blocker in enumerate(deal.blockers[:MOST_SHOWN], 1):
        rows.append(f"{words['blocker']} {k}: " + " ✕ ".join(view.short(name) for name in blocker))
    for k, opening in enumerate(deal.openings[:MOST_SHOWN], 1):
        lines_given = " + ".join(view.short(name) for name in opening.red_lines)
        rows.append(f"{words['opening']} {k} ({words['cost']} {number(opening.cost)}): {lines_given}")
    return "\n".join(_printable(row) for row in rows) + "\n"


def explain_svg(deal: Deal, names: Mapping[str, str] | None = None, lang: str = "en") -> str:
    """The graph as an SVG document: no scripts, no references, every word escaped.

    A line's width is what softening it costs; lines with a part in a listed blocker are red, the others grey.
    """
    view = _View(deal, names or {}, lang)
    words = vocabulary(lang)
    parties = list(dict.fromkeys(line.party for line in view.drawn))
    issues = list(dict.fromkeys(line.issue for line in view.drawn))
    rows = max(len(parties), len(issues), 1)
    height = ROW * (rows + 4)
    left = {party: ROW * 3 + ROW * rows * (k + 0.5) / max(1, len(parties)) for k, party in enumerate(parties)}
    right = {issue: ROW * 3 + ROW * rows * (k + 0.5) / max(1, len(issues)) for k, issue in enumerate(issues)}
    parts = [
        _START.format(width=_WIDTH, height=height),
        f"<title>{_safe(words['title'])}</title>",
        f"<desc>{_safe(verdict(deal, names, lang))}</desc>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
        _text(_WIDTH / 2, ROW, words["title"], "middle", "bold"),
        _text(_LEFT, ROW * 2.2, words["parties"], "end", "bold"),
        _text(_RIGHT, ROW * 2.2, words["issues"], "start", "bold"),
    ]
    parts += [_edge(view, line, left[line.party], right[line.issue], k) for k, line in enumerate(view.drawn)]
    parts += [_text(_LEFT - 8, y + 4, view.party(party), "end") for party, y in left.items()]
    parts += [_text(_RIGHT + 8, y + 4, view.issue(issue), "start") for issue, y in right.items()]
    if not view.drawn:
        parts.append(_text(_WIDTH / 2, ROW * 3.4, words["nothing"], "middle"))
    return "\n".join([*parts, "</svg>"]) + "\n"


@dataclass(slots=True)
class _View:
    """What is shown, and by which names."""

    deal: Deal
    names: Mapping[str, str]
    lang: str

    @property
    def blocking(self) -> set[str]:
        """The lines that have a part in a listed blocker."""
        return {name for blocker in self.deal.blockers for name in blocker}

    @property
    def drawn(self) -> Sequence[RedLine]:
        """The lines to draw, in the model's order."""
        lines = self.deal.model.red_lines
        if len(lines) > MOST_DRAWN:
            blocking = self.blocking
            chosen = sorted(lines, key=lambda line: (line.id not in blocking, line.id))[:MOST_DRAWN]
            kept = {line.id for line in chosen}
            lines = tuple(line for line in lines if line.id in kept)
        return lines

    def party(self, name: str) -> str:
        return self.names.get(name) or self.deal.model.party_names.get(name) or name

    def issue(self, name: str) -> str:
        return self.names.get(name) or self.deal.model.issue(name).name or name

    def outcome(self, issue: str, outcome: str) -> str:
        return self.deal.model.issue(issue).labels.get(outcome, outcome)

    def short(self, name: str) -> str:
        line = self.deal.model.line(name)
        return f"{self.party(line.party)}/{self.issue(line.issue)} [{name}]"

    def line(self, line: RedLine) -> str:
        words = vocabulary(self.lang)
        ruled_out = ", ".join(self.outcome(line.issue, outcome) for outcome in line.rules_out)
        mark = "✕" if line.id in self.blocking else "·"
        quoted = f" „{line.words}“" if line.words else ""
        return f"{mark} {self.party(line.party)} {words['rules_out']} {ruled_out} ({line.strength}, {line.id}){quoted}"


def _branch(index: int, count: int) -> str:
    return "└─" if index + 1 == count else "├─"


def _edge(view: _View, line: RedLine, start: float, end: float, index: int) -> str:
    """A curve from party to issue; its tooltip says what it rules out."""
    bend = (index % 5 - 2) * 6  # so that several lines of one party on one issue stay apart
    middle = (_LEFT + _RIGHT) / 2
    colour = "#b3261e" if line.id in view.blocking else "#9aa0a6"
    width = max(1.0, min(6.0, line.weight))
    return (
        f'<path d="M{_LEFT} {start:.1f} Q{middle:.1f} {(start + end) / 2 + bend:.1f} {_RIGHT} {end:.1f}" fill="none" '
        f'stroke="{colour}" stroke-width="{width:.1f}" stroke-opacity="0.8">'
        f"<title>{_safe(view.line(line))}</title></path>"
    )


def _text(x: float, y: float, words: str, anchor: str, weight: str = "normal") -> str:
    shown = words if len(words) <= 38 else words[:37] + "…"
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-weight="{weight}">{_safe(shown)}</text>'


def _safe(words: str) -> str:
    """Escaped for XML, without the control characters that XML forbids."""
    return escape(_printable(words))


def _printable(words: str) -> str:
    """Without control characters: names come from files, and a terminal obeys what it is sent."""
    return "".join(letter if letter.isprintable() else " " for letter in words)
