"""Texts that stand one after another in a buffer, decoded when they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from operator import index
from typing import TypeVar, overload

import numpy as np
import numpy.typing as npt

from graph.projection.arrays import Ints

Bytes = npt.NDArray[np.uint8]
Item = TypeVar("Item", covariant=True)


class _Lazy(Sequence[Item]):
    """A sequence that makes each item when it is asked for."""

    def _item(self, position: int) -> Item:
        raise NotImplementedError

    @overload
    def __getitem__(self, asked: int) -> Item: ...
    @overload
    def __getitem__(self, asked: slice) -> list[Item]: ...
    def __getitem__(self, asked: int | slice) -> Item | list[Item]:
        if isinstance(asked, slice):
            return [self._item(i) for i in range(*asked.indices(len(self)))]
        position = index(asked)
        if position < 0:
            position += len(self)
        if not 0 <= position < len(self):
            raise IndexError(asked)
        return self._item(position)

    def __iter__(self) -> Iterator[Item]:
        return map(self._item, range(len(self)))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({list(self)!r})"


class Texts(_Lazy[str]):
    """Texts in UTF-8: number i is what stands from `starts[i]` to `starts[i + 1]`."""

    def __init__(self, buffer: Bytes, starts: Ints) -> None:
        self.buffer, self.starts = buffer, starts

    @classmethod
    def of(cls, texts: Iterable[str]) -> Texts:
        """The same texts, in a buffer of their own."""
        encoded = [text.encode() for text in texts]
        starts = np.zeros(len(encoded) + 1, np.int64)
        np.cumsum([len(text) for text in encoded], out=starts[1:])
        return cls(np.frombuffer(b"".join(encoded), np.uint8), starts)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def _item(self, position: int) -> str:
        return self.buffer[self.starts[position] : self.starts[position + 1]].tobytes().decode()

    def __iter__(self) -> Iterator[str]:
        whole = self.buffer.tobytes()
        return (whole[a:b].decode() for a, b in pairwise(self.starts.tolist()))


class Choices(_Lazy[str | None]):
    """Texts of which many are equal: the position of each among the distinct ones, -1 for None."""

    def __init__(self, position: Ints, distinct: Texts) -> None:
        self.position, self.distinct = position, distinct

    @classmethod
    def of(cls, texts: Sequence[str | None]) -> Choices:
        """The same texts."""
        known = {text: i for i, text in enumerate(sorted({t for t in texts if t is not None}))}
        position = [-1 if text is None else known[text] for text in texts]
        return cls(np.array(position, np.int64), Texts.of(known))

    def __len__(self) -> int:
        return len(self.position)

    def _item(self, position: int) -> str | None:
        chosen = self.position[position]
        return None if chosen < 0 else self.distinct[chosen]

    def __iter__(self) -> Iterator[str | None]:
        distinct = [*self.distinct, None]
        return (distinct[chosen] for chosen in self.position.tolist())


class TextSets(_Lazy[frozenset[str]]):
    """Sets of texts: set i holds `members` from `starts[i]` to `starts[i + 1]`."""

    def __init__(self, starts: Ints, members: Choices) -> None:
        self.starts, self.members = starts, members

    @classmethod
    def of(cls, sets: Sequence[frozenset[str]]) -> TextSets:
        """The same sets."""
        starts = np.zeros(len(sets) + 1, np.int64)
        np.cumsum([len(texts) for texts in sets], out=starts[1:])
        return cls(starts, Choices.of([text for texts in sets for text in sorted(texts)]))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def _item(self, position: int) -> frozenset[str]:
        chosen = self.members.position[self.starts[position] : self.starts[position + 1]]
        return frozenset(self.members.distinct[i] for i in chosen)


class Positions(Mapping[str, int]):
    """Text -> position among texts that are distinct; made when it is first asked for."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    @cached_property
    def _known(self) -> dict[str, int]:
        return {text: i for i, text in enumerate(self._texts)}

    def __getitem__(self, text: str) -> int:
        return self._known[text]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)
