"""Everything that can go wrong, as one tree. Catch `DepescheError` for all of it.

::

    DepescheError
     ├─ UsageError                    wrong use; exit status 2
     │   ├─ UnknownName        D101   an id, party, issue, format or field that is not there
     │   ├─ BadExpression      D102   a belief, query, date or model file that cannot be understood
     │   └─ BadFile            D103   a codebook or model file that is missing or has mistakes in it
     ├─ InputError                    one input could not be read, the rest go on; exit status 1
     │   ├─ NotFound           D201   no such file, folder or address
     │   ├─ NotReadable        D202   no permission, a broken link, a vanished folder
     │   ├─ EmptyInput         D203   nothing in it
     │   ├─ UnknownFormat      D204   not a kind of input that Depesche reads
     │   ├─ Damaged            D205   broken, truncated or encrypted
     │   ├─ TooLarge           D206   over a limit (size, number, depth, expansion)
     │   ├─ FetchRefused       D207   an address that must not be fetched
     │   └─ FetchFailed        D208   the network or the server said no
     ├─ DossierError                  the dossier itself; exit status 1
     │   ├─ NotADossier        D301   a file, but not one of ours
     │   ├─ DossierNewer       D302   written by a later version of Depesche
     │   ├─ DossierDamaged     D303   the database does not pass its own check
     │   ├─ DossierReadOnly    D304   cannot be written to
     │   ├─ DossierLocked      D305   another program holds it
     │   ├─ DiskFull           D306   no space left; the dossier is as it was
     │   └─ NoDossier          D307   there is none at this place yet
     ├─ OutputFailed           D308   what was asked for cannot be written where it should go; exit status 1
     └─ ModelError             D401   a trained part is missing or does not fit its data

A message says what happened, to which input, and what to do next.
"""

from __future__ import annotations


class DepescheError(Exception):
    """Anything that Depesche reports by itself.

    Args:
        what: what happened, one clause.
        where: the input, file, address or name that it happened to.
        hint: what the user can do next.
    """

    code = "D000"
    exit_status = 1

    def __init__(self, what: str, where: str | None = None, hint: str | None = None) -> None:
        self.what, self.where, self.hint = what, where, hint
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """The whole message on one line, without the code."""
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text}. {self.hint}" if self.hint else text

    def __str__(self) -> str:
        return f"[{self.code}] {self.message}"

    def __reduce__(self) -> tuple[type, tuple[str, str | None, str | None]]:
        return type(self), (self.what, self.where, self.hint)  # errors cross process borders (worker to parent)


class UsageError(DepescheError):
    """Wrong use."""

    code = "D100"
    exit_status = 2


class UnknownName(UsageError):
    """A name that is not there."""

    code = "D101"


class BadExpression(UsageError):
    """An expression that cannot be understood."""

    code = "D102"


class BadFile(UsageError):
    """A codebook or model file that is not there, cannot be read, or has mistakes in it."""

    code = "D103"


class InputError(DepescheError):
    """One input could not be read; the others go on."""

    code = "D200"


class NotFound(InputError):
    """No such file, folder or address."""

    code = "D201"


class NotReadable(InputError):
    """It is there, but the system does not let us read it."""

    code = "D202"


class EmptyInput(InputError):
    """There is nothing in it."""

    code = "D203"


class UnknownFormat(InputError):
    """Not a kind of input that Depesche reads."""

    code = "D204"


class Damaged(InputError):
    """Broken, truncated or encrypted."""

    code = "D205"


class TooLarge(InputError):
    """Over a limit."""

    code = "D206"


class FetchRefused(InputError):
    """An address that must not be fetched."""

    code = "D207"


class FetchFailed(InputError):
    """The network or the server said no."""

    code = "D208"


class DossierError(DepescheError):
    """Something about the dossier itself."""

    code = "D300"


class NotADossier(DossierError):
    """A file, but not a dossier."""

    code = "D301"


class DossierNewer(DossierError):
    """Written by a later version of Depesche."""

    code = "D302"


class DossierDamaged(DossierError):
    """The database does not pass its own check."""

    code = "D303"


class DossierReadOnly(DossierError):
    """The dossier cannot be written to."""

    code = "D304"


class DossierLocked(DossierError):
    """Another program holds the dossier."""

    code = "D305"


class DiskFull(DossierError):
    """No space is left on the disk."""

    code = "D306"


class NoDossier(DossierError):
    """There is no dossier at this place yet."""

    code = "D307"


class OutputFailed(DepescheError):
    """What was asked for cannot be written where it should go."""

    code = "D308"


class ModelError(DepescheError):
    """A trained part is missing or does not fit its data."""

    code = "D401"
