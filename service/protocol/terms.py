"""RDF terms in the four forms of solutions, as texts.

Sources: https://www.w3.org/TR/sparql11-results-json/, https://www.w3.org/TR/rdf-sparql-XMLres/,
https://www.w3.org/TR/sparql11-results-csv-tsv/; for triple terms and directions the drafts of 1.2.
"""

from __future__ import annotations

import json
import re
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ontology.terms import XSD

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple

quoted = json.encoder.encode_basestring
"""A text as a JSON string, which only escapes what it must."""

_STRING = f"{XSD}string"
_TRIPLE_PARTS = ("subject", "predicate", "object")
_CSV_SPECIAL = re.compile(r'[",\r\n]')
_BARE_IN_TSV = {
    f"{XSD}integer": re.compile(r"[+-]?[0-9]+"),
    f"{XSD}decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    f"{XSD}double": re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]+"),
    f"{XSD}boolean": re.compile(r"true|false"),
}
_XML_SPECIAL = re.compile(r"[<>&\"'\x00-\x08\x0b-\x1f\ufffe\uffff]|^[ \t\n]|[ \t\n]$")
_XML_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;", "'": "&apos;"}
_ITS = ' its:dir="{}" xmlns:its="http://www.w3.org/2005/11/its" its:version="2.0"'


def json_term(term: Term) -> str:
    """A member of a binding in SPARQL 1.1 Query Results JSON."""
    if isinstance(term, NamedNode):
        return f'{{"type":"uri","value":{quoted(term.value)}}}'
    if isinstance(term, Literal):
        text = quoted(term.value)
        language = term.language
        if language is not None:
            direction = f',"its:dir":"{term.direction}"' if term.direction else ""
            return f'{{"type":"literal","value":{text},"xml:lang":"{language}"{direction}}}'
        datatype = term.datatype.value
        if datatype == _STRING:
            return f'{{"type":"literal","value":{text}}}'
        return f'{{"type":"literal","value":{text},"datatype":{quoted(datatype)}}}'
    if isinstance(term, BlankNode):
        return f'{{"type":"bnode","value":{quoted(term.value)}}}'
    parts = ",".join(f'"{part}":{json_term(getattr(term, part))}' for part in _TRIPLE_PARTS)
    return f'{{"type":"triple","value":{{{parts}}}}}'


def xml_term(term: Term) -> str:
    """The content of a binding in SPARQL Query Results XML."""
    if isinstance(term, NamedNode):
        return f"<uri>{xml_text(term.value)}</uri>"
    if isinstance(term, Literal):
        text = xml_text(term.value)
        language = term.language
        if language is not None:
            direction = _ITS.format(term.direction) if term.direction else ""
            return f'<literal xml:lang="{language}"{direction}>{text}</literal>'
        datatype = term.datatype.value
        if datatype == _STRING:
            return f"<literal>{text}</literal>"
        return f'<literal datatype="{xml_text(datatype)}">{text}</literal>'
    if isinstance(term, BlankNode):
        return f"<bnode>{xml_text(term.value)}</bnode>"
    parts = "".join(f"<{part}>{xml_term(getattr(term, part))}</{part}>" for part in _TRIPLE_PARTS)
    return f"<triple>{parts}</triple>"


def xml_text(text: str) -> str:
    """Text for XML 1.0. Control characters cannot be in it at all: U+FFFD stands for them."""
    return _XML_SPECIAL.sub(_xml_character, text)


def _xml_character(match: re.Match[str]) -> str:
    character = match[0]
    if character in _XML_ENTITIES:
        return _XML_ENTITIES[character]
    # A carriage return would be read as a line feed, and space at the ends be trimmed by some.
    return f"&#{ord(character)};" if character in " \t\n\r" else "\ufffd"


def csv_term(term: Term) -> str:
    """A cell in SPARQL Query Results CSV: the text, without its type."""
    return csv_cell(_plain(term))


def _plain(term: Term) -> str:
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    if isinstance(term, Triple):
        return " ".join(_plain(getattr(term, part)) for part in _TRIPLE_PARTS)
    return term.value


def csv_cell(text: str) -> str:
    """A cell in quotes where it needs them."""
    if _CSV_SPECIAL.search(text):
        doubled = text.replace('"', '""')
        return f'"{doubled}"'
    return text


def tsv_term(term: Term) -> str:
    """A cell in SPARQL Query Results TSV: a term as in Turtle, numbers and booleans plain."""
    if isinstance(term, Literal):
        bare = _BARE_IN_TSV.get(term.datatype.value)
        if bare is not None and bare.fullmatch(term.value):
            return term.value
    if isinstance(term, Triple):
        parts = " ".join(tsv_term(getattr(term, part)) for part in _TRIPLE_PARTS)
        return f"<<( {parts} )>>"
    return str(term)
