"""From the store to arrays: the records of each kind, over the union of all sources."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import numpy as np

from graph.projection.arrays import BLANK_DAY, Bools, Collection, Ints, Lists, Ternary
from graph.projection.funding import read_funding, read_volumes
from graph.projection.hierarchy import compute_above
from graph.projection.reading import Reader
from graph.projection.records import Doors, Pathways, Projection, Requirements, Services
from graph.store import ReadableStore
from ontology.languages import read_language
from ontology.terms import DCTERMS, ORG, SKOS, code


def build_projection(store: ReadableStore) -> Projection:
    """The projection of everything loaded in the store.

    Records that lack what makes them usable (a pathway without both ends, a door without its
    touchpoint) cannot be loaded through a loader and are passed over here.
    """
    return _Builder(store).build()


class _Builder(Reader):
    """Reads the records of each kind."""

    def build(self) -> Projection:
        place_links = self.links("partOf", self.places, self.places)
        place_above = compute_above(len(self.places), place_links)
        place_above[:, 0] = True
        is_parent = np.zeros(len(self.places), np.bool_)
        is_parent[[parent for child, parent in place_links if child]] = True
        leaves = np.array([i for i in range(1, len(self.places)) if not is_parent[i]], np.int64)
        service = self._read_services()
        pathway = self._read_pathways()
        return Projection(
            version=self.store.version,
            services=self.services,
            partners=self.partners,
            touchpoints=self.touchpoints,
            needs=self.needs,
            segments=self.segments,
            places=self.places,
            pathways=self.pathways,
            life_stages=self.life_stages,
            sites=self.sites,
            streams=self.streams,
            funders=self.funders,
            stage_from=self.integers("fromDay", self.life_stages),
            stage_to=self.integers("toDay", self.life_stages),
            service=service,
            pathway=pathway,
            door=self._read_doors(),
            requirement=self._read_requirements(),
            funding=read_funding(self),
            volume=read_volumes(self),
            site_place=self.lists("inPlace", self.sites, self.places),
            partner_sector=self.notations(f"{ORG}classification", self.partners),
            segment_reference=self._flags("isReference", self.segments),
            segment_population=self._counts("population", self.segments),
            place_population=self._counts("population", self.places),
            touchpoint_stage=self.one("atLifeStage", self.touchpoints, self.life_stages),
            required_needs=self.lists("requiresNeed", self.touchpoints, self.needs),
            need_stages=self.lists("relevantAt", self.needs, self.life_stages),
            need_above=compute_above(
                len(self.needs), self.links(f"{SKOS}broader", self.needs, self.needs)
            ),
            place_above=place_above,
            leaf_places=leaves,
            declared=self._read_declared(service, pathway),
            services_apart=self._read_apart(),
        )

    def _read_apart(self) -> Lists:
        """Each pair in the row of the service that comes first."""
        position, canonical = self.services.index, self.identity.canonical
        pairs = [
            sorted(position[canonical(iri)] for iri in pair)
            for pair in self.identity.apart
            if all(canonical(iri) in position for iri in pair)
        ]
        return Lists.from_pairs(((one, other) for one, other in pairs), len(self.services))

    def _read_services(self) -> Services:
        size = len(self.services)
        partner = self.one("providedBy", self.services, self.partners)
        from_widest, from_certain = self.bounds("fromDay", self.services)
        to_certain, to_widest = self.bounds("toDay", self.services)
        capacity = self._counts("slotsTotal", self.services)
        available = self._counts("slotsAvailable", self.services)
        needs = self.lists("addressesNeed", self.services, self.needs)
        segments = self.lists("forSegment", self.services, self.segments)
        places = self.lists("servesArea", self.services, self.places)
        sites_of = defaultdict(list)
        for iri, site in self.pairs("atSite"):
            if iri in self.services.index:
                sites_of[site.value].append(self.services.index[iri])
        site_pairs = {(s, 0) for services in sites_of.values() for s in services}
        for site_iri, place in self.pairs("inPlace"):
            position = self.places.index.get(place.value)
            if position is not None:
                site_pairs.update((s, position) for s in sites_of.get(site_iri, ()))
        return Services(
            partner=partner,
            status=self.states(
                "serviceStatus",
                self.services,
                true=[code("service-status", "active")],
                unknown=[code("service-status", "unknown")],
                blank=Ternary.TRUE,
            ),
            verified=self.days("verifiedOn", self.services),
            from_day=from_certain,
            to_day=to_certain,
            from_day_perhaps=from_widest,
            to_day_perhaps=to_widest,
            needs=needs,
            segments=segments,
            places=places,
            needs_open=needs.is_blank(),
            segments_open=segments.is_blank(),
            places_open=places.is_blank(),
            places_partial=self._flags("isAreaIncomplete", self.services) & ~places.is_blank(),
            sites=self.lists("atSite", self.services, self.sites),
            site_places=Lists.from_pairs(site_pairs, size),
            capacity=capacity,
            # More free slots than slots: matched records told them of different times.
            available=np.where((capacity >= 0) & (available > capacity), -1, available),
            wait_days=self._counts("waitDays", self.services),
            languages=self._read_languages(),
            modes=self.texts("deliveryMode", self.services),
            hours=self.texts("hoursText", self.services),
            main_funder=self._read_main_funders(partner),
        )

    def _read_languages(self) -> list[frozenset[str]]:
        """Languages as codes where they are certain, so that `Español` and `es` are alike."""
        said = self.texts(f"{DCTERMS}language", self.services)
        return [frozenset(read_language(one).code or one for one in texts) for texts in said]

    def _counts(self, name: str, records: Collection) -> Ints:
        """Column of whole numbers, -1 where there is none."""
        column = self.integers(name, records)
        return np.where(column == BLANK_DAY, -1, column)

    def _read_main_funders(self, partner: Ints) -> list[str | None]:
        totals: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        requested = code("budget-phase", "requested")
        canonical = self.identity.canonical
        for to, funder, amount in self.select(
            "SELECT ?to ?funder ?amount WHERE { ?a nwd:allocatedTo ?to ; nwd:fromStream ?stream ; "
            "nwd:amount ?amount ; nwd:budgetPhase ?phase . ?stream nwd:fundedBy ?funder "
            f"FILTER(?phase != {requested}) }}"
        ):
            totals[canonical(to.value)][canonical(funder.value)] += Decimal(amount.value)
        main = {
            to: min(funders, key=lambda funder: (-funders[funder], funder))
            for to, funders in totals.items()
        }
        return [
            main.get(iri) or (main.get(self.partners.iris[p]) if p >= 0 else None)
            for iri, p in zip(self.services.iris, partner.tolist(), strict=True)
        ]

    def _read_pathways(self) -> Pathways:
        sender = self.nodes("fromSource", self.pathways)
        receiver = self.nodes("toTarget", self.pathways)
        claimed = code("claimed-by", "receiver").value
        receiver_only = np.zeros(len(self.pathways), np.bool_)
        for iri, value in self.pairs("claimedBy"):
            if iri in self.pathways.index and value.value == claimed:
                receiver_only[self.pathways.index[iri]] = True
        return Pathways(
            sender=sender,
            receiver=receiver,
            status=self.states(
                "pathwayStatus",
                self.pathways,
                true=[code("pathway-status", "active")],
                unknown=[code("pathway-status", "unknown")],
                blank=Ternary.TRUE,
            ),
            verified=self.days("verifiedOn", self.pathways),
            mode=self.states(
                "referralMode",
                self.pathways,
                true=[code("referral-mode", "warm")],
                unknown=[code("referral-mode", "unknown")],
                blank=Ternary.UNKNOWN,
            ),
            needs=self.lists("scopeNeed", self.pathways, self.needs),
            segments=self.lists("scopeSegment", self.pathways, self.segments),
            receiver_only=receiver_only,
        )

    def _read_doors(self) -> Doors:
        records = self.records("Door")
        touchpoint = self.one("doorOf", records, self.touchpoints)
        node = self.nodes("doorAt", records)
        status = self.states(
            "doorStatus",
            records,
            true=[code("door-status", "active")],
            unknown=[code("door-status", "unknown")],
            blank=Ternary.TRUE,
        )
        places = self.lists("servesArea", records, self.places)
        kept = np.flatnonzero((touchpoint >= 0) & (node >= 0))
        pairs = ((row, int(a)) for row, i in enumerate(kept) for a in places.row(int(i)))
        return Doors(touchpoint[kept], node[kept], status[kept], Lists.from_pairs(pairs, len(kept)))

    def _read_requirements(self) -> Requirements:
        """Distinct cells; where two sources require the same one, the larger weight counts."""
        weights: dict[tuple[int, int, int, int], float] = {}
        for t, n, p, a, w in self.select(
            "SELECT ?t ?n ?p ?a ?w WHERE { ?r a nwd:RequiredCell ; nwd:atTouchpoint ?t ; "
            "nwd:forNeed ?n ; nwd:forSegment ?p ; nwd:forPlace ?a ; nwd:weight ?w }"
        ):
            key = (
                self.touchpoints.index.get(t.value, -1),
                self.needs.index.get(n.value, -1),
                self.segments.index.get(p.value, -1),
                self.places.index.get(a.value, -1),
            )
            if min(key) >= 0:
                weights[key] = max(weights.get(key, 0.0), float(w.value))
        keys = np.array(sorted(weights), np.int64).reshape(-1, 4)
        weight = np.array([weights[key] for key in sorted(weights)], np.float64)
        return Requirements(keys[:, 0], keys[:, 1], keys[:, 2], keys[:, 3], weight)

    def _flags(self, name: str, records: Collection) -> Bools:
        """[record]: some source says so."""
        flags = np.zeros(len(records), np.bool_)
        for iri, value in self.pairs(name):
            if iri in records.index and value.value in ("true", "1"):
                flags[records.index[iri]] = True
        return flags

    def _read_declared(self, service: Services, pathway: Pathways) -> Bools:
        declared = np.zeros(len(self.partners), np.bool_)
        sender = pathway.sender[~pathway.receiver_only & (pathway.sender >= 0)]
        of_services = service.partner[sender[sender < len(self.services)]]
        declared[of_services[of_services >= 0]] = True
        first = len(self.services)
        of_partners = sender[(sender >= first) & (sender < first + len(self.partners))]
        declared[of_partners - first] = True
        statements: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for subject, value, as_of in self.select(
            "SELECT ?s ?v ?d WHERE { ?c a nwd:CompletenessStatement ; nwd:aboutSubject ?s ; "
            f"nwd:topic {code('completeness-topic', 'referrals')} ; nwd:completenessValue ?v . "
            "OPTIONAL { ?c nwd:asOf ?d } }"
        ):
            position = self.partners.index.get(self.identity.canonical(subject.value))
            if position is not None:
                statements[position][as_of.value if as_of else ""].add(value.value)
        complete = {code("completeness-value", "complete").value}
        for position, dated in statements.items():
            declared[position] = dated[max(dated)] == complete
        return declared
