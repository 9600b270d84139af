"""Services one by one, where an API lists them with their direct properties only."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from loaders.fetching.address import Address
from loaders.fetching.contents import parsed, refusing_broken
from loaders.fetching.pages import identifier_of, parse_object
from loaders.fetching.requests import Answer, Requester
from loaders.fetching.spool import Spool, page_name

_TRIED = 5
"""So many items of the first page are asked for before it is said that they hold no more."""


def wants_details(requester: Requester, address: Address, name: str, items: Sequence[Any]) -> bool:
    """Whether an item, asked for by its id, tells more than the list does."""
    tried = [item for item in items if identifier_of(item) is not None][:_TRIED]
    for item in tried:
        found = _read_item(requester, address, name, str(identifier_of(item)))
        if found is None:
            return False
        if set(found) - set(item):
            return True
    return False


def read_details(
    requester: Requester,
    address: Address,
    spool: Spool,
    name: str,
    number: int,
    items: Sequence[Any],
) -> str:
    """A page of the whole items; one that cannot be had stays as the list tells it, and is told."""
    whole = []
    for item in items:
        identifier = identifier_of(item)
        found = identifier and _read_item(requester, address, name, identifier)
        if identifier and not found:
            spool.tell(
                "item-missing",
                f"{name}/{identifier} is listed but is not there; loaded as the list tells it",
                file=page_name(name, number),
                value=identifier,
            )
        whole.append(found or item)
    return json.dumps({"contents": whole}, ensure_ascii=False)


def _read_item(
    requester: Requester, address: Address, name: str, identifier: str
) -> dict[str, Any] | None:
    """One object; None where it is not there."""
    what = f"{name}/{identifier}"

    answer = requester.get(
        address.of_item(name, identifier), what=what, check=refusing_broken(_object)
    )
    if answer.status != 200:
        return None
    found = parsed(requester, answer, _object, what)
    return found if isinstance(found, dict) and identifier_of(found) == identifier else None


def _object(answer: Answer) -> object:
    return parse_object(answer.text)
