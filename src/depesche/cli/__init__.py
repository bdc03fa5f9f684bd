"""The command line: it parses, calls the application, and prints. It holds no logic of the domain.

Results go to standard output, progress and complaints to standard error. Exit status: 0 done, 1 some input could not
be read or the dossier cannot be used, 2 wrong use.
"""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """The `depesche` command."""
    from depesche.cli.root import depesche, run

    sys.exit(run(depesche))
