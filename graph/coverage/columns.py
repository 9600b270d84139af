"""Cells of one need as bit columns: one bit a distinct (segment, place, life stage)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from graph.projection.arrays import Bools, Ints

Words = npt.NDArray[np.uint64]
WORD = 64
MOST_IN_A_BYTE = 255
"""Bits that are counted in a byte."""
VALUES_APART = 4
"""Columns to a value from which on bits are put together value by value."""


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

    def pack_values(self, matrix: Bools, value: Ints) -> Words:
        """[row, word]: the bits of [row, value] booleans, each column taking one of the values."""
        values = matrix.shape[1]
        if values * VALUES_APART > len(self):
            return self.pack(matrix[:, value])
        masks = self.pack(value[None, :] == np.arange(values)[:, None])
        words = np.zeros((len(matrix), self.words), np.uint64)
        for number in range(values):
            words[matrix[:, number]] |= masks[number]
        return words

    def unpack(self, words: Words) -> Bools:
        """[column]: the bits of one row."""
        row = np.zeros(1, np.int64)
        return self.test(words[None, :], np.repeat(row, len(self)), np.arange(len(self)))

    def count(self, words: Words) -> Ints:
        """[column]: in how many rows its bit is."""
        counts = np.zeros(self.words * WORD, np.int64)
        for start in range(0, len(words), MOST_IN_A_BYTE):
            some = words[start : start + MOST_IN_A_BYTE].astype("<u8", copy=False)
            little = np.ascontiguousarray(some).view(np.uint8)
            bits = np.unpackbits(little.reshape(len(some), -1), axis=1, bitorder="little")
            counts += np.add.reduce(bits, axis=0, dtype=np.uint8)
        counted: Ints = counts[self.bit]
        return counted

    def spread(self, words: Words, column: Ints) -> Bools:
        """[row, column]: the bits of some columns in every row. Only their words are looked at."""
        asked, place = np.unique(self._word[column], return_inverse=True)
        some = words if len(asked) == self.words else words[:, asked]
        little = np.ascontiguousarray(some.astype("<u8", copy=False)).view(np.uint8)
        bits = np.unpackbits(little.reshape(len(words), len(asked) * 8), axis=1, bitorder="little")
        return bits[:, place.reshape(-1) * WORD + self.bit[column] % WORD].view(np.bool_)

    def test(self, words: Words, row: Ints, column: Ints) -> Bools:
        """The bits at (row, column), element by element."""
        found = words[row, self._word[column]] & self._mask[column]
        tested: Bools = found > 0
        return tested

    def first_row(self, words: Words, column: Ints) -> Ints:
        """[column]: the first row that has its bit; there is one.

        Complexity: O(rows x words + columns x (rows / 64 + 64)).
        """
        padded = np.zeros((-(-len(words) // WORD), WORD, self.words), np.uint64)
        padded.reshape(-1, self.words)[: len(words)] = words
        word, mask = self._word[column], self._mask[column]
        parts = np.bitwise_or.reduce(padded, axis=1)
        part = (parts[:, word] & mask > 0).argmax(axis=0)
        row = (padded[part, :, word] & mask[:, None] > 0).argmax(axis=1)
        first: Ints = part * WORD + row
        return first

    @cached_property
    def _word(self) -> Ints:
        word: Ints = self.bit // WORD
        return word

    @cached_property
    def _mask(self) -> Words:
        return np.uint64(1) << (self.bit % WORD).astype(np.uint64)


def build_columns(segment: Ints, place: Ints, stage: Ints) -> tuple[Columns, Ints]:
    """Distinct columns, and for each given (segment, place, stage) the column it became."""
    places, stages = (int(asked.max(initial=0)) + 2 for asked in (place, stage))
    key = (segment * places + place) * stages + stage + 1
    keys, first, column = np.unique(key, return_index=True, return_inverse=True)
    segments, counts = np.unique(segment[first], return_counts=True)
    words = -(-counts // WORD)
    first_word = np.cumsum(words) - words
    first_column = np.cumsum(counts) - counts
    group = np.repeat(np.arange(len(segments)), counts)
    bit = first_word[group] * WORD + (np.arange(len(keys)) - first_column[group])
    columns = Columns(segment[first], place[first], stage[first], bit, np.repeat(segments, words))
    return columns, column.reshape(-1)
