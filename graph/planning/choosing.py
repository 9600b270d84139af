"""The records that somebody asks for by their ids."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from graph.errors import UnknownChoice


def check_known(
    asked: Iterable[str], known: Collection[str], *, analysis: str, option: str, noun: str = ""
) -> None:
    """Raises UnknownChoice that names the ids there are, for the first that is none of them.

    `noun` is what the record is called where the option has another name.
    """
    for value in asked:
        if value in known:
            continue
        expected = ", ".join(sorted(known))
        raise UnknownChoice(
            f"there is no {noun or option} {value!r}; "
            + (f"there are: {expected}" if known else "none is loaded"),
            query=analysis,
            name=option,
            value=value,
            expected=expected or "none, as none is loaded",
        )
