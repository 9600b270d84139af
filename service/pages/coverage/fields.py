"""The fields in which a change is written: one record each, found by id or by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from service.language import N_
from service.pages.coverage.picking import MOST_CHOICES, MOST_FOUND, pick

if TYPE_CHECKING:
    from graph.projection import Collection
    from service.pages.view import Choices, View

NODES = ("services", "partners")


@dataclass(frozen=True)
class Field:
    """One field: its name in the address, the key of the change, and where its records are."""

    name: str
    key: str
    title: str
    kinds: tuple[str, ...] = ()
    """Collections of the projection; none for a word of `words`."""
    words: Mapping[str, str] | None = None
    optional: bool = False


MODES = {"warm": N_("warm"), "cold": N_("cold"), "unknown": N_("not known")}
REMOVABLE = {
    "partner": N_("partner"),
    "service": N_("service"),
    "site": N_("site"),
    "pathway": N_("referral"),
    "stream": N_("funding stream"),
    "funder": N_("funder"),
}
REFERRAL = Field("referral", "mode", N_("The referral is"), words=MODES)
SERVICE = Field("service", "service", N_("Service"), ("services",))
TOUCHPOINT = Field("touchpoint", "touchpoint", N_("Touchpoint"), ("touchpoints",))
AT = Field("at", "at", N_("Happens at this partner or service"), NODES)
FIELDS: Mapping[str, tuple[Field, ...]] = {
    "remove": (
        Field("what", "kind", N_("What goes away"), words=REMOVABLE),
        Field("record", "id", N_("Its name or id"), ("by what",)),
    ),
    "end-stream": (Field("stream", "id", N_("Funding stream"), ("streams",)),),
    "add-pathway": (
        Field("from", "from", N_("From"), ("touchpoints", "partners", "services")),
        Field("to", "to", N_("To"), ("partners", "services")),
        REFERRAL,
    ),
    "set-mode": (
        Field("pathway", "pathway", N_("Referral, by its id or the names of its ends"),
              ("pathways",)),
        REFERRAL,
    ),
    "close-door": (TOUCHPOINT, AT),
    "add-door": (
        TOUCHPOINT,
        AT,
        Field("where", "place", N_("Only in this place"), ("places",), optional=True),
    ),
    "widen-area": (SERVICE, Field("where", "place", N_("Also serves this place"), ("places",))),
    "widen-eligibility": (
        SERVICE,
        Field("families", "segment", N_("Also takes these families"), ("segments",)),
    ),
    "confirm-open": (SERVICE,),
}  # fmt: skip
"""The fields of each kind of change; those of words first."""
KINDS = {
    "remove": N_("something goes away: a partner, service, site, referral or funder"),
    "end-stream": N_("a funding stream ends"),
    "add-pathway": N_("a further referral is agreed"),
    "set-mode": N_("a referral becomes warm or cold"),
    "close-door": N_("a touchpoint no longer happens somewhere"),
    "add-door": N_("a touchpoint happens somewhere else too"),
    "widen-area": N_("a service reaches a further place"),
    "widen-eligibility": N_("a service takes further families"),
    "confirm-open": N_("a service turns out to be open"),
}
"""The kinds of change, as the form offers them."""
NAMES = tuple(dict.fromkeys(field.name for fields in FIELDS.values() for field in fields))
"""The parameters of the address that hold fields."""


@dataclass(frozen=True)
class Proposed:
    """A record that somebody may mean; `note` tells it from others of the same name."""

    id: str
    name: str
    note: str


@dataclass(frozen=True)
class Filled:
    """A field and what was written into it.

    `value` is the word, or the id of the record; None where it is blank or names no one record, and
    then `proposed` are those that it may mean, and `more` counts the others.
    """

    field: Field
    text: str
    value: str | None
    proposed: list[Proposed]
    more: int
    suggested: Choices
    """What may be written: (text, name) of all records where there are few."""

    @property
    def is_ready(self) -> bool:
        return self.value is not None or (self.field.optional and not self.text)

    @property
    def is_list(self) -> bool:
        """Whether it is chosen from a list, and not written."""
        return bool(self.field.words) or (
            len(self.field.kinds) == 1
            and self.field.kinds[0] in ("touchpoints", "places", "segments", "streams")
            and bool(self.suggested)
        )


def fill_fields(view: View, kind: str) -> list[Filled]:
    """The fields of a kind of change with what the address holds."""
    return [_fill(view, field) for field in FIELDS[kind]]


def build_change(kind: str, filled: Sequence[Filled]) -> dict[str, Any] | None:
    """The change as in `POST /api/whatif`; None while a field is not ready."""
    if not all(each.is_ready for each in filled):
        return None
    told = {each.field.key: each.value for each in filled if each.value is not None}
    return {"change": kind, **told}


def _fill(view: View, field: Field) -> Filled:
    text = view.options[field.name] or ""
    if field.words is not None:
        words = [(key, view.gettext(word)) for key, word in field.words.items()]
        value = text if text in field.words else None
        return Filled(field, text, value, [], 0, words)
    kinds = _kinds(view, field)
    suggested = _suggest(view, kinds)
    if not text:
        return Filled(field, text, None, [], 0, suggested)
    found: list[Proposed] = []
    more = 0
    for kind in kinds:
        collection = getattr(view.net, kind)
        picked = pick(collection, text)
        more += picked.more
        at = picked.position
        found += [_propose(view, kinds, kind, each) for each in picked.proposed]
        if at is None:
            continue
        found.append(_propose(view, kinds, kind, at))
        if text in (collection.ids[at], collection.iris[at]):
            return Filled(field, text, found[-1].id, [], 0, suggested)
    if not found and kinds == ("pathways",):
        found = _pathways_between(view, text)
    if len(found) == 1 and not more:
        return Filled(field, text, found[0].id, [], 0, suggested)
    more += max(0, len(found) - MOST_FOUND)
    return Filled(field, text, None, found[:MOST_FOUND], more, suggested)


def _kinds(view: View, field: Field) -> tuple[str, ...]:
    if field.kinds != ("by what",):
        return field.kinds
    what = view.options["what"]
    return (what + "s",) if what in REMOVABLE else ()


def _suggest(view: View, kinds: Sequence[str]) -> Choices:
    """(id, name) of every record, by name; none where there are too many for a list."""
    collections = [getattr(view.net, kind) for kind in kinds]
    if sum(len(each) for each in collections) > MOST_CHOICES:
        return []
    pairs = [
        (_id(view, kinds, kind, at), _name(view, kind, at))
        for kind, collection in zip(kinds, collections, strict=True)
        for at in range(len(collection))
    ]
    return sorted(pairs, key=lambda pair: pair[1].casefold())


def _propose(view: View, kinds: Sequence[str], kind: str, at: int) -> Proposed:
    net = view.net
    identifier = _id(view, kinds, kind, at)
    partner = int(net.service.partner[at]) if kind == "services" else -1
    note = net.partners.names[partner] if partner >= 0 else identifier
    return Proposed(identifier, _name(view, kind, at), note)


def _name(view: View, kind: str, at: int) -> str:
    """A record's name; a referral by its two ends."""
    net = view.net
    if kind == "pathways":
        return _ends(view, at)
    collection: Collection = getattr(net, kind)
    return view.named(kind, collection.ids[at], collection.names[at] or collection.ids[at])


def _id(view: View, kinds: Sequence[str], kind: str, at: int) -> str:
    """The id of a record; its IRI where a record of another kind that fits has the same id."""
    collection: Collection = getattr(view.net, kind)
    identifier = collection.ids[at]
    if any(identifier in _ids(view, other) for other in kinds if other != kind):
        return collection.iris[at]
    return identifier


def _ids(view: View, kind: str) -> frozenset[str]:
    return view.data.remember(("ids", kind), lambda: frozenset(getattr(view.net, kind).ids))


def _ends(view: View, at: int) -> str:
    net = view.net
    sender, receiver = int(net.pathway.sender[at]), int(net.pathway.receiver[at])
    if sender < 0 or receiver < 0:
        return net.pathways.ids[at]
    return view.gettext(
        "%(sender)s to %(receiver)s",
        sender=net.node_name(sender) or net.node_id(sender),
        receiver=net.node_name(receiver) or net.node_id(receiver),
    )


def _pathways_between(view: View, text: str) -> list[Proposed]:
    """Referrals with these words in the names of their ends."""
    from service.search.words import fold

    words = fold(text)
    found = []
    for at in range(len(view.net.pathways)) if words else ():
        told = fold(_ends(view, at))
        if all(any(each.startswith(word) for each in told) for word in words):
            found.append(_propose(view, ("pathways",), "pathways", at))
    return found
