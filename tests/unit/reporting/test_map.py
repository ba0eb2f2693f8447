"""The tile map: every municipality has a tile of its own, near where it lies; stages are told apart without colour."""

import itertools

import pytest

from ingest.reporting import tiles
from ingest.reporting.stages import DARK, EDGE, STAGES

DARK_PAGE = "#12181f"  # the background of the dark theme
NORTH, SOUTH = "5622", "4205"  # Porsanger, Lindesnes
WEST, EAST = "4619", "5636"  # Solund's neighbourhood and Sør-Varanger's


def luminance(colour: str) -> float:
    """Source: WCAG 2.2, relative luminance."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_municipality_has_a_tile_of_its_own():
    assert set(tiles.layout()) == set(tiles.centres())
    assert len(set(tiles.layout().values())) == len(tiles.layout()) == 357


@pytest.mark.slow
def test_the_layout_is_as_near_to_the_land_as_any_can_be():
    from scipy.optimize import linear_sum_assignment

    places = tiles.places_apart()
    cells = tiles.cells_around(places)
    away = tiles.squared_distances(places, cells)
    best = away[linear_sum_assignment(away)].sum()
    at = list(tiles.layout().values())
    kept = [
        sum(
            (x + east - column) ** 2 + (y + north + row) ** 2
            for (x, y), (row, column) in zip(places, at, strict=True)
        )
        for east, north in itertools.product(range(-2, 3), range(-40, -30))
    ]
    assert min(kept) == pytest.approx(best, rel=1e-6)


def test_north_is_up_and_east_to_the_right():
    layout = tiles.layout()
    assert layout[NORTH][0] < layout[SOUTH][0]
    assert layout[WEST][1] < layout[EAST][1]


def test_the_projection_keeps_areas():
    """A degree square's area on the map is that on the sphere, far south as far north."""

    def area(latitude: float) -> float:
        corners = [
            tiles.projected(latitude + up, 15 + right)
            for up, right in ((0, 0), (0, 0.1), (0.1, 0.1), (0.1, 0))
        ]
        pairs = zip(corners, [*corners[1:], corners[0]], strict=True)
        return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2

    from math import radians, sin

    for latitude in (58.0, 65.0, 71.0):
        sphere = 6371**2 * radians(0.1) * (sin(radians(latitude + 0.1)) - sin(radians(latitude)))
        assert area(latitude) == pytest.approx(sphere, rel=1e-3)


@pytest.mark.parametrize("stage", STAGES)
def test_the_number_of_a_stage_can_be_read_on_its_colour(stage):
    assert contrast(stage.ink, stage.colour) >= 4.5


@pytest.mark.parametrize("page", ["#ffffff", DARK_PAGE])
def test_the_edge_of_a_tile_stands_out_from_the_page(page):
    assert contrast(EDGE, page) >= 3


def test_stages_differ_by_symbol_as_well_as_colour():
    assert [stage.rang for stage in STAGES] == list(range(6))
    assert len({stage.symbol for stage in STAGES}) == len({stage.colour for stage in STAGES}) == 6
    assert contrast(DARK, "#ffffff") > 15
