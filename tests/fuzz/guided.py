"""Fuzzing of one parser, guided by coverage, by hand.

atheris is no dependency: `pip install atheris` (Linux, CPython), then from the repository

    PYTHONPATH=. python tests/fuzz/guided.py hsds-csv CORPUS_FOLDER -max_total_time=120

A failing input is written to the working folder by libFuzzer. `--list` names the parsers; one run
without atheris feeds the files of the folder once, to repeat what was found.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))


def main(arguments: list[str]) -> int:
    """Fuzz the parser named first; the rest goes to libFuzzer."""
    guided = importlib.util.find_spec("atheris") is not None
    atheris = importlib.import_module("atheris") if guided else None
    if atheris is not None:
        with atheris.instrument_imports(include=["loaders", "graph"]):
            targets = importlib.import_module("fuzz.targets").TARGETS
    else:
        targets = importlib.import_module("fuzz.targets").TARGETS
    if not arguments or arguments[0] not in targets:
        sys.stdout.write("\n".join(targets) + "\n")
        return 2
    if atheris is None:
        for path in sorted(Path(arguments[1]).iterdir()):
            targets[arguments[0]](path.read_bytes())
        return 0
    atheris.Setup([sys.argv[0], *arguments[1:]], targets[arguments[0]])
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
