"""What is not collected here: a module that only the command of schemathesis loads."""

from __future__ import annotations

collect_ignore = ["schemathesis_hooks.py"]
