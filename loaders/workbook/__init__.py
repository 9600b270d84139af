"""The planner's workbook: an `.xlsx`, a folder of `.csv`, or a zip of them."""

from __future__ import annotations

from loaders.workbook.source import KIND, TITLE, build, read, read_tables, recognises

__all__ = ["KIND", "TITLE", "build", "read", "read_tables", "recognises"]
