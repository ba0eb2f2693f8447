"""Two readings of the same lists, cell by cell."""

from provers.oracle.persons import Row

KEYS = (
    *("kommunenummer", "foedselsnummer", "identifikator", "retning", "flyttedato"),
    *("grunnlag", "relasjon", "relatert_foedselsnummer"),
)


def assert_same(mart: str, found: list[Row], wanted: list[Row]) -> None:
    """Fails with the first row that differs. Order does not matter."""
    ours, theirs = by_key(found), by_key(wanted)
    assert len(ours) == len(found), f"{mart}: a row twice"
    too_many, missing = ours.keys() - theirs.keys(), theirs.keys() - ours.keys()
    assert not too_many and not missing, f"{mart}: {len(too_many)} rows too many, {len(missing)} missing"
    for key, row in theirs.items():
        differing = {name for name in row.keys() | ours[key].keys() if ours[key].get(name) != row.get(name)}
        assert not differing and ours[key].keys() == row.keys(), f"{mart}, {key}: {differing}"


def by_key(rows: list[Row]) -> dict[tuple, Row]:
    return {tuple(row.get(name) for name in KEYS): row for row in rows}


def assert_all_same(found: dict[str, list[Row]], wanted: dict[str, list[Row]]) -> None:
    """The same of every mart that both have."""
    for mart in found.keys() & wanted.keys():
        assert_same(mart, found[mart], wanted[mart])
