"""What a newer file of a source changes: records that come, go or change, field by field."""

from loaders.updates.changes import FieldChange, RecordChange, SourceChanges
from loaders.updates.comparing import compare_source

__all__ = ["FieldChange", "RecordChange", "SourceChanges", "compare_source"]
