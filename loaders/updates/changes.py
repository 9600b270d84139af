"""The changes of one source, as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class FieldChange:
    """The values of one field of a record, before and after; texts in order."""

    field: str
    """Label of the property in the ontology, else the end of its IRI."""
    property: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class RecordChange:
    """A record that came, went or changed."""

    change: str
    """`added`, `removed` or `changed`."""
    kind: str
    """Local name of its class, e.g. `Service`."""
    id: str
    """The source's own."""
    name: str | None
    iri: str
    fields: tuple[FieldChange, ...] = ()
    """What changed; of a record that came or went all of its fields."""


@dataclass(frozen=True)
class SourceChanges:
    """What loading a source anew changes against what is published.

    Records are those with an identifier of their own; what hangs on a record, such as a schedule,
    counts as a field of it. Statements about blank nodes cannot be compared and are only counted.
    """

    against: int | None
    """The generation compared with."""
    counts: Mapping[str, int]
    """`added`, `removed`, `changed` and `same`: records."""
    kinds: Mapping[tuple[str, str], int]
    """(kind, change) -> records."""
    fields: Mapping[tuple[str, str], int]
    """(kind, field) -> records that were there and are still there, in which it changed."""
    records: Sequence[RecordChange]
    """By change, kind and id; the first of them where there are very many."""
    left_off: int = 0
    """Changed records that are counted and not listed."""
    uncompared: int = 0
    """Statements about blank nodes, before and after."""

    @property
    def total(self) -> int:
        """Records that came, went or changed."""
        return sum(self.counts[change] for change in ("added", "removed", "changed"))

    def sentence(self) -> str:
        """One plain sentence."""
        against = f" against generation {self.against}" if self.against else ""
        if not self.total:
            return (
                f"Nothing changed{against}: {self.counts['same']:,} records with an id of their "
                "own are as they were."
            )
        told = ", ".join(
            f"{self.counts[change]:,} {change}" for change in ("added", "removed", "changed")
        )
        return (
            f"Records with an id of their own{against}: {told}; {self.counts['same']:,} are as "
            "they were."
        )


def count_changes(
    records: Sequence[RecordChange],
) -> tuple[Mapping[tuple[str, str], int], Mapping[tuple[str, str], int]]:
    """(kind, change) -> records, and (kind, field) -> changed records, in order."""
    kinds = Counter((record.kind, record.change) for record in records)
    fields = Counter(
        (record.kind, field.field)
        for record in records
        if record.change == "changed"
        for field in record.fields
    )
    return dict(sorted(kinds.items())), dict(sorted(fields.items()))
