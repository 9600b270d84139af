"""Waits and scenarios, added to a made-up community."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from communities.draws import Tables
from oracle.coverage_oracle import CoverageOracle
from oracle.journeys_oracle import Asked, Waits
from oracle.plain_records import Key, Question

Sources = Mapping[str, Tables]
WAITS = ("", "0", "3", "14", "60", "400")
DAYS = (-200, -30, 0, 5, 20, 27, 28, 100, 200, 364, 365, 500, 700, 1000)


@dataclass(frozen=True)
class MadeStep:
    """One step as it was drawn: its question (need and all) and what it names."""

    id: str
    scenario: str
    cell: Question
    asked: Asked
    before_next: bool
    follower: str | None = None
    follower_days: tuple[int, int] | None = None


def with_waits(sources: Sources, seed: int) -> tuple[Sources, Waits]:
    """The sources with waits at referrals and services, and the waits as numbers."""
    rng = random.Random(f"waits {seed}")
    told, pathways, services = {}, [], {}
    for name, tables in sources.items():
        filled: Tables = dict(tables)
        for table in ("referrals", "services"):
            filled[table] = [{**r, "wait_days": rng.choice(WAITS)} for r in tables.get(table, [])]
        for row in filled["referrals"]:
            pathways.append(int(row["wait_days"]) if row["wait_days"] else None)
        for row in filled["services"]:
            services[name, row["id"]] = int(row["wait_days"]) if row["wait_days"] else None
        told[name] = filled
    return told, Waits(dict(enumerate(pathways)), services)


def with_scenarios(
    sources: Sources, oracle: CoverageOracle, seed: int, *, timed: bool = True, most: int = 12
) -> tuple[Sources, list[MadeStep]]:
    """The sources with scenarios that ask every required cell, twice where they are timed."""
    rng = random.Random(f"scenarios {seed}")
    last = list(sources)[-1]
    cells = oracle.questions()
    rng.shuffle(cells)
    made: list[MadeStep] = []
    scenarios: list[dict[str, str]] = []
    rows: list[dict[str, str]] = []
    for number, cell in enumerate(cells[:most]):
        name = f"story{number}"
        scenarios.append(
            {
                "id": name,
                "name": name,
                "segment": _cell(cell.segment, last),
                "place": _cell(cell.place, last),
            }
        )
        steps = [_step(rng, oracle, f"{name}-{i}", name, cell, timed) for i in range(1 + timed)]
        for i, step in enumerate(steps):
            if i + 1 < len(steps):
                step = replace(
                    step, follower=steps[i + 1].id, follower_days=steps[i + 1].asked.days
                )
            made.append(step)
            rows.append(_row(step, steps[i - 1] if i else None, last, oracle))
    filled = {**sources, last: {**sources[last], "scenarios": scenarios, "scenario_steps": rows}}
    return filled, made


def _step(
    rng: random.Random, oracle: CoverageOracle, id_: str, scenario: str, cell: Question, timed: bool
) -> MadeStep:
    if not timed:
        return MadeStep(id_, scenario, cell, Asked(None), False)
    first = rng.choice(DAYS)
    days = None if rng.random() < 0.15 else (first, first + rng.choice((0, 0, 0, 10, 200)))
    community = oracle.community
    nodes: Sequence[Key] = [*community.partners, *community.services]
    numbered = [p for p in community.pathways if not p.name.count(">")]
    asked = Asked(
        days,
        at=rng.choice(nodes) if rng.random() < 0.3 and nodes else None,
        pathway=rng.choice(numbered).number if rng.random() < 0.2 and numbered else None,
        service=(
            rng.choice(list(community.services))
            if rng.random() < 0.15 and community.services
            else None
        ),
        before=first + rng.choice((1, 30, 100, 500)) if rng.random() < 0.25 and days else None,
    )
    return MadeStep(id_, scenario, cell, asked, rng.random() < 0.5)


def _row(
    step: MadeStep, before: MadeStep | None, source: str, oracle: CoverageOracle
) -> dict[str, str]:
    asked = step.asked
    ids = {p.number: p.name for p in oracle.community.pathways}
    names = _pathway_cells(oracle, source)
    return {
        "id": step.id,
        "scenario": step.scenario,
        "after": before.id if before else "",
        "touchpoint": _cell(step.cell.touchpoint, source),
        "from_age": str(asked.days[0]) if asked.days else "",
        "to_age": str(asked.days[1] + 1) if asked.days else "",
        "needs": _cell(step.cell.need, source),
        "at": _cell(asked.at, source) if asked.at else "",
        "pathway": names[ids[asked.pathway]] if asked.pathway is not None else "",
        "service": _cell(asked.service, source) if asked.service else "",
        "before_next": "yes" if step.before_next else "",
        "needed_before": str(asked.before) if asked.before is not None else "",
    }


def _pathway_cells(oracle: CoverageOracle, source: str) -> dict[str, str]:
    """Pathways of the other source are the ones whose id bears no letter of this one."""
    return {
        pathway.name: pathway.name
        if source == "a" or pathway.name.startswith("b")
        else f"a:{pathway.name}"
        for pathway in oracle.community.pathways
    }


def _cell(key: Key, source: str) -> str:
    return key[1] if key[0] in ("", source) else f"{key[0]}:{key[1]}"
