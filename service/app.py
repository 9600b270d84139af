"""The application: routes of `service.routes`, found by scanning, over one workspace."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, FastAPI

import service.routes
from service import problems
from service.responding import HeadLikeGet, SecurityHeaders
from service.workspace import Workspace


class _Application(FastAPI):
    """FastAPI whose description holds the form of a problem."""

    def openapi(self) -> dict[str, Any]:
        described = super().openapi()
        schemas = described.setdefault("components", {}).setdefault("schemas", {})
        schemas.setdefault("Problem", problems.Problem.model_json_schema())
        return described


def create_app(workspace: Workspace) -> FastAPI:
    """The service over one workspace; read-only.

    A module of `service.routes` with a `router` is served; nothing else lists it.
    """

    @asynccontextmanager
    async def closing(app: FastAPI) -> AsyncIterator[None]:
        yield
        workspace.close()

    app = _Application(
        lifespan=closing,
        title="nowrongdoor",
        version=version("nowrongdoor"),
        summary="Which partners serve a touchpoint, and which families are left out.",
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        docs_url=None,
        redoc_url=None,
        responses=problems.responses(422, 500, 503),
    )
    app.state.workspace = workspace
    problems.install(app)
    for module in sorted(pkgutil.iter_modules(service.routes.__path__), key=lambda m: m.name):
        router = importlib.import_module(f"service.routes.{module.name}").router
        if not isinstance(router, APIRouter):
            raise TypeError(f"service/routes/{module.name}.py has no `router`")
        app.include_router(router)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(HeadLikeGet)
    return app
