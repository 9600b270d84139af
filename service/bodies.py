"""JSON bodies of requests."""

from __future__ import annotations

from typing import TypeVar

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
