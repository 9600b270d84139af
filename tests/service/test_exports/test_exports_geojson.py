from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from service.exports import ExportData, write_export


@pytest.fixture
def layer(county: ExportData, out: Path) -> Any:
    write_export("geojson", county, out)
    return json.loads(out.read_text(encoding="utf-8"))


def test_the_layer_is_valid_geojson(layer: Any) -> None:
    assert layer["type"] == "FeatureCollection"
    assert len({feature["id"] for feature in layer["features"]}) == len(layer["features"])
    for feature in layer["features"]:
        assert set(feature) == {"type", "id", "geometry", "properties"}
        assert feature["type"] == "Feature"
        assert feature["geometry"]["type"] == "Point"
        longitude, latitude = feature["geometry"]["coordinates"]
        assert -180 <= longitude <= 180
        assert -90 <= latitude <= 90


def test_sites_and_places_with_their_services(layer: Any) -> None:
    features = {f["properties"]["name"]: f for f in layer["features"]}
    assert set(features) == {"Main street clinic", "Alder"}
    site = features["Main street clinic"]
    assert site["geometry"]["coordinates"] == [-123.09, 44.051235]
    assert site["properties"]["services"] == ["Visits"]
    assert site["properties"]["partner"] == "Niños Clinic <b>"
    assert site["properties"]["address"] == "1 Main Street"


def test_the_run_stands_beside_the_features(layer: Any) -> None:
    about = layer["nowrongdoor"]
    assert about["parameters"]["handoffs"] == 1
    assert "2026-11-21" in about["run"]
    assert about["without_coordinates"] == 1
