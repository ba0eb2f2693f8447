"""Everything that can happen, and how often."""

from ingest.sandbox import life_arrivals, life_moves
from ingest.sandbox.life import Happening

HAPPENINGS: tuple[tuple[Happening, float], ...] = (
    (life_arrivals.birth, 8),
    (life_arrivals.naming, 8),
    (life_arrivals.death, 6),
    (life_arrivals.annulled_death, 1),
    (life_moves.move_within, 12),
    (life_moves.move_between, 8),
    (life_moves.protect, 2),
)
