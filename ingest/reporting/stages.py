"""How far a municipality has come: six stages, each with a colour, the ink that is read on it and a symbol.

Source of the stages: KS, `docs/measures.md`. A stage is never told by colour alone: its number stands in the tile
and its symbol is a shape of its own. Every ink has at least 4.5:1 on its colour, and a test measures it.
"""

from dataclasses import dataclass

INGEN, AVTALE, KONFIGURERT, TEST, I_BRUK, I_BRUK_MED_HENDELSER = range(6)
IN_USE = I_BRUK  # this and every later stage
EDGE = "#76828e"  # around every tile and symbol: 3:1 against the page, light or dark
DARK, WHITE = "#0b1420", "#ffffff"


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: `rang` as the marts number it, `key` in the texts, and how it looks."""

    rang: int
    key: str
    colour: str
    ink: str
    symbol: str  # of Vega: https://vega.github.io/vega/docs/marks/symbol/


STAGES = (
    Stage(INGEN, "ingen", "#f1f3f5", DARK, "cross"),
    Stage(AVTALE, "avtale", "#fdf3b4", DARK, "triangle-down"),
    Stage(KONFIGURERT, "konfigurert", "#c7e9b4", DARK, "triangle-up"),
    Stage(TEST, "test", "#6cc5b8", DARK, "square"),
    Stage(I_BRUK, "i_bruk", "#2070a8", WHITE, "circle"),
    Stage(I_BRUK_MED_HENDELSER, "i_bruk_med_hendelser", "#22308a", WHITE, "diamond"),
)
