"""A record of arrays and texts as one file that is mapped into memory, not read.

A file begins with a fixed part, which tells the lengths and checksums of the other two; then
comes a header, JSON; then the arrays, each at a multiple of 64 bytes. Records are dataclasses, and
their type hints say what each field is: a record again, an array, a text, a sequence of texts, of
texts or None, or of sets of texts. A mapping of texts to positions is not written: it is that of
the texts in the record's first field.
"""

from __future__ import annotations

import json
import mmap
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import NoneType
from typing import IO, Any, get_args, get_origin, get_type_hints

import numpy as np

from graph.projection.texts import Choices, Positions, Texts, TextSets

FORMAT = 1
"""Raised when what is written changes; a file of another format is not read."""
ALIGNED = 64
_MAGIC = b"nowrongdoor map\n"
_FIXED = struct.Struct("<16sIIQI")
"""Magic, format, checksum of the header; length of the header; checksum of the arrays."""


class UnusableFile(ValueError):
    """The file is damaged, or is not what is asked for."""


def write_record(record: object, file: IO[bytes], *, labels: Mapping[str, str]) -> None:
    """Write a record; `labels` say what it was made from, and must be given again to read it."""
    packer = _Packer()
    tree = packer.pack(record, type(record))
    header = json.dumps({"labels": dict(labels), "tree": tree, "length": packer.length}).encode()
    # Padded, so that the arrays are aligned in memory when the whole file is mapped.
    header += b" " * (-(_FIXED.size + len(header)) % ALIGNED)
    checksum = 0
    for part in packer.parts:
        checksum = zlib.crc32(part, checksum)
    file.write(_FIXED.pack(_MAGIC, FORMAT, zlib.crc32(header), len(header), checksum))
    file.write(header)
    for part in packer.parts:
        file.write(part)


def map_record(kind: type, path: Path, *, labels: Mapping[str, str]) -> Any:
    """The record of that type in a file, its arrays mapped and read-only.

    The whole file is read once, to compare checksums. Raises UnusableFile where it is damaged, of
    another format, or has other labels; OSError where it cannot be opened.
    """
    with path.open("rb") as file:
        try:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError as error:
            raise UnusableFile(f"{path} is empty") from error
    if len(mapped) < _FIXED.size:
        raise UnusableFile(f"{path} is too short")
    magic, written, header_sum, header_length, arrays_sum = _FIXED.unpack_from(mapped)
    if (magic, written) != (_MAGIC, FORMAT):
        raise UnusableFile(f"{path} is of another format")
    whole = memoryview(mapped)
    start = _FIXED.size + header_length
    header = whole[_FIXED.size : start]
    if zlib.crc32(header) != header_sum:
        raise UnusableFile(f"{path} is damaged")
    told = json.loads(bytes(header))
    if told["labels"] != dict(labels):
        raise UnusableFile(f"{path} was made from something else")
    if len(whole) - start != told["length"] or zlib.crc32(whole[start:]) != arrays_sum:
        raise UnusableFile(f"{path} is damaged")
    return _unpack(told["tree"], kind, np.frombuffer(mapped, np.uint8, offset=start))


class _Packer:
    """Takes records apart; `parts` are the bytes to write, in order."""

    def __init__(self) -> None:
        self.parts: list[bytes | memoryview] = []
        self.length = 0

    def pack(self, value: Any, hint: Any) -> Any:
        """What the header says of a value."""
        shape = _shape(hint)
        if shape == "record":
            kinds = _kinds(hint)
            return {name: self.pack(getattr(value, name), kinds[name]) for name in kinds}
        if shape == "index":
            return None
        if shape == "text":
            return value
        if shape == "array":
            return self._array(value)
        if shape == "texts":
            return self._texts(Texts.of(value))
        if shape == "choices":
            return self._choices(Choices.of(value))
        sets = TextSets.of(value)
        return [self._array(sets.starts), *self._choices(sets.members)]

    def _texts(self, texts: Texts) -> list[Any]:
        return [self._array(texts.buffer), self._array(texts.starts)]

    def _choices(self, choices: Choices) -> list[Any]:
        return [self._array(choices.position), *self._texts(choices.distinct)]

    def _array(self, array: np.ndarray[Any, Any]) -> list[Any]:
        """[type, shape, where it begins]."""
        told = [array.dtype.str, list(array.shape), self.length]
        content = np.ascontiguousarray(array).reshape(-1).view(np.uint8).data
        padding = bytes(-len(content) % ALIGNED)
        self.parts += [content, padding]
        self.length += len(content) + len(padding)
        return told


def _unpack(told: Any, hint: Any, arrays: np.ndarray[Any, Any]) -> Any:
    shape = _shape(hint)
    if shape == "record":
        kinds = _kinds(hint)
        values = {name: _unpack(told[name], kinds[name], arrays) for name in kinds}
        for name in kinds:
            if _shape(kinds[name]) == "index":
                values[name] = Positions(next(iter(values.values())))
        return hint(**values)
    if shape in ("text", "index"):
        return told
    if shape == "array":
        return _view(told, arrays)
    views = [_view(each, arrays) for each in told]
    if shape == "texts":
        return Texts(*views)
    choices = Choices(views[-3], Texts(views[-2], views[-1])) if len(views) > 2 else None
    if shape == "choices":
        return choices
    assert choices is not None
    return TextSets(views[0], choices)


def _view(told: Any, arrays: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    kind, shape, start = np.dtype(told[0]), tuple(told[1]), told[2]
    size = int(np.prod(shape)) * kind.itemsize
    found: np.ndarray[Any, Any] = arrays[start : start + size].view(kind).reshape(shape)
    return found


def _kinds(record: type) -> dict[str, Any]:
    hints = get_type_hints(record)
    return {field.name: hints[field.name] for field in fields(record)}


def _shape(hint: Any) -> str:
    """How a field of that type is written; TypeError where it cannot be."""
    if is_dataclass(hint):
        return "record"
    if hint is str:
        return "text"
    origin, inner = get_origin(hint), get_args(hint)
    if origin is np.ndarray:
        return "array"
    if origin is Mapping:
        return "index"
    if origin is Sequence:
        if inner[0] is str:
            return "texts"
        if set(get_args(inner[0])) == {str, NoneType}:
            return "choices"
        if get_origin(inner[0]) is frozenset:
            return "sets"
    raise TypeError(f"a field of type {hint} cannot be written")
