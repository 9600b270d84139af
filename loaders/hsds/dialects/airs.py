"""The wide table of AIRS (Inform USA) style exports, as iCarol writes it: a level in each row.

`ResourceAgencyNum` numbers every row, `TaxonomyLevelName` says Agency, Site, Program or
ProgramAtSite, `ParentAgencyNum` is the agency (0 for none), and `ConnectsToSiteNum` and
`ConnectsToProgramNum` are the ends of a ProgramAtSite. Where there is no level column, a row
without a parent is an agency and any other a program.

The columns are those that public importers of such exports name (openreferral/dbt_icarol_to_hsds,
the iCarol import of the Community Information Online Consortium); there is no published schema.
Telephone numbers and addresses marked private stay private, persons are counted and dropped, and
the internal notes are not read: they name callers and staff.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any

from loaders.hsds.cells import count, key, line, listed, text, truth
from loaders.hsds.columns import names_of
from loaders.hsds.dialects import Folder, Row, squash
from loaders.hsds.dialects.level_cells import (
    codes_and_terms,
    coverage,
    joined,
    level_of,
    parent_id,
    verified,
)
from loaders.hsds.dialects.levels import Levels, Listing
from loaders.hsds.remarks import Remarks
from loaders.source import Record

NAME = "AIRS"

FIELDS: dict[str, tuple[str, ...]] = {
    "name": ("publicname", "agencyname", "publicnameprogram"),
    "alternate_name": ("alternatename", "officialname"),
    "description": ("agencydescription", "description"),
    "status": ("agencystatus",),
    "email": ("emailaddressmain",),
    "url": ("websiteaddress",),
    "legal_status": ("legalstatus",),
    "tax_id": ("fein",),
    "tax_status": ("irsstatus",),
    "year_incorporated": ("yearincorporated",),
    "licenses": ("licenseaccreditation",),
    "eligibility_description": ("eligibility",),
    "fees_description": ("feestructuresource",),
    "accepted_payments": ("paymentmethods",),
    "application_process": ("applicationprocess",),
    "languages": ("languagesofferedlist", "languagesoffered"),
    "funding_sources": ("sourceoffunds",),
    "wait_time": ("normalwaittime",),
    "hours": ("hoursofoperation", "hours"),
    "alert": ("temporarymessage",),
    "last_modified": ("updatedon",),
}
"""HSDS column -> the columns it is taken from, the first filled one winning."""

_ADDRESS = {
    "address_1": "address1",
    "address_2": "address2",
    "city": "city",
    "county": "county",
    "state_province": "stateprovince",
    "postal_code": "postalcode",
    "country": "country",
}
_PHONES = {
    **{f"phone{n}": "voice" for n in range(1, 6)},
    "phonetollfree": "voice",
    "phonehotline": "voice",
    "phonenumberhotline": "voice",
    "phonenumberbusinessline": "voice",
    "phonenumberafterhours": "voice",
    "phonenumberoutofarea": "voice",
    "phonetty": "textphone",
    "phonefax": "fax",
}
_PHONE_WORDS = {
    "phonetollfree": "Toll free",
    "phonehotline": "Hotline",
    "phonenumberhotline": "Hotline",
    "phonenumberbusinessline": "Business line",
    "phonenumberafterhours": "After hours",
    "phonenumberoutofarea": "Out of area",
}
_PERSONS = ("maincontactname", "seniorworkername", "lastverifiedbyname", "mailingattentionname")
_PRIVATE = ("physicaladdressisprivate", "isconfidential", "addressisconfidential")
_NOT_PUBLIC = ("excludefromwebsite", "excludefromdirectory")
_OTHER = names_of(
    "resourceagencynum taxonomylevelname parentagencynum parentagency connectstositenum "
    "connectstoprogramnum taxonomycodes taxonomyterms taxonomyterm taxonomytermsnotdeactivated "
    "categories coverage coveragearea coverageareatext documentsrequired disabilitiesaccess "
    "busserviceaccess publicaccesstransportation physicallocationdescription latitude longitude "
    "lastverifiedon capacitytype servicecapacity fein"
)
_UNREAD = re.compile(
    r"(?:custom|other(?:address|city|county|state|postal|country)|internal|maincontact|seniorworker"
    r"|lastverif|mailing|physical|phone|eligibility|availab|temporarymessage|import|refresh"
    r"|recordowner|uniqueidprior|agencyclassification|searchhints|annualbudget|resourceinfo"
    r"|servicenotalways|entered|madeinactive|highlighted|preferredprovider|languageofrecord"
    r"|currentworkflow|volunteer|islinkonly|programagencyname|siteagencyname|icarolmanaged)"
)


def takes(names: Set[str]) -> bool:
    """Whether a header has the number of the record and what says where it stands."""
    stands = {"taxonomylevelname", "parentagencynum", "connectstoprogramnum"}
    return "resourceagencynum" in names and bool(names & stands)


def knows(name: str) -> bool:
    """Whether it is a column of such exports, custom columns of a system included."""
    read = any(name in names for names in FIELDS.values())
    return read or name in (*_OTHER, *_PRIVATE, *_NOT_PUBLIC) or bool(_UNREAD.match(name))


def folder(remarks: Remarks, file: str) -> Folder:
    """Folds the rows of one table."""
    return _Folder(remarks, file)


class _Folder:
    def __init__(self, remarks: Remarks, file: str) -> None:
        self._levels, self._remarks, self._file = Levels(remarks, file), remarks, file

    def fold(self, given: Mapping[str, Any], row: int) -> Iterable[Row]:
        """Rows of one row; one of a level that is not known is told and left out."""
        cells = {squash(name): cell for name, cell in given.items()}
        said = line(cells.get("taxonomylevelname"))
        level = level_of(said) if said else self._guess(cells)
        record = Record(NAME, {"id": key(cells.get("resourceagencynum"))}, self._file, row)
        if level is None:
            self._remarks.tell(
                record,
                "unlisted-word",
                "the level must be Agency, Site, Program or ProgramAtSite; not loaded",
                column="TaxonomyLevelName",
                value=said,
                severity="error",
            )
            return [Row(NAME, {}, row, own=True, outcome="refused")]
        made = _listing(cells, level, row)
        if any(truth(cells.get(column)) for column in _NOT_PUBLIC):
            made.confidential = True
            self._remarks.tally(
                record,
                "not-for-the-public",
                "the source keeps the record from its own website or directory; its address is "
                "taken for confidential",
            )
        if line(cells.get("lastverifiedon")) and made.fields["assured_date"] is None:
            self._remarks.tally(
                record, "never-verified", "a date that such systems write for never; left out"
            )
        return self._levels.add(made)

    def finish(self) -> Iterable[Row]:
        """Programs that waited for their agency, and services of agencies."""
        return self._levels.finish()

    @staticmethod
    def _guess(cells: Mapping[str, Any]) -> str:
        if key(cells.get("connectstoprogramnum")):
            return "link"
        return "program" if parent_id(cells.get("parentagencynum")) else "agency"


def _listing(cells: Mapping[str, Any], level: str, row: int) -> Listing:
    site = parent_id(cells.get("connectstositenum"))
    made = Listing(
        level=level,
        id=key(cells.get("resourceagencynum")),
        row=row,
        parent=parent_id(cells.get("parentagencynum")),
        parent_name=line(cells.get("parentagency")),
        program=parent_id(cells.get("connectstoprogramnum")),
        sites=[site] if site else [],
        addresses=list(_addresses(cells)),
        phones=list(_phones(cells)),
        areas=_areas(cells),
        documents=listed(cells.get("documentsrequired")),
        accessibility=text(cells.get("disabilitiesaccess")),
        terms=codes_and_terms(cells.get("taxonomycodes"), cells.get("taxonomyterms")),
        contacts=sum(line(cells.get(column)) is not None for column in _PERSONS),
        capacity=_capacity(cells),
    )
    made.fields = {column: _first(cells, names) for column, names in FIELDS.items()}
    made.fields["assured_date"] = verified(cells.get("lastverifiedon"))
    made.fields["transportation"] = joined(
        cells.get(column) for column in ("busserviceaccess", "publicaccesstransportation")
    )
    if level == "agency":
        made.fields["website"] = made.fields["url"]
    if level == "link" and (hours := line(made.fields.pop("hours"))):
        made.schedules.append({"description": hours})
    return made


def _first(cells: Mapping[str, Any], names: Iterable[str]) -> str | None:
    return next((found for name in names if (found := text(cells.get(name)))), None)


def _addresses(cells: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for kind, front in (("physical", "physical"), ("postal", "mailing")):
        found = {column: cells.get(front + name) for column, name in _ADDRESS.items()}
        if not any(line(found[column]) for column in ("address_1", "address_2", "city")):
            continue
        private = (*_PRIVATE, "mailingaddressisprivate") if kind == "postal" else _PRIVATE
        found["address_type"] = kind
        found["confidential"] = any(truth(cells.get(column)) for column in private)
        if kind == "physical":
            found["latitude"], found["longitude"] = cells.get("latitude"), cells.get("longitude")
        yield found


def _phones(cells: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for front, kind in _PHONES.items():
        number = line(cells.get(front)) or line(cells.get(f"{front}number"))
        if number is None:
            continue
        said = line(cells.get(f"{front}type")) or ""
        words = (
            _PHONE_WORDS.get(front),
            cells.get(f"{front}name"),
            cells.get(f"{front}description"),
        )
        yield {
            "number": number,
            "type": "fax" if "fax" in said.lower() else kind,
            "description": (joined(words) or "").replace("\n", ", ") or None,
            "private": truth(cells.get(f"{front}isprivate")) is True,
        }


def _areas(cells: Mapping[str, Any]) -> list[dict[str, Any]]:
    for column in ("coverage", "coveragearea", "coverageareatext"):
        if found := list(coverage(cells.get(column))):
            return found
    return []


def _capacity(cells: Mapping[str, Any]) -> dict[str, Any] | None:
    found = count(cells.get("servicecapacity"))
    return {"maximum": found, "unit": line(cells.get("capacitytype"))} if found else None
