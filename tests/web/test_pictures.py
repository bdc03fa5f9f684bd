"""Pictures: well-formed XML whatever the names, everything escaped, links inside the site only."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesche.exchange.pictures import (
    Chain,
    ChainNode,
    ChainPath,
    Edge,
    Mark,
    Node,
    Step,
    draw_chain,
    draw_days,
    draw_defs,
    draw_glyph,
    draw_network,
    draw_origins,
    draw_steps,
    draw_timeline,
)
from depesche.exchange.pictures.svg import Drawn, element, link

WILD = st.text(max_size=30) | st.sampled_from(["</svg><script>alert(1)</script>", '" onload="x', "]]>", "\x00\ud800"])


def chain(names: list[str]) -> Chain:
    """One origin, somebody in between, and a dispatch for each name."""
    origin = (ChainNode("o", names[0], names[-1], names[0], "#origin-0"),)
    via = tuple(ChainNode(f"v{n}", name) for n, name in enumerate(names))
    outlets = tuple(ChainNode(f"m{n}", name) for n, name in enumerate(names))
    documents = tuple(ChainNode(f"d{n}", name, name, name, "/documents/x") for n, name in enumerate(names))
    paths = tuple(ChainPath("o", (f"v{n}",) * (n % 2), f"m{n}", f"d{n}") for n in range(len(names)))
    return Chain(origin, via, outlets, documents, paths, ("a", "b", "c", names[0]), names[0])


@given(st.lists(WILD, min_size=1, max_size=5))
def test_whatever_the_names_the_pictures_are_well_formed_and_inert(names: list[str]) -> None:
    """Every picture parses as XML, and holds neither a script nor a handler nor a foreign address."""
    day = date(1962, 10, 22)
    drawn = [
        draw_chain(chain(names)),
        draw_network(
            tuple(Node(str(n), name, n, "/actors/x") for n, name in enumerate(names)),
            (Edge("0", str(len(names) - 1), 2, "confirmed", names[0]),),
            names[0],
        ),
        draw_timeline(names, [Mark(0, day, day, "denied", names[0], "#x")], names[0]),
        draw_steps(tuple(names), (Step(0, day, None, "for", "red_line", True, names[0]),), day, names[0]),
        draw_days({day: 3}, day, day, names[0]),
    ]
    for one in drawn:
        for node in ElementTree.fromstring(one).iter():
            assert not node.tag.endswith("script")
            for name, value in node.attrib.items():
                assert not name.lower().startswith("on")
                assert not name.endswith("href") or value.startswith(("/", "#", "?"))


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//evil.example", "https://evil.example", "data:x", "/a b"])
def test_a_link_leads_nowhere_else(address: str) -> None:
    """An address that is not local is left out."""
    assert "href" not in link(address, element("circle", r=1))


def test_only_drawn_children_go_in_as_they_are() -> None:
    """Text is escaped; Drawn is not escaped twice."""
    assert element("g", "<b>", Drawn("<c/>")) == "<g>&lt;b&gt;<c/></g>"


def test_seven_reports_from_one_origin_begin_at_one_box() -> None:
    """One origin box, seven dispatch boxes, and every line in the origin's colour."""
    drawn = draw_chain(chain([f"Blatt {n}" for n in range(7)]))
    assert drawn.count('class="box origin') == 1
    assert drawn.count('class="box dispatch') == 7
    assert drawn.count('class="way o0"') == drawn.count("<path")


def test_glyphs_tell_strength_by_shape_and_attribution_by_hatching() -> None:
    """No two strengths look alike without colour; what only others say is hatched."""
    shapes = {draw_glyph("for", one) for one in ("red_line", "demand", "preference", "open", "concession")}
    assert len(shapes) == 5
    assert "#g-for-demand-told" in draw_glyph("for", "demand", attributed=True)
    rings = [symbol for symbol in str(draw_defs()).split("<symbol") if "-open" in symbol]
    assert len(rings) == 6
    assert all(("stroke-dasharray" in symbol) == ("-told" in symbol) for symbol in rings)
    assert "url(#hatch-for)" in draw_defs()
    assert "#g-denied" in draw_glyph("for", "demand", contested=True)
    assert "#g-bar" in draw_glyph("for", "demand", refuses=True)


def test_dots_stand_under_their_origins() -> None:
    """Seven reports of one origin: one bar, seven dots; never more than fit."""
    assert draw_origins([7]).count("<circle") == 7
    assert draw_origins([7]).count("<rect") == 1
    assert draw_origins([500, 3]).count("<circle") == 24
