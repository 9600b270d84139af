"""The narrative of a budget, for a person to edit."""

from __future__ import annotations

from pathlib import Path

from service.exports.contract import ExportData

NAME = "budget-docx"
TITLE = "Budget narrative, drafted section by section, to be edited"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SUFFIX = ".docx"
OF = "budget"


def write(data: ExportData, path: Path) -> None:
    """Write the document; `data.result` is that of `nwd budget`."""
    # python-docx is loaded only by who writes a document.
    from service.budget_files.document import write_document

    write_document(data, path)
