"""`make bench`, or `python -m bench [county|state|nation ...]`: what is measured, as ratios.

Of the nation only what must grow with the data is measured: loading, projection, coverage.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import linear_regression
from typing import Any

from bench.generated import SIZES, Size
from bench.serving import measure_serving

ORACLE_SAMPLE = {"county": 100, "state": 3}
"""Cells the oracle is asked; its time is scaled up to all cells."""
WHAT_IF_SAMPLE = 6
"""Changes of each kind."""
REMOVAL_SAMPLE = 10
"""Partners that are removed one by one; the time is scaled up to all of them."""
RECOMMENDED = 25
SERVICENET = Path(__file__).parents[2] / ".." / "shared" / "data" / "servicenet-adapters"
"""Labelled records; without them what is right of the matching is not measured."""
PLANNING = (
    "journeys", "models", "budget", "policy", "maturity",
    "snapshot", "plan", "collaboratives", "improvement", "learning",
)  # fmt: skip
MEBI = 1024

Growing = dict[str, tuple[float, float]]
"""Seconds, or a count, and peak memory of what is measured at each size."""


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


def measure(size: str, folder: Path) -> Growing:
    """Generate, load and analyse one size, printing each comparison; returns what grows."""
    here = folder / size
    run("generate", size, str(here))
    store = str(here / "workbook-store")

    print(f"\n## {size}", flush=True)
    loaded = run("load", str(here / "workbook"), store)
    tell("load the workbook", loaded, None)
    projected = run("projection", store)
    mapped = run("mapping", store)
    print(
        f"projection {projected['seconds']:.2f} s, peak {projected['peak']:.0f} MiB; kept in "
        f"{projected['kept'] / MEBI**2:.1f} MiB and mapped in {mapped['seconds'] * 1000:.1f} ms, "
        f"{projected['seconds'] / mapped['seconds']:,.0f} times faster",
        flush=True,
    )
    computed = run("coverage", store)
    print(f"required cells {computed['cells']:,}, headline {computed['headline']}")
    print(
        f"six variants, both worlds: {computed['seconds']:.2f} s, "
        f"{computed['seconds'] / projected['seconds']:.2f} of the projection; "
        f"peak {computed['peak']:.0f} MiB",
        flush=True,
    )
    if size != "nation":
        compare_analyses(size, here, store, computed)
        compare_loads(here, store)
        measure_matching(SIZES[size])
        measure_pages(store)
        measure_planning(size, here, store)
    return {
        "services": (projected["services"], 0),
        "triples": (loaded["triples"], 0),
        "load the workbook": (loaded["seconds"], loaded["peak"]),
        "projection": (projected["seconds"], projected["peak"]),
        "mapping what was kept": (mapped["seconds"], mapped["peak"]),
        "six variants": (computed["seconds"], computed["peak"]),
    }


def compare_analyses(size: str, here: Path, store: str, computed: dict[str, Any]) -> None:
    """What rests on coverage, each beside what it spares."""
    plain = run("oracle", str(here), str(ORACLE_SAMPLE[size]))
    print(
        f"networkx oracle {plain['seconds']:.0f} s (from {plain['sampled']} cells): the six "
        f"variants are {plain['seconds'] / computed['seconds']:,.0f} times faster"
    )
    detailed = run("details", store)
    print(f"with routes, gap types and what to verify, as one object {detailed['seconds']:.2f} s")
    asked = run("what_if", store, str(WHAT_IF_SAMPLE))
    kinds = ", ".join(f"{kind} {seconds:.3f} s" for kind, seconds in asked["kinds"].items())
    print(
        f"what if: median of {asked['answers']} single changes {asked['seconds']:.3f} s, slowest "
        f"{asked['slowest']:.2f} s; full run {asked['full']:.2f} s, "
        f"{asked['full'] / asked['seconds']:.0f} times; {kinds}; baseline once "
        f"{asked['baseline']:.1f} s, peak {asked['peak']:.0f} MiB",
        flush=True,
    )
    lost = run("resilience", store, str(REMOVAL_SAMPLE))
    print(
        f"resilience, {lost['partners']:,} partners, {lost['holding']:,} of them single points: "
        f"{lost['seconds']:.1f} s, peak {lost['peak']:.0f} MiB; by removal {lost['brute']:,.0f} s "
        f"(from {lost['sampled']}), {lost['brute'] / lost['seconds']:,.0f} times",
        flush=True,
    )
    chosen = run("recommend", store, str(RECOMMENDED))
    print(
        f"{chosen['recommended']} recommendations out of {chosen['candidates']:,} candidates: "
        f"{chosen['seconds']:.1f} s, peak {chosen['peak']:.0f} MiB; "
        f"{chosen['seconds'] / chosen['full']:.1f} times a full run of {chosen['full']:.2f} s, "
        f"and {chosen['baseline']:.1f} s for the baseline where none is kept",
        flush=True,
    )


def compare_loads(here: Path, store: str) -> None:
    """Loading beside the bare store, and the service beside other servers."""
    stores = {name: str(here / name) for name in ("rdf", "bare")}
    quads = str(here / "workbook.nq")
    run("dump", store, quads)
    bare = run("bare_load", quads, stores["bare"])
    tell("load N-Quads", run("load", quads, stores["rdf"]), bare)

    for name, what in (("directory", "tables"), ("services.json", "JSON")):
        made = run("load", str(here / name), str(here / f"hsds-{what}"))
        quads = str(here / f"hsds-{what}.nq")
        run("dump", str(here / f"hsds-{what}"), quads)
        bare = run("bare_load", quads, str(here / f"bare-{what}"))
        tell(f"load HSDS {what}, {made['rows'] / made['seconds']:,.0f} rows a second", made, bare)

    print("\nover HTTP", flush=True)
    measure_serving(Path(store), here / "workbook.nq", here / "workbook")


def measure_matching(size: Size) -> None:
    """All records of two directories that overlap, at a quarter, half and whole of the size."""
    for parts in (4, 2, 1):
        found = run("matching", str(size.partners // parts), str(size.services // parts))
        joins = ", ".join(
            f"{found['seconds'] / seconds:.0f} times a join on {name} of {pairs:,} pairs"
            for name, (seconds, pairs) in found["joins"].items()
        )
        print(
            f"matching {found['partners']:,} partners and {found['services']:,} services: "
            f"{found['seconds']:.1f} s, peak {found['peak']:.0f} MiB; {joins}; "
            f"{found['blocks']:,} blocks ({found['seconds'] / found['blocks'] * 1e6:.0f} µs each), "
            f"{found['passed_over']:,} keys passed over, {found['pairs']:,} pairs, "
            f"{found['proposals']:,} proposals",
            flush=True,
        )
        tell_quality({"invented": found["quality"]})


def measure_planning(size: str, here: Path, store: str) -> None:
    """Each analysis of planning beside one run of coverage, in seconds of the processor."""
    made = run("generate_planning", size, str(here))
    loaded = run("load_planning", str(here / "planning"), store)
    tell(f"\nload {made['rows']:,} rows of {made['tables']} planning tables", loaded, None)
    run("projection", store)
    covered = run("plan_coverage", store)
    print(
        f"coverage {covered['processor']:.2f} s of the processor, with gaps "
        f"{covered['with_gaps']:.2f} s, peak {covered['peak']:.0f} MiB"
    )
    for name in PLANNING:
        asked = run("plan_with", store, name)
        print(
            f"{name}: {asked['processor']:.2f} s, {asked['rests_on']:.2f} s of them in what it "
            f"rests on; {asked['processor'] / covered['processor']:.1f} times a coverage; "
            f"{asked['rows']:,} rows, findings {asked['finding']:.2f} s, "
            f"peak {asked['peak']:.0f} MiB",
            flush=True,
        )


def measure_pages(store: str) -> None:
    """Each page of the explorer beside the queries and analyses that it rests on."""
    pages = run("time_pages", store)["pages"]
    ratios = sorted(each["first"] / each["bare"] for each in pages.values() if each["bare"])
    heaviest = max(each["bytes"] for each in pages.values())
    slow = sum(each["again"] >= 1 for each in pages.values())
    print(
        f"\n{len(pages)} pages: {sum(ratio <= 2 for ratio in ratios)} of {len(ratios)} within "
        f"twice what they rest on, median {ratios[len(ratios) // 2]:.2f}; the heaviest has "
        f"{heaviest / 1000:.0f} kB; {slow} take a second or more when asked again"
    )
    for name, each in sorted(pages.items(), key=lambda pair: -pair[1]["first"]):
        print(
            f"{name}: {each['first']:.2f} s, {each['bare']:.2f} s of them in queries and analyses; "
            f"again {1000 * each['again']:.0f} ms; {each['bytes'] / 1000:.0f} kB, "
            f"{each['packed'] / 1000:.0f} kB packed",
            flush=True,
        )


def tell_quality(told: dict[str, dict[str, dict[str, float]]]) -> None:
    """Precision and recall of each set of records, from each band up."""
    for name, figures in told.items():
        for what, each in figures.items():
            print(
                f"{name}, {what}: precision {each['precision']:.3f}, recall {each['recall']:.3f}, "
                f"F1 {each['f1']:.3f} ({each['proposed']:,} proposed, {each['known']:,} known)"
            )


def tell_growth(measured: list[Growing]) -> None:
    """Exponents of growth with the number of services: 1 is in proportion, 2 its square."""
    print("\n## growth: seconds and memory as powers of the number of services")
    services = [each["services"][0] for each in measured]
    for what in measured[0]:
        if what == "services":
            continue
        seconds, peaks = zip(*(each[what] for each in measured), strict=True)
        line = f"{what}: {', '.join(f'{value:,.3g}' for value in seconds)}"
        line += f", power {fit_power(services, seconds):.2f}"
        if all(peaks):
            line += f"; {', '.join(f'{peak:,.0f}' for peak in peaks)} MiB"
            line += f", power {fit_power(services, peaks):.2f}"
        print(line)


def fit_power(sizes: Sequence[float], values: Sequence[float]) -> float:
    """The exponent of the power law that fits best, by least squares of the logarithms.

    >>> round(fit_power([1, 10, 100], [3, 300, 30_000]), 6)
    2.0
    """
    return linear_regression([math.log(s) for s in sizes], [math.log(v) for v in values]).slope


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
    if SERVICENET.exists():
        print("## matching")
        tell_quality(
            {k: v for k, v in run("matching_quality", str(SERVICENET)).items() if k != "peak"}
        )
    with tempfile.TemporaryDirectory(prefix="nwd-bench-") as scratch:
        grown = [measure(chosen, Path(scratch)) for chosen in sys.argv[1:] or ("county", "state")]
    if len(grown) > 1:
        tell_growth(grown)
