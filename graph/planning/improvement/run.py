"""Improvement: networks, their tests of change, and whether what they watch moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from graph.parameters import CoverageParameters
from graph.planning.choosing import check_known
from graph.planning.improvement.cadence import list_sparse
from graph.planning.improvement.charts import UNITS, build_chart, read_marks
from graph.planning.improvement.cycles import list_cycles
from graph.planning.improvement.options import OUTCOME_LISTS, ImprovementOptions
from graph.planning.improvement.problems import list_problems
from graph.planning.improvement.proof_point import judge_proof_point
from graph.planning.improvement.sentences import describe_signal, show
from graph.planning.improvement.teams import (
    Networks,
    find_longest_pause,
    list_networks,
    list_sessions,
    list_teams,
    read_networks,
)
from graph.planning.indicators import (
    Indicator,
    Series,
    build_series,
    protect_observations,
    read_indicators,
    read_observations,
)
from graph.planning.indicators.telling import read_within
from graph.register import Entry, Register
from graph.store import ReadableStore


def compute_improvement(
    store: ReadableStore, parameters: CoverageParameters, options: ImprovementOptions | None = None
) -> dict[str, Any]:
    """Networks, teams, sessions, cycles, indicators with their run charts, and the proof point.

    Keys: `parameters` (with the options), `outcomes` (version and list of the proof point's
    outcomes), `networks`, `teams`, `sessions`, `cycles`, `indicators` (one object an indicator,
    of all families everywhere), `segments` (one a further kind of family or place of an
    indicator), `points`, `signals`, `proof_point`, `changes` (the indicators that it looked at),
    `bounds` (teams, networks and cadence outside their bounds), `problems`, and `charts`: every
    chart as `graph.planning.improvement.charts.build_chart` gives it.

    Counts of families below the floor, and what would tell them, are left out before anything is
    worked out: no median and no verdict rests on them. Raises BadParameter for a network or an
    indicator that there is not.
    """
    options = options or ImprovementOptions()
    run = _Run(Register(store), parameters, options)
    charts = run.charts()
    whole = {chart["iri"]: chart for chart in charts if chart["is_whole"]}
    cycles = Counter(cycle.ref("ofTeam") or "" for cycle in run.register.of("PdsaCycle"))
    proof_point, changes = judge_proof_point(
        run.register, run.indicators, run.whole, options, as_of=run.as_of
    )
    return {
        "parameters": {**parameters.as_dict(), **options.as_dict()},
        "outcomes": {"version": options.outcomes, "list": list(OUTCOME_LISTS[options.outcomes])},
        "networks": list_networks(
            run.networks, run.register, whole, cycles, options, as_of=run.as_of
        ),
        "teams": (teams := list_teams(run.networks, run.register, cycles, options)),
        "sessions": list_sessions(run.networks, run.register, options, as_of=run.as_of),
        "cycles": run.list_cycles(),
        "indicators": [
            _row(indicator, whole.get(indicator.iri)) for indicator in run.selected.values()
        ],
        "segments": [
            {"segment": chart["segment"], "place": chart["place"], **_verdict(chart)}
            for chart in charts
            if not chart["is_whole"]
        ],
        "points": [_point(chart, point) for chart in charts for point in chart["points"]],
        "signals": [_signal(chart, signal) for chart in charts for signal in chart["signals"]],
        "proof_point": proof_point,
        "changes": changes,
        "bounds": run.bounds(teams),
        "problems": list_problems(
            run.register,
            run.networks,
            run.selected,
            run.observations,
            run.series,
            charts,
            run.cycles,
            as_of=run.as_of,
        ),
        "charts": charts,
    }


class _Run:
    """One run over a store."""

    def __init__(
        self, register: Register, parameters: CoverageParameters, options: ImprovementOptions
    ) -> None:
        self.register, self.options, self.as_of = register, options, parameters.as_of
        _check(register, "ImprovementNetwork", "network", options.network)
        _check(register, "Indicator", "indicator", options.indicator)
        self.networks: Networks = read_networks(register, options.network)
        self.indicators: Mapping[str, Indicator] = read_indicators(register)
        self.observations = read_observations(register)
        told = protect_observations(
            self.observations, self.indicators, read_within(register), floor=options.floor
        )
        every = build_series(self.indicators, told, as_of=self.as_of)
        self.whole = {each.indicator.iri: each for each in every if each.is_whole}
        self.selected = self._select()
        self.series: Sequence[Series] = [
            each for each in every if each.indicator.iri in self.selected
        ]
        self.cycles = self._select_cycles()

    def _select(self) -> dict[str, Indicator]:
        if self.options.network is None:
            chosen = set(self.indicators)
        else:
            chosen = {iri for each in self.networks.networks for iri in self._watched(each)}
        return {
            iri: each
            for iri, each in self.indicators.items()
            if iri in chosen and self.options.indicator in (None, each.id)
        }

    def _watched(self, network: Entry) -> list[str]:
        """Indicators of a network, of its teams and of their tests."""
        teams = {team.iri for team in self.networks.teams.get(network.iri, ())}
        own = self.networks.indicators(network)
        for cycle in self.register.of("PdsaCycle"):
            if cycle.ref("ofTeam") in teams:
                own += cycle.refs("forIndicator")
        return list(dict.fromkeys(own))

    def _select_cycles(self) -> list[Entry]:
        cycles = self.register.of("PdsaCycle")
        if self.options.network is None:
            return list(cycles)
        teams = {
            team.iri
            for each in self.networks.networks
            for team in self.networks.teams.get(each.iri, ())
        }
        return [cycle for cycle in cycles if cycle.ref("ofTeam") in teams]

    def charts(self) -> list[dict[str, Any]]:
        marks = read_marks(self.register)
        return [
            {
                "iri": each.indicator.iri,
                "is_whole": each.is_whole,
                **build_chart(each, marks.get(each.indicator.iri), self.register, self.options),
            }
            for each in self.series
            if each.actual
        ]

    def list_cycles(self) -> list[dict[str, Any]]:
        units = {iri: UNITS.get(each.unit or "", "") for iri, each in self.indicators.items()}
        return list_cycles(
            self.register, self.cycles, self.indicators, self.whole, units, as_of=self.as_of
        )

    def bounds(self, teams: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """One object a bound that is broken for certain: `about`, `id`, `bound`, `sentence`."""
        return [
            *self._of_teams(teams),
            *self._of_networks(),
            *(
                {
                    "about": "network",
                    "id": each["network"],
                    "iri": each["network_iri"],
                    "bound": "measurement",
                    "indicator": each["indicator"],
                    "indicator_iri": each["indicator_iri"],
                    "sentence": each["sentence"],
                }
                for each in list_sparse(self.networks, self.indicators, self.whole, self.options)
            ),
        ]

    def _of_teams(self, teams: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        named = {team.id: team for team in self.register.of("ImprovementTeam")}
        found = []
        for team in teams:
            if team["size"] in ("too-few", "too-many"):
                sentence = (
                    f"The team {team['name']} has {team['people']} people; "
                    f"{self.options.team_least} to {self.options.team_most} are asked for."
                )
                found.append(_bound("team", named[team["team"]], "team-size", sentence))
            for name, said in (
                ("facilitator", "facilitates its work"),
                ("data_access", "can get at the data it needs"),
                ("can_change", "can change how the intervention is carried out"),
            ):
                if team[name] == "no":
                    sentence = f"Nobody in the team {team['name']} {said}."
                    found.append(_bound("team", named[team["team"]], name, sentence))
        return found

    def _of_networks(self) -> list[dict[str, Any]]:
        found = []
        for network in self.networks.networks:
            teams = self.networks.teams.get(network.iri, ())
            people = sum(
                role.whole("peopleCount") or 1
                for team in teams
                for role in self.networks.roles.get(team.iri, ())
            )
            if people > self.options.network_most:
                sentence = (
                    f"The network {network.name} has {people} people; "
                    f"{self.options.network_most} at most are asked for."
                )
                found.append(_bound("network", network, "network-size", sentence))
            sessions = self.networks.sessions.get(network.iri, ())
            pause = find_longest_pause(network, sessions, as_of=self.as_of)
            if pause is not None and (pause[1] - pause[0]).days > self.options.session_days:
                sentence = (
                    f"The network {network.name} went {(pause[1] - pause[0]).days} days without a "
                    f"learning session, from {pause[0]} to {pause[1]}; at least one every "
                    f"{self.options.session_days} days is asked for."
                )
                found.append(_bound("network", network, "sessions", sentence))
        return found


def _bound(about: str, entry: Entry, bound: str, sentence: str) -> dict[str, Any]:
    return {
        "about": about,
        "id": entry.id,
        "iri": entry.iri,
        "bound": bound,
        "indicator": None,
        "indicator_iri": None,
        "sentence": sentence,
    }


def _check(register: Register, class_name: str, name: str, given: str | None) -> None:
    if given is None:
        return
    known = {entry.id for entry in register.of(class_name)}
    check_known([given], known, analysis="improvement", option=name)


def _row(indicator: Indicator, chart: Mapping[str, Any] | None) -> dict[str, Any]:
    if chart is not None:
        return {"outcome": indicator.outcome, **_verdict(chart)}
    nothing = dict.fromkeys(VERDICT)
    return {
        **nothing,
        "outcome": indicator.outcome,
        "indicator": indicator.id,
        "name": indicator.name,
        "unit": indicator.unit,
        "better": indicator.better,
        "points": 0,
        "suppressed": 0,
        "missing": 0,
        "verdict": "no-points",
        "direction": "unknown",
        "sentence": f"{indicator.name}: there are no values of all families.",
    }


VERDICT = (
    "indicator", "name", "unit", "better", "points", "suppressed", "missing", "useful", "latest",
    "latest_day", "median", "baseline", "verdict", "direction", "longest_run", "run_limit",
    "crossings", "crossing_limit", "runs", "fewest_runs", "most_runs", "phases", "shift", "flags",
    "notes", "sentence",
)  # fmt: skip


def _verdict(chart: Mapping[str, Any]) -> dict[str, Any]:
    last = chart["phases"][-1] if chart["phases"] else {}
    told = [point for point in chart["points"] if point["value"] is not None]
    shift = chart["shift"]
    row = {
        **{name: last.get(name) for name in VERDICT},
        **{name: chart[name] for name in ("indicator", "name", "unit", "better", "verdict")},
        "points": chart["counts"]["told"],
        "suppressed": chart["counts"]["suppressed"],
        "missing": chart["counts"]["missing"],
        "latest": told[-1]["value"] if told else None,
        "latest_day": told[-1]["day"] if told else None,
        "direction": chart["direction"],
        "phases": len(chart["phases"]),
        "shift": shift
        and f"{show(shift['median_before'])} to {show(shift['median_after'])}, "
        f"{shift['direction']}",
        "flags": chart["flags"],
        "notes": " ".join(chart["notes"]) or None,
        "sentence": chart["sentence"],
    }
    return {name: row[name] for name in VERDICT}


def _point(chart: Mapping[str, Any], point: Mapping[str, Any]) -> dict[str, Any]:
    keys = ("indicator", "segment", "place")
    return {**{key: chart[key] for key in keys}, **point}


def _signal(chart: Mapping[str, Any], signal: Mapping[str, Any]) -> dict[str, Any]:
    keys = ("indicator", "segment", "place", "name", "iri")
    said = describe_signal(signal)
    return {
        **{key: chart[key] for key in keys},
        "chart": chart["id"],
        **signal,
        "sentence": f"{chart['title']}: {said}.",
    }
