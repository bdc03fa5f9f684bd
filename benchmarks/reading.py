"""What reading costs: dispatches of 300 words from files to a dossier, first stored only, then through all stages.

    python benchmarks/reading.py [--store 10000] [--read 500] [--jobs 2]

Prints wall time, processor time (this process and its workers), peak memory, words a second, and how long it takes to
recognise the same files again and to open the dossier and show its status.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import depesche
from generate import WORDS, write


def processor() -> float:
    """Processor seconds of this process and all that it has waited for."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def run(*arguments: object) -> tuple[float, float, float]:
    """Run depesche in a process of its own: wall seconds, processor seconds, peak MB of the largest process."""
    before, began = processor(), time.perf_counter()
    subprocess.run([sys.executable, "-m", "depesche", *map(str, arguments)], check=True, stdout=subprocess.DEVNULL)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)
    return time.perf_counter() - began, processor() - before, peak


def show(what: str, measured: tuple[float, float, float], words: int = 0) -> None:
    """One line."""
    wall, cpu, peak = measured
    rate = f"{words / wall:>10,.0f} words/s" if words else " " * 18
    print(f"{what:<44}{wall:>8.1f} s wall {cpu:>8.1f} s cpu {peak:>7.0f} MB {rate}", flush=True)


def main() -> None:
    """See the module."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--store", type=int, default=10_000, help="dispatches to store only")
    arguments.add_argument("--read", type=int, default=500, help="dispatches to read through all stages")
    arguments.add_argument("--jobs", type=int, default=2)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="depesche-benchmark-") as name:
        folder = Path(name)
        write(given.store, folder / "store")
        dossier = folder / "store.depesche"
        common = ("--dossier", dossier, "--jobs", given.jobs)
        show(
            f"store {given.store:,} dispatches",
            run("read", folder / "store", "--store-only", *common),
            given.store * WORDS,
        )
        show("the same files again", run("read", folder / "store", "--store-only", *common))
        show("status", run("status", "--dossier", dossier))
        show("search", run("search", "Waffenruhe", "--dossier", dossier))
        print(f"{'size of the dossier':<44}{dossier.stat().st_size / given.store / 1000:>8.1f} kB a dispatch")
        write(given.read, folder / "read")
        dossier = folder / "read.depesche"
        common = ("--dossier", dossier, "--jobs", given.jobs)
        show(f"read {given.read:,} dispatches, all stages", run("read", folder / "read", *common), given.read * WORDS)
        one = folder / "one.txt"
        one.write_text(
            (folder / "read/000/000000.txt").read_text(encoding="utf-8") + "\nNoch ein Satz.", encoding="utf-8"
        )
        show("one more dispatch", run("read", one, *common), WORDS)
        with depesche.open(dossier) as opened:
            one.write_text(one.read_text(encoding="utf-8") + " Und noch einer.", encoding="utf-8")
            opened.read(one)  # loads the models
            one.write_text(one.read_text(encoding="utf-8") + " Der letzte.", encoding="utf-8")
            began, before = time.perf_counter(), processor()
            opened.read(one)
            show("one more, models loaded", (time.perf_counter() - began, processor() - before, 0.0), WORDS)


if __name__ == "__main__":
    main()
