"""Cells of one need as bit columns: one bit a distinct (segment, place, life stage)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from graph.projection.arrays import Bools, Ints

Words = npt.NDArray[np.uint64]
WORD = 64


@dataclass(frozen=True)
class Columns:
    """Columns sorted by segment; a word of 64 bits never holds two segments.

    So a pathway's segment scope masks whole words.
    """

    segment: Ints
    place: Ints
    stage: Ints
    bit: Ints
    """Position of each column's bit."""
    word_segment: Ints
    """Segment of each word."""

    def __len__(self) -> int:
        return len(self.bit)

    @property
    def words(self) -> int:
        return len(self.word_segment)

    def pack(self, matrix: Bools) -> Words:
        """[row, column] booleans as [row, word] bits."""
        spread = np.zeros((len(matrix), self.words * WORD), np.bool_)
        spread[:, self.bit] = matrix
        packed = np.packbits(spread, axis=1, bitorder="little")
        return packed.view("<u8").astype(np.uint64, copy=False)

    def unpack(self, words: Words) -> Bools:
        """[column]: the bits of one row."""
        row = np.zeros(1, np.int64)
        return self.test(words[None, :], np.repeat(row, len(self)), np.arange(len(self)))

    def spread(self, words: Words, column: Ints) -> Bools:
        """[row, column]: the bits of some columns in every row."""
        little = np.ascontiguousarray(words.astype("<u8", copy=False)).view(np.uint8)
        bits = np.unpackbits(little.reshape(len(words), -1), axis=1, bitorder="little")
        return bits[:, self.bit[column]].view(np.bool_)

    def test(self, words: Words, row: Ints, column: Ints) -> Bools:
        """The bits at (row, column), element by element."""
        bit = self.bit[column]
        found = words[row, bit // WORD] >> (bit % WORD).astype(np.uint64)
        tested: Bools = (found & np.uint64(1)) > 0
        return tested


def build_columns(segment: Ints, place: Ints, stage: Ints) -> tuple[Columns, Ints]:
    """Distinct columns, and for each given (segment, place, stage) the column it became."""
    keys, column = np.unique(np.stack([segment, place, stage], axis=1), axis=0, return_inverse=True)
    segments, counts = np.unique(keys[:, 0], return_counts=True)
    words = -(-counts // WORD)
    first_word = np.cumsum(words) - words
    first_column = np.cumsum(counts) - counts
    group = np.repeat(np.arange(len(segments)), counts)
    bit = first_word[group] * WORD + (np.arange(len(keys)) - first_column[group])
    columns = Columns(keys[:, 0], keys[:, 1], keys[:, 2], bit, np.repeat(segments, words))
    return columns, column.reshape(-1)
