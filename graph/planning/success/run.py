"""Success models from the store to lists."""

from __future__ import annotations

from typing import Any

from graph.coverage.completeness import compute_completeness
from graph.coverage.facts import Facts
from graph.parameters import CoverageParameters
from graph.planning.choosing import check_known
from graph.planning.success.carriers import Carriers
from graph.planning.success.checks import check_all
from graph.planning.success.lists import Lists
from graph.planning.success.outcomes import Outcome, Question
from graph.planning.success.plan import tie
from graph.planning.success.records import Records, read_records
from graph.projection import Projection
from graph.register import Register


def compute_models(
    register: Register,
    net: Projection,
    parameters: CoverageParameters,
    *,
    model: str | None = None,
) -> dict[str, Any]:
    """The success models of a store, or the one of that id, and where they do not hold.

    Keys: `parameters` (with `model`), `models`, `components`, `activities`, `roles`, `sectors`,
    `evaluations`, `efforts` (grains as the methods of `graph.planning.success.lists.Lists` say),
    `problems` (one row a check that fails or cannot be judged), `checks` (one row a check, with
    counts of `holds`, `fails` and `unknown`), `flaws` (what findings are made of, of all
    models: key, check, sentence, IRIs) and `completeness`.

    Raises BadParameter for an id of no model.
    """
    records = read_records(register)
    plan = tie(records, _chosen(records, model))
    facts = Facts(net, parameters)
    carriers = Carriers(facts, register)
    outcomes = check_all(Question(plan, register, carriers, parameters.as_of))
    # What is kept is of all models, else those not asked for would seem to be mended.
    every = Question(tie(records, None), register, carriers, parameters.as_of)
    kept = outcomes if model is None else check_all(every)
    lists = Lists(plan, register, outcomes)
    return {
        "parameters": {**parameters.as_dict(), "model": model},
        "problems": lists.problems(),
        "models": lists.models(),
        "components": lists.components(),
        "activities": lists.activities(),
        "roles": lists.roles(),
        "sectors": lists.sectors.rows(plan),
        "evaluations": lists.evaluations(),
        "efforts": lists.efforts(),
        "checks": lists.checks(),
        "flaws": [_flaw(each) for each in kept if each.verdict == "fails"],
        "completeness": compute_completeness(facts),
    }


def _chosen(records: Records, model: str | None) -> str | None:
    if model is None:
        return None
    known = {each.id: each.iri for each in records.models}
    check_known([model], known, analysis="models", option="model", noun="success model")
    return known[model]


def _flaw(outcome: Outcome) -> dict[str, Any]:
    return {
        "key": outcome.key,
        "check": outcome.check,
        "sentence": outcome.sentence,
        "concerns": [outcome.record.iri, *outcome.concerns],
    }
