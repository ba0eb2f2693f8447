"""How an element of a person document is read: freg.md 5.1, in dicts and loops."""

from datetime import date

SEVERAL_AT_ONCE = {
    "familierelasjon",
    "foreldreansvar",
    "kontaktinformasjonForDoedsbo",
    "statsborgerskap",
    "utenlandskPersonidentifikasjon",
    "utlendingsmyndighetenesIdentifikasjonsnummer",
}


def as_list(value: object) -> list[dict]:
    """The entries of an element; one that is no object says nothing."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def text(entry: object, name: str) -> str | None:
    """A field as text; empty and blank are no value, and what is no object has none."""
    value = entry.get(name) if isinstance(entry, dict) else None
    return (str(value).strip() or None) if value is not None else None


def fold(code: str | None) -> str:
    return (code or "").replace("_", "").lower()


def calendar_date(value: str | None) -> date | None:
    try:
        return date.fromisoformat((value or "")[:10])
    except ValueError:
        return None


def ordered(document: dict, element: str) -> list[dict]:
    """Newest first: by the two times, by what is said to be current, by place."""
    entries = list(enumerate(as_list(document.get(element))))
    if len(entries) < 2:
        return [entry for _, entry in entries]
    entries.sort(
        key=lambda pair: (
            pair[1].get("gyldighetstidspunkt") or "",
            pair[1].get("ajourholdstidspunkt") or "",
            pair[1].get("erGjeldende") is True,
            -pair[0],
        ),
        reverse=True,
    )
    return [entry for _, entry in entries]


def current(document: dict, element: str) -> list[dict]:
    """The current entries, newest first. Without a word on it, the newest is, or all where several may be."""
    found = []
    for place, entry in enumerate(ordered(document, element)):
        told = entry.get("erGjeldende")
        assumed = not text(entry, "opphoerstidspunkt") and (element in SEVERAL_AT_ONCE or place == 0)
        if told or (told is None and assumed):
            found.append(entry)
    return found


def newest(document: dict, element: str, *, current_only: bool = True) -> dict | None:
    """The newest entry, of those that are current unless told otherwise."""
    entries = current(document, element) if current_only else ordered(document, element)
    return next(iter(entries), None)
