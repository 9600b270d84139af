"""The crosswalks and keyword rows that a load asks, in the order in which they are asked."""

from __future__ import annotations

from collections.abc import Sequence

from loaders.crosswalk.classified import Classified
from loaders.crosswalk.facts import MappedQuads
from loaders.crosswalk.keywords import keyword_files
from loaders.crosswalk.matching import Crosswalk
from loaders.crosswalk.reading import (
    CrosswalkFile,
    read_crosswalk_file,
    shipped_crosswalk,
    shipped_keywords,
)
from loaders.source import Issue, LoadContext


def map_services(classified: Classified, context: LoadContext, issues: list[Issue]) -> MappedQuads:
    """What derives facts for the services of a source; issues of crosswalk rows are added.

    The crosswalks of the context are asked in their order, then the shipped ones.
    """
    files: list[CrosswalkFile] = []
    kept: list[str] = []
    for given in context.crosswalks:
        if isinstance(given, CrosswalkFile):
            files.append(given)
            kept.append(given.name)
        else:
            file, found = read_crosswalk_file(given)
            files.append(file)
            issues += found
    return MappedQuads(
        files=files,
        kept=kept,
        crosswalk=shipped_last(files),
        keywords=keyword_files([*(file.rules for file in files), shipped_keywords()])
        if context.keywords
        else None,
        terms=classified.terms(),
        term_iris=classified.term_iris(),
        context=context,
    )


def shipped_last(files: Sequence[CrosswalkFile]) -> Crosswalk:
    """The rules on terms of these files, then the shipped ones."""
    return Crosswalk([*(file.rules for file in files), shipped_crosswalk()])
