"""Exact bargaining analysis and stability: usable alone, on a model written by hand or made from a dossier's positions.

>>> from depesche.bargaining import analyse, load_model
>>> deal = analyse(load_model('''
... issues: {alliance: [join, neutral]}
... parties: [north, south]
... red_lines:
...   - {id: n1, party: north, issue: alliance, rules_out: [join]}
...   - {id: s1, party: south, issue: alliance, rules_out: [neutral], strength: demand}
... '''))
>>> deal.possible, deal.blockers, deal.cheapest
(False, (('n1', 's1'),), Opening(red_lines=('s1',), cost=2))
"""

from depesche.bargaining.analysis import Deal, Opening, analyse, crossed, deal_after, iter_blockers, iter_openings
from depesche.bargaining.evidence import Robustness
from depesche.bargaining.explain import explain_svg, explain_text
from depesche.bargaining.export import deal_as_json
from depesche.bargaining.fold import Budget
from depesche.bargaining.loading import load_model
from depesche.bargaining.model import LEFT_OPEN, Dependency, Ground, Issue, Model, RedLine, Wish
from depesche.bargaining.positions import model_from_positions
from depesche.bargaining.stage import STAGE
from depesche.bargaining.verdict import verdict
from depesche.bargaining.what_if import what_if

__all__ = [
    "LEFT_OPEN",
    "STAGE",
    "Budget",
    "Deal",
    "Dependency",
    "Ground",
    "Issue",
    "Model",
    "Opening",
    "RedLine",
    "Robustness",
    "Wish",
    "analyse",
    "crossed",
    "deal_after",
    "deal_as_json",
    "explain_svg",
    "explain_text",
    "iter_blockers",
    "iter_openings",
    "load_model",
    "model_from_positions",
    "verdict",
    "what_if",
]
