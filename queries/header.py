"""The header of a query file: `#+` lines that hold YAML, read into frozen dataclasses.

The form is grlc-compatible (https://github.com/CLARIAH/grlc). Required keys: summary, question,
grain, columns, params, source. Optional keys: key, examples, tags, slow. Anything else is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import yaml

from graph.errors import QueryError

REQUIRED_KEYS = ("summary", "question", "grain", "columns", "params", "source")
OPTIONAL_KEYS = ("key", "examples", "tags", "slow")
COLUMN_TYPES = (
    "string",
    "iri",
    "integer",
    "decimal",
    "double",
    "boolean",
    "date",
    "datetime",
    "list",
)
VALUE_TYPES = ("iri", "string", "integer", "decimal", "boolean", "date")
RECORD_TYPES = (
    "partner",
    "service",
    "touchpoint",
    "place",
    "need",
    "segment",
    "stream",
    "pathway",
    "collaborative",
    "source",
)
RESERVED = ("format", "limit", "cursor")
"""Parameters that every query has over HTTP; no header may have one of these names."""

_COLUMN_KEYS = {"type": str, "meaning": str, "unit": str}
_PARAM_KEYS = {
    "type": str,
    "meaning": str,
    "default": str,
    "optional": bool,
    "many": bool,
    "values": list,
}
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_CODE_TYPE = re.compile(r"code:[a-z][a-z-]*")


@dataclass(frozen=True)
class Column:
    """One column of a query's table.

    A `list` is text with `; ` between its items, in alphabetical order.
    """

    name: str
    type: str
    meaning: str = ""
    unit: str | None = None


@dataclass(frozen=True)
class Param:
    """One parameter of a query.

    Types: the value types, the record types (a record's id, `source:id` or IRI), or
    `code:<scheme>` (a notation of a shipped code list). `values` lists the allowed strings.
    """

    name: str
    type: str
    meaning: str
    default: str | None = None
    optional: bool = False
    many: bool = False
    values: tuple[str, ...] = ()

    @property
    def required(self) -> bool:
        """Whether the user must give a value."""
        return not self.optional and self.default is None

    @property
    def scheme(self) -> str | None:
        """The code list its values come from, or None."""
        return self.type.removeprefix("code:") if self.type.startswith("code:") else None


Example = Mapping[str, str | tuple[str, ...]]
"""A value for some of the parameters, for every required one; several where a parameter takes
several."""


@dataclass(frozen=True)
class Header:
    """What the `#+` lines say."""

    summary: str
    question: str
    grain: str
    columns: tuple[Column, ...]
    params: tuple[Param, ...]
    source: str
    key: tuple[str, ...] = ()
    """Columns that together name one row, and by which the rows are in order; none where no
    columns do."""
    examples: tuple[Example, ...] = field(default=(), hash=False)
    """Values that find something in the demonstration community."""
    tags: tuple[str, ...] = ()
    slow: bool = False


def parse_header(text: str, *, path: str) -> Header:
    """The header of a query file; raises QueryError with file and line where it is not right."""
    return _HeaderReader(path).read(text)


class _HeaderReader:
    def __init__(self, path: str) -> None:
        self.path = path

    def fail(self, message: str, line: int) -> QueryError:
        return QueryError(f"{self.path}, line {line}: {message}", query=self.path)

    def read(self, text: str) -> Header:
        root = self._compose(text)
        keys = {key: (value, line) for key, value, line in self._pairs(root)}
        for key, (_, line) in keys.items():
            if key not in (*REQUIRED_KEYS, *OPTIONAL_KEYS):
                raise self.fail(f"unknown key {key!r} in the header", line)
        missing = [key for key in REQUIRED_KEYS if key not in keys]
        if missing:
            raise self.fail(f"the header lacks {', '.join(missing)}", 1)
        plain: dict[str, str] = {}
        for key in ("summary", "question", "grain", "source"):
            plain[key] = self._value(*keys[key], str, key)
        if not plain["grain"].startswith("one row per "):
            raise self.fail("the grain must begin with 'one row per '", keys["grain"][1])
        columns = tuple(self._column(*pair) for pair in self._pairs(keys["columns"][0]))
        params = tuple(self._param(*pair) for pair in self._pairs(keys["params"][0]))
        tags = self._value(*keys["tags"], list, "tags") if "tags" in keys else []
        return Header(
            **plain,
            columns=columns,
            params=params,
            key=self._key(*keys["key"], columns) if "key" in keys else (),
            examples=self._examples(*keys["examples"], params) if "examples" in keys else (),
            tags=tuple(str(tag) for tag in tags),
            slow=self._value(*keys["slow"], bool, "slow") if "slow" in keys else False,
        )

    def _compose(self, text: str) -> yaml.Node:
        lines = []
        for line in text.splitlines():
            if not line.startswith("#+"):
                break
            lines.append(line[2:].removeprefix(" "))
        try:
            root = yaml.compose("\n".join(lines), Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            at = error.problem_mark.line + 1 if error.problem_mark else 1
            raise self.fail(f"the header is not YAML: {error.problem}", at) from None
        if not isinstance(root, yaml.MappingNode):
            raise self.fail("a query file begins with '#+ key: value' lines", 1)
        return root

    def _pairs(self, node: yaml.Node) -> Iterator[tuple[str, yaml.Node, int]]:
        """Key, value node and line of a mapping; an empty value counts as an empty mapping."""
        line = node.start_mark.line + 1
        if isinstance(node, yaml.ScalarNode) and not node.value:
            return
        if not isinstance(node, yaml.MappingNode):
            raise self.fail("expected 'name: {...}' here", line)
        seen = set()
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.value in seen:
                raise self.fail(f"{key.value!r} is given twice", line)
            seen.add(key.value)
            yield key.value, value, line

    def _value(self, node: yaml.Node, line: int, kind: type, what: str) -> Any:
        value = _construct(node)
        if not isinstance(value, kind) or value in ("", []):
            raise self.fail(f"{what} must be {_KIND_NAMES[kind]}", line)
        return value

    def _entry(self, name: str, node: yaml.Node, line: int, keys: Mapping[str, type]) -> Any:
        if not _NAME.fullmatch(name):
            raise self.fail(f"{name!r} must be lower case letters, digits and _", line)
        found = {}
        for key, value, at in self._pairs(node):
            if key not in keys:
                raise self.fail(f"unknown key {key!r} of {name!r}", at)
            found[key] = self._value(value, at, keys[key], f"{key} of {name!r}")
        for key in ("type", "meaning"):
            if key not in found:
                raise self.fail(f"{name!r} has no {key}", line)
        return found

    def _column(self, name: str, node: yaml.Node, line: int) -> Column:
        found = self._entry(name, node, line, _COLUMN_KEYS)
        if found["type"] not in COLUMN_TYPES:
            raise self.fail(f"column {name!r}: no type {found['type']!r}", line)
        return Column(name=name, **found)

    def _param(self, name: str, node: yaml.Node, line: int) -> Param:
        found = self._entry(name, node, line, _PARAM_KEYS)
        found["values"] = tuple(str(value) for value in found.get("values", ()))
        param = Param(name=name, **found)
        if param.type not in (*VALUE_TYPES, *RECORD_TYPES) and not _CODE_TYPE.fullmatch(param.type):
            raise self.fail(f"parameter {name!r}: no type {param.type!r}", line)
        if name in RESERVED:
            raise self.fail(f"parameter {name!r}: every query has a parameter of that name", line)
        if param.optional and param.default is not None:
            raise self.fail(f"parameter {name!r} has a default, so it is not optional", line)
        if param.values and param.type != "string":
            raise self.fail(f"parameter {name!r}: only a string lists its values", line)
        return param

    def _key(self, node: yaml.Node, line: int, columns: tuple[Column, ...]) -> tuple[str, ...]:
        names = [column.name for column in columns]
        key = tuple(str(name) for name in self._value(node, line, list, "key"))
        for name in key:
            if name not in names:
                raise self.fail(f"key: no column {name!r}", line)
        return key

    def _examples(
        self, node: yaml.Node, line: int, params: tuple[Param, ...]
    ) -> tuple[Example, ...]:
        several = node.value if isinstance(node, yaml.SequenceNode) else [node]
        return tuple(self._example(each, params) for each in several)

    def _example(self, node: yaml.Node, params: tuple[Param, ...]) -> Example:
        known = {param.name: param for param in params}
        found: dict[str, str | tuple[str, ...]] = {}
        for name, value, line in self._pairs(node):
            if name not in known:
                raise self.fail(f"examples: no parameter {name!r}", line)
            plain = self._value(value, line, list if known[name].many else str, f"example {name!r}")
            found[name] = tuple(map(str, plain)) if known[name].many else plain
        missing = [param.name for param in params if param.required and param.name not in found]
        if missing:
            raise self.fail(f"examples: no {', '.join(missing)}", node.start_mark.line + 1)
        return MappingProxyType(found)


_KIND_NAMES = {str: "text", bool: "true or false", list: "a list"}


def _construct(node: yaml.Node) -> Any:
    """The plain value of a node, with every scalar but true and false kept as its text."""
    if isinstance(node, yaml.SequenceNode):
        return [_construct(item) for item in node.value]
    if not isinstance(node, yaml.ScalarNode):
        return None
    if node.tag == "tag:yaml.org,2002:bool":
        return node.value.lower() == "true"
    return node.value
