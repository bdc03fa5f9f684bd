"""Starting the server: dossier and port are looked at first, so that what is wrong is said in one sentence."""

from __future__ import annotations

import contextlib
import errno
import gc
import socket
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import uvicorn

from depesche.application import Dossier, open_dossier
from depesche.application.pages import View
from depesche.application.pages.actors import actors_page
from depesche.application.pages.claim_index import ClaimFilter
from depesche.application.pages.claims import claims_page
from depesche.application.pages.contacts import contacts_page
from depesche.application.pages.deal import Switches, deal_page
from depesche.application.pages.documents import DocumentFilter, documents_page
from depesche.application.pages.review import RECORDS, review_page
from depesche.application.pages.state import state_page
from depesche.errors import DossierReadOnly, UsageError
from depesche.web.app import create_app
from depesche.web.settings import Settings


def open_for_serving(location: str | Path) -> Dossier:
    """The dossier, writable if it can be.

    Raises:
        DossierError: it is missing, not a dossier, damaged, locked or newer than this program.
    """
    try:
        return open_dossier(location, create=False)
    except DossierReadOnly:
        return open_dossier(location, create=False, read_only=True)


def bound(settings: Settings) -> socket.socket:
    """A socket on the address.

    Raises:
        UsageError: the port is taken, or the address is not this machine's.
    """
    host = settings.host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, settings.port))
        made.listen(128)  # who is told the address may knock at once
    except OSError as error:
        made.close()
        where = f"{settings.host}:{settings.port}"
        if error.errno == errno.EADDRINUSE:
            raise UsageError("another program listens there already", where, "Take another with --port.") from error
        if error.errno == errno.EACCES:
            raise UsageError("the system does not allow this port", where, "Take one above 1023.") from error
        raise UsageError(f"cannot listen there ({error.strerror})", where, "Check --host and --port.") from error
    return made


def warm(dossier: Dossier) -> None:
    """Make what is dear of a large dossier before the first reader asks; what is wrong is told when one does."""
    view = View()
    pages: tuple[Callable[[], object], ...] = (
        lambda: state_page(dossier, view),
        lambda: claims_page(dossier, view, ClaimFilter(q="a")),
        lambda: actors_page(dossier, view),
        lambda: contacts_page(dossier, view),
        lambda: deal_page(dossier, view, Switches()),
        lambda: documents_page(dossier, view, DocumentFilter()),
        *(lambda record=record: review_page(dossier, view, record, None) for record in RECORDS),
    )
    for page in pages:
        with contextlib.suppress(Exception):
            page()
    # What is kept lives long: without this, Python's collector of cycles looks through all of it now and then, and a
    # reader waits a third of a second meanwhile. What is replaced later is freed all the same, since it holds no cycle.
    gc.collect()
    gc.freeze()


def serve(location: str | Path, settings: Settings, ready: Callable[[str], None]) -> None:
    """Serve a dossier until interrupted.

    Args:
        location: the dossier.
        settings: how.
        ready: told the address once it can be opened.

    Raises:
        DossierError: the dossier cannot be used.
        UsageError: the settings are not safe, or the port is taken.
    """
    settings = settings.checked()
    with open_for_serving(location) as dossier, bound(settings) as listening:
        settings = replace(settings, port=listening.getsockname()[1])
        config = uvicorn.Config(
            create_app(dossier, settings),
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            lifespan="off",
            timeout_graceful_shutdown=3,
            limit_concurrency=200,
        )
        threading.Thread(target=warm, args=(dossier,), daemon=True).start()
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        ready(f"http://{host}:{settings.port}/")
        uvicorn.Server(config).run(sockets=[listening])
