"""A service that may be written to, and requests with a key of each kind."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
from served.asgi_client import Client

from service.app import create_app
from service.keys import KeyScope, KeyStore
from service.settings import Settings
from service.workspace import Workspace

KEYS: Mapping[str, tuple[KeyScope, tuple[str, ...]]] = {
    "admin": ("admin", ()),
    "editor": ("edit", ()),
    "clinic": ("edit", ("clinic",)),
    "reader": ("read", ()),
}
"""Keys by name: scope, and the sources they are limited to."""


class WritableService:
    """An application in this process over a data directory of its own."""

    def __init__(self, data_dir: Path, **settings: Any) -> None:
        self.settings = Settings(data_dir=data_dir, writable=True, **settings)
        self.workspace = Workspace(self.settings)
        self.client = Client(create_app(self.workspace))
        keys = KeyStore(data_dir)
        self._tokens = {name: keys.create(name, *kind) for name, kind in KEYS.items()}

    def ask(
        self, method: str, path: str, *, key: str | None = "editor", **options: Any
    ) -> httpx.Response:
        """The answer to a request with the key of that name, or with none."""
        headers = {**options.pop("headers", {})}
        if key is not None:
            headers["Authorization"] = f"Bearer {self._tokens[key]}"
        return self.client.request(method, path, headers=headers, **options)

    def update(self, text: str, *, key: str | None = "editor", **graphs: Any) -> httpx.Response:
        """The answer to an update; underscores in the names of parameters stand for hyphens."""
        params = {name.replace("_", "-"): value for name, value in graphs.items()}
        headers = {"Content-Type": "application/sparql-update"}
        return self.ask(
            "POST", "/update", key=key, content=text.encode(), headers=headers, params=params
        )

    def holds(self, pattern: str) -> bool:
        """Whether a pattern is met in the data that is served."""
        answer = self.client.get("/sparql", params={"query": f"ASK {{ {pattern} }}"})
        found: bool = answer.json()["boolean"]
        return found

    @property
    def audited(self) -> list[str]:
        """The lines of the audit log."""
        return (self.settings.data_dir / "audit.log").read_text().splitlines()
