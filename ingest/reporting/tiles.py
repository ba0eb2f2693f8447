"""A map in which every municipality is as large: one tile each on a grid, near where it lies.

`tiles.csv` is made once, from the centres in the seed `kommuner`, by `python -m ingest.reporting.tiles`; the
pages and the report only read it. The layout has three steps: an equal-area projection, neighbours that stand too
close push each other apart, and each takes a cell of its own so that the squared distances are least in all.
"""

import csv
from functools import cache
from pathlib import Path

from ingest.roles import DBT_PROJECT

LAYOUT = Path(__file__).with_name("tiles.csv")
CENTRES = DBT_PROJECT / "seeds" / "kommuner.csv"

EARTH_KM = 6371.0
PARALLELS = (60.0, 70.0)  # between them the projection is true to scale
ORIGIN = (65.0, 16.0)  # latitude and longitude of the middle of the map
TILE_KM = 46.0  # smaller gives more holes in the north, larger moves the south further: both were looked at
ROUNDS, PUSH, HOLD = 400, 0.3, 0.01  # of the pushing; by then nothing moves any more


@cache
def layout() -> dict[str, tuple[int, int]]:
    """Row and column of each municipality's tile, from the north-western corner."""
    with LAYOUT.open(encoding="utf-8", newline="") as file:
        return {row["kommunenummer"]: (int(row["rad"]), int(row["kolonne"])) for row in csv.DictReader(file)}


def centres() -> dict[str, tuple[float, float]]:
    """Latitude and longitude of each municipality's centre, from the seed."""
    with CENTRES.open(encoding="utf-8", newline="") as file:
        return {
            row["kommunenummer"]: (float(row["breddegrad"]), float(row["lengdegrad"]))
            for row in csv.DictReader(file)
        }


def write_layout() -> None:
    """Make `tiles.csv` anew."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    places = places_apart()
    cells = cells_around(places)
    chosen = linear_sum_assignment(squared_distances(places, cells))[1]
    tiles = cells[chosen].astype(int)
    tiles -= tiles.min(axis=0)
    rows = tiles[:, 1].max() - tiles[:, 1]  # the grid's rows are counted from the north
    with LAYOUT.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["kommunenummer", "rad", "kolonne"])
        out.writerows(zip(centres(), rows, np.asarray(tiles[:, 0]), strict=True))


def places_apart():
    """Where each municipality wants its tile: east and north in tiles, pushed apart where they are crowded."""
    import numpy as np

    home = np.array([projected(*centre) for centre in centres().values()]) / TILE_KM
    now = home.copy()
    for _ in range(ROUNDS):
        between = now[:, None] - now[None]
        distance = np.hypot(between[..., 0], between[..., 1]) + np.eye(len(now)) * 9
        too_close = np.clip(1 - distance, 0, None)
        now = now + PUSH * (between / distance[..., None] * too_close[..., None]).sum(axis=1)
        now = now + HOLD * (home - now)
    return (now - now.min(axis=0)).round(6)


def projected(latitude: float, longitude: float) -> tuple[float, float]:
    """Kilometres east and north of `ORIGIN` in Albers' equal-area conic projection.

    Source: Snyder, Map Projections: A Working Manual (USGS 1395), equations 14-1 to 14-6.
    """
    from math import cos, radians, sin, sqrt

    first, second = map(radians, PARALLELS)
    n = (sin(first) + sin(second)) / 2
    c = cos(first) ** 2 + 2 * n * sin(first)
    rho, rho_origin = (sqrt(c - 2 * n * sin(radians(phi))) / n for phi in (latitude, ORIGIN[0]))
    theta = n * radians(longitude - ORIGIN[1])
    return EARTH_KM * rho * sin(theta), EARTH_KM * (rho_origin - rho * cos(theta))


def cells_around(places):
    """Every cell of a grid that holds all the places, with one to spare on each side."""
    import numpy as np

    width, height = places.max(axis=0).astype(int) + 2
    return np.array([(x, y) for y in range(-1, height + 1) for x in range(-1, width + 1)], dtype=float)


def squared_distances(places, cells):
    """One row a place, one column a cell."""
    return ((places[:, None] - cells[None]) ** 2).sum(axis=-1)


if __name__ == "__main__":
    write_layout()
