"""A small application behind the real middlewares, without data and workers."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import PlainTextResponse

from graph.errors import QueryError
from service import problems
from service.access import AskedKey, Key, require_scope, require_source
from service.audit import record_write
from service.metrics import Metrics
from service.middleware.stack import install
from service.settings import Settings
from service.workspace import Workspace

SECRET = "Thistledown"
"""What a client asks for; never to be in a log."""


def small_app(data_dir: Path, **given: Any) -> FastAPI:
    """The application with these settings."""
    settings = Settings(data_dir=data_dir, **given)
    app = FastAPI()
    app.state.workspace = Workspace(settings)
    problems.install(app)
    _add_reading(app)
    _add_writing(app)
    install(app, settings, Metrics())
    return app


def ask_raw(app: FastAPI, **given: Any) -> tuple[dict[str, Any], list[Any]]:
    """The state and what is sent after a GET of `/who`, with these parts of its scope."""
    sent: list[Any] = []
    scope = {
        "type": "http", "method": "GET", "path": "/who", "query_string": b"", "headers": [],
        "scheme": "http", "state": {}, "server": ("test", 80), "root_path": "", **given,
    }  # fmt: skip

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    return scope["state"], sent


def _add_reading(app: FastAPI) -> None:
    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/who")
    async def who(key: AskedKey) -> dict[str, str | None]:
        return {"key": key.name if key else None}

    @app.get("/things/{name}")
    async def thing(name: str, request: Request) -> PlainTextResponse:
        request.state.query_hash = "abc123"
        return PlainTextResponse(name, headers={"Content-Security-Policy": "default-src 'self'"})

    @app.get("/fault")
    async def fault(q: str = SECRET) -> None:
        raise RuntimeError(f"cannot find {q}")

    @app.get("/error")
    async def error(q: str = SECRET) -> None:
        raise QueryError(f"not legal: {q}", query=q)

    @app.get("/torn")
    async def torn() -> Response:
        class Torn(Response):
            async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
                await send({"type": "http.response.start", "status": 200, "headers": []})
                raise RuntimeError(SECRET)

        return Torn()


def _add_writing(app: FastAPI) -> None:
    @app.post("/echo")
    async def echo(request: Request) -> dict[str, int]:
        return {"bytes": len(await request.body())}

    @app.post("/write")
    async def write(
        request: Request, key: Annotated[Key, Depends(require_scope("edit"))]
    ) -> dict[str, str]:
        record_write(request, key, action="load", target="clinic", outcome="done", generation=7)
        return {"key": key.name}

    @app.put("/sources/{source}")
    async def replace(
        source: str, request: Request, key: Annotated[Key, Depends(require_scope("edit"))]
    ) -> dict[str, str]:
        require_source(request, key, source)
        return {"source": source}

    @app.delete("/everything", dependencies=[Depends(require_scope("admin"))])
    async def empty() -> None:
        return None
