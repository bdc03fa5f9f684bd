"""The web face: a local web application on a dossier. It lays out what `depesche.application.pages` builds."""

from __future__ import annotations

from depesche.web.app import Settings, create_app
from depesche.web.serving import serve

__all__ = ["Settings", "create_app", "serve"]
