"""The catalogue, the analyses and search as tools of the Model Context Protocol; read-only.

Revisions 2024-11-05 to 2026-07-28 of the protocol (https://modelcontextprotocol.io), by the package
`mcp`. Each call of a tool becomes a job that runs where those of the HTTP routes run.
"""

from __future__ import annotations

PATH = "/mcp"
"""Where assistants are served over HTTP."""
