"""`make bench`, or `python -m bench [county|state|nation ...]`: what is measured, as ratios."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.serving import measure_serving

SAMPLE = {"county": 100, "state": 3, "nation": 1}
"""Cells the oracle is asked; its time is scaled up to all cells."""
MEBI = 1024


def run(step: str, *arguments: str) -> dict[str, Any]:
    """Run one step in its own process; adds its peak memory in MiB."""
    command = [sys.executable, "-m", "bench.steps", step, *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    answer = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"step {step} failed")
    result: dict[str, Any] = json.loads(answer)
    return {**result, "peak": usage.ru_maxrss / MEBI}


def measure(size: str, folder: Path) -> None:
    """Generate, load and analyse one size, printing each comparison."""
    here = folder / size
    run("generate", size, str(here))
    stores = {
        name: str(here / name) for name in ("workbook-store", "rdf", "hsds", "bare-1", "bare-2")
    }

    print(f"\n## {size}", flush=True)
    loaded = run("load", str(here / "workbook"), stores["workbook-store"])
    tell("load the workbook", loaded, None)

    computed = run("coverage", stores["workbook-store"])
    plain = run("oracle", str(here), str(SAMPLE[size]))
    print(f"required cells {computed['cells']:,}, headline {computed['headline']}")
    print(
        f"six variants, both worlds: {computed['seconds']:.2f} s; networkx oracle "
        f"{plain['seconds']:.0f} s (from {plain['sampled']} cells); "
        f"{plain['seconds'] / computed['seconds']:,.0f} times; peak {computed['peak']:.0f} MiB"
    )
    print(
        f"projection {computed['projection']:.2f} s; with routes, gap types and what to verify, "
        f"as one object {computed['detailed']:.2f} s",
        flush=True,
    )

    quads = str(here / "workbook.nq")
    run("dump", stores["workbook-store"], quads)
    bare = run("bare_load", quads, stores["bare-1"])
    tell("load N-Quads", run("load", quads, stores["rdf"]), bare)

    made = run("load", str(here / "directory"), stores["hsds"])
    quads = str(here / "directory.nq")
    run("dump", stores["hsds"], quads)
    tell("load an HSDS directory", made, run("bare_load", quads, stores["bare-2"]))

    print("\nover HTTP", flush=True)
    measure_serving(Path(stores["workbook-store"]), here / "workbook.nq", here / "workbook")


def tell(what: str, ours: dict[str, Any], bare: dict[str, Any] | None) -> None:
    line = (
        f"{what}: {ours['triples']:,} triples in {ours['seconds']:.2f} s {ours['stages']}, "
        f"peak {ours['peak']:.0f} MiB"
    )
    if bare:
        line += (
            f"; bare bulk load {bare['seconds']:.2f} s, peak {bare['peak']:.0f} MiB; "
            f"ratio {ours['seconds'] / bare['seconds']:.2f}"
        )
    print(line, flush=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="nwd-bench-") as scratch:
        for chosen in sys.argv[1:] or ("county", "state"):
            measure(chosen, Path(scratch))
