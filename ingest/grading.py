"""FREG's address gradings and their ranks: the reference that the macros are held to.

Source: fiks.md 5.2; FREG *Adresser* and *Spesreg*. A missing or unknown code ranks above every known one, so that a new
code hides and never leaks.
"""

RANK = {"ugradert": 0, "klientadresse": 1, "fortrolig": 2, "strengtFortrolig": 3}
UNKNOWN_RANK = 99


def rank(code: str | None) -> int:
    """The rank of a code as FREG writes it, in camelCase or in the UPPER_SNAKE of older documents."""
    folded = (code or "").replace("_", "").casefold()
    return next((rank for known, rank in RANK.items() if known.casefold() == folded), UNKNOWN_RANK)
