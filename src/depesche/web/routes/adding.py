"""Adding dispatches: files, pasted text, an address; and how far a run is."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from depesche.application.pages.common import sources_of
from depesche.application.pages.remembering import memory_of
from depesche.errors import EmptyInput, UnknownName, UsageError
from depesche.web.jobs import Complaint, upload_folder
from depesche.web.place import Place
from depesche.web.saying import said
from depesche.web.site import Entry, Site, change, page, text_of
from depesche.web.texts import Texts

LONGEST_TEXT = 900_000
"""Characters of a pasted text (a form field holds 1 MB)."""

CHUNK = 256 * 1024


def add(site: Site, request: Request) -> Response:
    """The form, and the runs so far."""
    waiting = memory_of(site.dossier).get("pending", site.dossier.pending)
    return site.render(request, "add.html", jobs=site.jobs.recent(), pending=waiting, most=site.settings.upload_bytes)


def begin(site: Site, request: Request, form: FormData) -> Response:
    """Starts a run on what the form holds.

    Raises:
        EmptyInput: the form holds nothing.
        UsageError: an address that is none.
    """
    address, text = text_of(form, "address", 2000).strip(), text_of(form, "text", LONGEST_TEXT)
    uploads = [one for one in form.getlist("files") if isinstance(one, UploadFile) and one.filename]
    if address:
        if urlsplit(address).scheme not in ("http", "https"):
            raise UsageError("not an address of a page or feed", address, "It begins with https:// or http://.")
        job = site.jobs.start([address], [address], follow=bool(text_of(form, "follow")))
    elif text.strip() or uploads:
        folder = upload_folder()
        named = [_kept(folder, number, one) for number, one in enumerate(uploads)]
        if text.strip():
            named.append(_pasted(folder, form, text))
        job = site.jobs.start([str(folder)], named, folder)
    else:
        raise EmptyInput("nothing was given to read", None, "Choose files, paste a text or name an address.")
    return RedirectResponse(Place.of(request).to(f"/add/{job.id}"), 303)


def safe_name(given: str) -> str:
    """The last part of a file's name as it may stand in a folder of ours: no way up, nothing hidden, nothing long."""
    last = re.split(r"[/\\]", given)[-1]
    kept = "".join(char if char.isprintable() else "_" for char in last).strip().lstrip(".")
    stem, dot, ending = kept.rpartition(".")
    if not dot:
        stem, ending = kept, ""
    return f"{stem[:80] or 'file'}{'.' if ending else ''}{ending[:20]}"


def _kept(folder: Path, number: int, upload: UploadFile) -> str:
    """Copies an upload into the folder, each into a folder of its own so that equal names do not meet."""
    name = safe_name(upload.filename or "")
    place = folder / f"{number:04}"
    place.mkdir()
    with (place / name).open("wb") as target:
        while chunk := upload.file.read(CHUNK):
            target.write(chunk)
    return name


def _pasted(folder: Path, form: FormData, text: str) -> str:
    fields = {name: text_of(form, name, 500).strip() for name in ("title", "outlet", "published")}
    told = {name: value for name, value in fields.items() if value}
    place = folder / "pasted"
    place.mkdir()
    (place / f"{safe_name(fields['title'] or 'pasted')}.json").write_text(
        json.dumps({**told, "text": text}, ensure_ascii=False), encoding="utf-8"
    )
    return fields["title"] or " ".join(text.split())[:60]


def progress(site: Site, request: Request) -> Response:
    """How far a run is.

    Raises:
        UnknownName: there is no such run, or it was long ago.
    """
    job = site.jobs.get(request.path_params["key"])
    if job is None:
        raise UnknownName("there is no such run", None, "The server may have been started anew since.")
    documents = sources_of(site.dossier, job.new[:50])
    words = site.render.texts(request)
    return site.render(
        request, "job.html", job=job, documents=documents,
        errors=[_told(one, words) for one in job.errors], remarks=[_told(one, words) for one in job.remarks],
    )  # fmt: skip


def _told(complaint: Complaint, words: Texts) -> tuple[str, str]:
    """What a complaint is about, and what it says in the reader's language as far as the texts have it."""
    parts = [said(part, words) or part for part in (complaint.what, complaint.hint) if part]
    return complaint.where, " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts)


ROUTES: tuple[Entry, ...] = (
    page("/add", add),
    change("/add", begin),
    page("/add/{key}", progress),
)
