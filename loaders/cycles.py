"""Finding a cycle in a relation that must not have one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def find_cycle(
    nodes: Iterable[Node], successors: Callable[[Node], Iterable[Node]]
) -> list[Node] | None:
    """The first cycle met, its first node repeated at the end, or None.

    Walks by depth without recursion, so that long chains do no harm.

    >>> find_cycle(["a"], {"a": ["b"], "b": ["a"]}.__getitem__)
    ['a', 'b', 'a']
    """
    done: set[Node] = set()
    for start in nodes:
        if start in done:
            continue
        path: dict[Node, Iterator[Node]] = {start: iter(successors(start))}
        while path:
            node, ahead = next(reversed(path.items()))
            after = next((one for one in ahead if one not in done), None)
            if after is None:
                done.add(node)
                path.popitem()
            elif after in path:
                walked = list(path)
                return [*walked[walked.index(after) :], after]
            else:
                path[after] = iter(successors(after))
    return None
