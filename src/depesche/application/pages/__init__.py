"""What each page of the web face shows, as data: one module a page, one frozen record each.

A page is built from a `Dossier` under a `View` (which evidence counts, from which day it looks). The web face only lays
out what stands here; tests and other faces can ask for the same.
"""

from depesche.application.pages.common import Pager, Person, View

__all__ = ["Pager", "Person", "View"]
