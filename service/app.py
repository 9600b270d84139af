"""The application: routes of `service.routes`, found by scanning, over one workspace."""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
import weakref
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from types import ModuleType
from typing import Any

from fastapi import APIRouter, FastAPI

import service.routes
from graph.store import Generation
from service import problems
from service.cache import AnswerCache
from service.metrics import Metrics
from service.middleware import stack
from service.middleware.direct import DirectRoutes, Endpoint
from service.published import Published, open_published
from service.workers.pool import Workers
from service.workspace import Workspace


class _Application(FastAPI):
    """FastAPI whose description holds the form of a problem."""

    def openapi(self) -> dict[str, Any]:
        described = super().openapi()
        schemas = described.setdefault("components", {}).setdefault("schemas", {})
        schemas.setdefault("Problem", problems.Problem.model_json_schema())
        return described


def create_app(workspace: Workspace) -> FastAPI:
    """The service over one workspace.

    A module of `service.routes` with a `router` is served; nothing else lists it.
    """

    settings = workspace.settings
    published = open_published(settings)
    workers = Workers(settings, published)

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        workers.warm()
        watching = asyncio.create_task(workers.watch())
        yield
        watching.cancel()
        workers.close()

    app = _Application(
        lifespan=running,
        title="nowrongdoor",
        version=version("nowrongdoor"),
        summary="Which partners serve a touchpoint, and which families are left out.",
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        responses=problems.responses(400, 401, 413, 414, 422, 429, 500, 503, 504, 507),
    )
    metrics = Metrics(generation=lambda: _generation(published), lanes=workers.statistics)
    app.state.workspace = workspace
    app.state.published = published
    app.state.workers = workers
    weakref.finalize(app, workers.close)
    problems.install(app)
    app.state.routes = []
    direct: dict[tuple[str, str], Endpoint] = {}
    for module in _find_routes():
        app.include_router(module.router)
        app.state.routes += module.router.routes
        direct |= getattr(module, "DIRECT_ROUTES", {})
    app.add_middleware(DirectRoutes, routes=direct)
    app.add_middleware(
        AnswerCache,
        megabytes=settings.answer_cache_mb,
        generation=lambda: published.number,
        count=metrics.count_answer,
        today=settings.day,
    )
    stack.install(app, settings, metrics)
    return app


def _find_routes() -> list[ModuleType]:
    """The modules with few routes first: a request is held against one route after another."""
    modules = []
    for found in pkgutil.iter_modules(service.routes.__path__):
        module = importlib.import_module(f"service.routes.{found.name}")
        if not isinstance(getattr(module, "router", None), APIRouter):
            raise TypeError(f"service/routes/{found.name}.py has no `router`")
        modules.append(module)
    return sorted(modules, key=lambda module: len(module.router.routes))


def _generation(published: Published) -> Generation | None:
    served = published.served
    return served.generation if served else None
