"""The public data as objects of HSDS 3.1 (Open Referral's Human Services Data Specification).

`Directory` lists organizations, services, services at locations, taxonomies and terms with their
ids; `selecting` chooses among them; `Writer` makes the objects; `objects` describes their fields.
Nothing here knows HTTP. What is mapped from where: docs/hsds-api.md.
"""

from __future__ import annotations

from service.hsds.directory import Directory
from service.hsds.selecting import Filters
from service.hsds.writing import Form, Writer

__all__ = ["Directory", "Filters", "Form", "Writer"]
