"""Adding dispatches beside the reader's back: one run at a time, its progress to be looked at."""

from __future__ import annotations

import secrets
import shutil
import tempfile
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from depesche.application import Dossier
from depesche.application.pipeline import Uploads
from depesche.errors import DepescheError

MOST_KEPT = 20
"""Finished runs that can still be looked at."""


class Complaint(NamedTuple):
    """What an error is about, what it says and what to do next, as Depesche says it (English)."""

    where: str
    what: str
    hint: str


@dataclass(slots=True)
class Job:
    """A run of `Dossier.read`: what was named, how far it is, what came of it."""

    id: str
    named: tuple[str, ...]
    inputs: tuple[str, ...]
    folder: Path | None
    follow: bool
    step: str = "waiting"
    done: int = 0
    total: int | None = None
    finished: bool = False
    new: tuple[str, ...] = ()
    known: int = 0
    statements: int = 0
    errors: tuple[Complaint, ...] = ()
    remarks: tuple[Complaint, ...] = ()
    seconds: float = 0.0
    began: float = field(default_factory=time.monotonic)

    def progress(self, step: str, done: int, total: int | None, /) -> None:
        """Told by the run."""
        self.step, self.done, self.total = step, done, total


class Jobs:
    """The runs of one server."""

    def __init__(self, dossier: Dossier, processes: int = 1) -> None:
        self._dossier, self._processes = dossier, processes
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._turn = threading.Lock()
        self._guard = threading.Lock()

    def start(self, inputs: list[str], named: list[str], folder: Path | None = None, follow: bool = False) -> Job:
        """Begin a run, or queue it behind the one that is at work. ``folder`` is removed when it is done."""
        job = Job(secrets.token_hex(8), tuple(named), tuple(inputs), folder, follow)
        with self._guard:
            self._jobs[job.id] = job
            for old in [one for one in self._jobs.values() if one.finished][:-MOST_KEPT]:
                del self._jobs[old.id]
        threading.Thread(target=self._run, args=(job,), name=f"depesche-read-{job.id}", daemon=True).start()
        return job

    def get(self, identity: str) -> Job | None:
        """A run."""
        with self._guard:
            return self._jobs.get(identity)

    def recent(self) -> list[Job]:
        """The runs, the latest first."""
        with self._guard:
            return list(reversed(self._jobs.values()))

    def _run(self, job: Job) -> None:
        with self._turn:
            job.step = "reading"
            try:
                report = self._dossier.read(
                    *job.inputs,
                    jobs=self._processes,
                    follow=job.follow,
                    progress=job.progress,
                    uploads=job.folder,
                )
                job.new, job.known, job.statements = tuple(report.new), report.known, report.statements
                job.errors = tuple(_complaint(error, job) for error in report.errors)
                job.remarks = tuple(_complaint(error, job) for error in report.remarks)
                job.seconds = report.seconds
            except DepescheError as error:
                job.errors = (_complaint(error, job),)
            except Exception as error:  # a mistake of ours must not leave the page waiting for ever
                job.errors = (Complaint("", f"Depesche stumbled ({type(error).__name__})", ""),)
            finally:
                if job.folder is not None:
                    shutil.rmtree(job.folder, ignore_errors=True)
                job.finished = True


def _complaint(error: DepescheError, job: Job) -> Complaint:
    """An error without our own folder before a file's name."""
    where = error.where or ""
    if job.folder is not None:
        where = Uploads(job.folder).name(where) or ""
    return Complaint(where, error.what, error.hint or "")


def upload_folder() -> Path:
    """A new empty folder for one upload."""
    return Path(tempfile.mkdtemp(prefix="depesche-upload-"))
