"""Small directories written for one test."""

from __future__ import annotations

from pathlib import Path


def write_tables(folder: Path, **tables: str) -> Path:
    """A folder of CSV files, `tables` as name without ending and text."""
    folder.mkdir(exist_ok=True)
    for name, content in tables.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    return folder
