"""`nwd models`: does the child success model hold together?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.parameters import CoverageParameters
from service.analyses.contract import Listed, Option, Part
from service.exports.content.tables import BOOLEAN, DATE, INTEGER, LONG, TEXT, Column
from service.workspace import Analyses

if TYPE_CHECKING:
    from graph.findings import Findings
    from graph.projection import Projection

NAME = "models"
SUMMARY = "Who does what in a child success model, and where the model does not hold together."
DESCRIPTION = """Child success models: components, activities, roles, evaluation and other efforts.

Each model is checked: whether somebody answers for each activity, whether partners have the
services that their roles need, whether a scenario asks for each component, whether what is done is
evaluated and its results used, and which efforts are linked to nothing. A check fails only for
certain; what facts are lacking for is unknown.
"""
PART: Part = "planning"
OPTIONS = (Option("model", kind="text", meaning="Id of one success model; all without it."),)
MODEL = Column("model", TEXT, "Id of the success model")
DAYS = (Column("starts_on", DATE, "First day"), Column("ends_on", DATE, "Last day"))
LISTS = (
    Listed(
        "problems",
        title="What does not hold",
        grain="One row a check and record where it fails or cannot be judged",
        columns=(
            Column("check", TEXT, "What is checked, from the code list model-check"),
            Column("verdict", TEXT, "fails, or unknown where facts are lacking"),
            Column("kind", TEXT, "Kind of the record"),
            Column("id", TEXT, "Id of the record"),
            Column("name", TEXT, "Its name"),
            MODEL,
            Column("sentence", LONG, "What it means"),
            Column("finding", TEXT, "The finding, as actions and recommendations cite it"),
        ),
        read=("check", "verdict", "sentence"),
    ),
    Listed(
        "models",
        title="Success models",
        grain="One row a success model",
        columns=(
            Column("id", TEXT, "Id of the success model"),
            Column("name", TEXT, "Its name"),
            Column("collaborative", TEXT, "Id of the collaborative"),
            Column("summary", LONG, "What it is to bring about"),
            *DAYS,
            Column("components", INTEGER, "Its components"),
            Column("activities", INTEGER, "Its activities that were not stopped"),
            Column("partners", INTEGER, "Partners with a role in them"),
            Column("sectors", INTEGER, "Sectors of these partners"),
            Column("fails", INTEGER, "Checks that fail"),
            Column("unknown", INTEGER, "Checks that cannot be judged"),
            Column("sentence", LONG, "The same in words"),
        ),
        read=("name", "components", "activities", "partners", "sectors", "fails", "unknown"),
    ),
    Listed(
        "components",
        title="Components",
        grain="One row a component of a success model",
        columns=(
            MODEL,
            Column("id", TEXT, "Id of the component"),
            Column("name", TEXT, "Its name"),
            Column("description", LONG, "What it is"),
            Column("scenarios", TEXT, "Ids of the scenarios it responds to"),
            Column("needs", TEXT, "Ids of the needs it is to meet"),
            Column("touchpoints", TEXT, "Ids of the touchpoints at which it is at work"),
            Column("life_stages", TEXT, "Life stages"),
            Column("segments", TEXT, "Ids of the kinds of family it is for"),
            Column("activities", INTEGER, "Its activities that were not stopped"),
            Column("partners", INTEGER, "Partners with a role in them"),
            Column("sectors", INTEGER, "Sectors of these partners"),
            Column("evaluations", INTEGER, "Evaluations of it and of its activities"),
            Column("efforts", TEXT, "Ids of the efforts it or its activities tie in with"),
        ),
        read=("name", "scenarios", "activities", "partners", "evaluations", "efforts"),
    ),
    Listed(
        "activities",
        title="Activities",
        grain="One row an activity of a success model",
        columns=(
            MODEL,
            Column("component", TEXT, "Id of the component"),
            Column("id", TEXT, "Id of the activity"),
            Column("name", TEXT, "Its name"),
            Column("strategy", LONG, "How it is done"),
            Column("kind", TEXT, "What sort of work it is"),
            Column("status", TEXT, "How far it has come"),
            *DAYS,
            Column("needs", TEXT, "Ids of its needs, else of those of its component"),
            Column("touchpoints", TEXT, "Ids of its touchpoints, else of those of its component"),
            Column("services", TEXT, "Ids of the services it is done with"),
            Column("responsible", TEXT, "Ids of the partners that answer for it"),
            Column("responsible_names", TEXT, "Their names"),
            Column("partners", INTEGER, "Partners with a role in it"),
            Column("evaluated", TEXT, "by itself, with its component, or no"),
            Column("efforts", TEXT, "Ids of the efforts it ties in with"),
        ),
        read=("component", "name", "status", "responsible_names", "partners", "evaluated"),
    ),
    Listed(
        "roles",
        title="Who does what",
        grain="One row an activity, partner and role",
        columns=(
            MODEL,
            Column("component", TEXT, "Id of the component"),
            Column("activity", TEXT, "Id of the activity"),
            Column("activity_name", TEXT, "Its name"),
            Column("partner", TEXT, "Id of the partner"),
            Column("partner_name", TEXT, "Its name"),
            Column("sector", TEXT, "Sector of the partner"),
            Column("role", TEXT, "What it does"),
            Column("responsible", BOOLEAN, "Whether it answers for the activity"),
            Column("service", TEXT, "Id of the service that carries the role, where named"),
            Column(
                "carried",
                TEXT,
                "Whether an open service carries it: holds, fails or unknown; blank where the "
                "role needs none",
            ),
            Column("responsibility", LONG, "What the partner has taken on"),
        ),
        read=("activity_name", "partner_name", "role", "responsible", "carried"),
    ),
    Listed(
        "sectors",
        title="Sectors at the table",
        grain="One row a sector that some partner of the community is of",
        columns=(
            Column("sector", TEXT, "The sector; blank where a partner states none"),
            Column("name", TEXT, "Its name"),
            Column("partners_listed", INTEGER, "Partners of the community"),
            Column("partners", INTEGER, "Partners of these with a role"),
            Column("activities", INTEGER, "Activities they have a role in"),
            Column("leads", INTEGER, "Activities they lead"),
            Column("roles", INTEGER, "Roles"),
            Column("represented", BOOLEAN, "Whether any has a role"),
        ),
        read=("name", "partners_listed", "partners", "activities", "leads", "represented"),
    ),
    Listed(
        "evaluations",
        title="Evaluation and continuous improvement",
        grain="One row an evaluation of a component or activity",
        columns=(
            MODEL,
            Column("of", TEXT, "Id of the component or activity"),
            Column("of_name", TEXT, "Its name"),
            Column("id", TEXT, "Id of the evaluation"),
            Column("question", LONG, "What is to be learned"),
            Column("method", LONG, "How it is found out"),
            Column("indicator", TEXT, "Id of the indicator"),
            Column("followed", BOOLEAN, "Whether a value of it is recorded"),
            Column("frequency", TEXT, "How often it is looked at"),
            Column("partner", TEXT, "Id of the partner that sees to it"),
            Column("role", TEXT, "The role there"),
            Column("use", LONG, "What is done with what is learned"),
        ),
        read=("of_name", "question", "indicator", "followed", "use"),
    ),
    Listed(
        "efforts",
        title="Other efforts in motion",
        grain="One row an effort and what ties in with it; one for an effort that nothing does",
        columns=(
            Column("effort", TEXT, "Id of the effort"),
            Column("name", TEXT, "Its name"),
            Column("kind", TEXT, "What sort of effort it is"),
            Column("level", TEXT, "Level of government or society"),
            Column("lead", TEXT, "Id of the partner that leads it"),
            Column("description", LONG, "What it is"),
            Column("url", TEXT, "Where to read of it"),
            *DAYS,
            Column("to", TEXT, "Id of the model, component or activity"),
            Column("to_name", TEXT, "Its name"),
            Column("how", TEXT, "How they hang together"),
            Column("note", LONG, "Anything worth knowing"),
        ),
        read=("name", "level", "to_name", "how"),
    ),
    Listed(
        "checks",
        title="Checks",
        grain="One row a check",
        columns=(
            Column("check", TEXT, "What is checked"),
            Column("name", TEXT, "The same in words"),
            Column("holds", INTEGER, "Records where it holds"),
            Column("fails", INTEGER, "Records where it fails"),
            Column("unknown", INTEGER, "Records where it cannot be judged"),
        ),
        read=("name", "holds", "fails", "unknown"),
    ),
)


def compute(
    analyses: Analyses, parameters: CoverageParameters, *, model: str | None
) -> dict[str, Any]:
    """The result of `compute_models`."""
    from graph.planning.success import compute_models
    from graph.register import Register

    register = Register(analyses.read_store())
    return compute_models(register, analyses.projection(), parameters, model=model)


def find(net: Projection, result: dict[str, Any]) -> Findings:
    """Checks that fail for certain."""
    from graph.findings.models import build_model_findings

    return build_model_findings(result)


def tell(result: dict[str, Any]) -> list[str]:
    """Each model in a sentence, or that there is none."""
    if not result["models"]:
        return ["No success model is loaded: fill in the tables of models.", ""]
    return [*(model["sentence"] for model in result["models"]), ""]
