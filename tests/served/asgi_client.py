"""Requests to an application in this process, without a server and a port."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx
from fastapi import FastAPI


class Client:
    """Each request runs in an event loop of its own.

    Starlette's own test client wants another HTTP library, and says so in a warning.
    """

    def __init__(self, app: FastAPI) -> None:
        self.app = app

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        return self.request("POST", path, **options)

    def request(
        self, method: str, path: str, *, accept: str | None = None, **options: Any
    ) -> httpx.Response:
        headers: dict[str, str] = {**options.pop("headers", {})}
        if accept is not None:
            headers["Accept"] = accept
        return asyncio.run(self._send(method, path, headers, options))

    async def _send(
        self, method: str, path: str, headers: Mapping[str, str], options: dict[str, Any]
    ) -> httpx.Response:
        # Answers to faults are looked at like any other.
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.request(method, path, headers=headers, **options)
