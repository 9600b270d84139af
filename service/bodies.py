"""JSON bodies of requests."""

from __future__ import annotations

from typing import Any, TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

from service.errors import UnsupportedMedia

JSON = "application/json"
Asked = TypeVar("Asked", bound=BaseModel)


async def read_body(request: Request, model: type[Asked]) -> Asked:
    """What a body holds; raises what FastAPI raises for those that do not fit."""
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if sent != JSON:
        raise UnsupportedMedia(sent, (JSON,))
    try:
        return model.model_validate_json(await request.body(), strict=True)
    except ValidationError as error:
        wrong = [{**each, "loc": ("body", *(each["loc"] or ("body",)))} for each in error.errors()]
        raise RequestValidationError(wrong) from error


def describe_body(model: type[BaseModel]) -> dict[str, Any]:
    """The schema of a body without references, which would not resolve where it is put."""
    schema = model.model_json_schema()
    described: dict[str, Any] = _inline(schema, schema.get("$defs", {}))
    return described


def _inline(schema: Any, definitions: dict[str, Any]) -> Any:
    if isinstance(schema, list):
        return [_inline(each, definitions) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inline(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    left_out = ("$defs", "discriminator")
    return {key: _inline(each, definitions) for key, each in schema.items() if key not in left_out}
