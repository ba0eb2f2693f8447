"""What there is to tell of a role: its purpose, its legal bases, and every column it has, with the reason for each.

`manntall role` and `docs/roles.md` are made from this, and this from `vars.roles` and the YAML beside the marts.
"""

from dataclasses import asdict, fields
from datetime import date

from ingest import catalogue
from ingest.errors import ConfigurationError
from ingest.roles import CONFIRMED, Lovhjemmel, Role, load_hjemler, load_opplysninger, load_roles

N_OPPLYSNINGER = 23


def known_role(key: str) -> Role:
    """The role of a key.

    Raises:
        ConfigurationError: there is no such role; the sentence names those there are.
    """
    roles = load_roles()
    if key not in roles:
        raise ConfigurationError(f"There is no role of that name; there are {', '.join(roles)}.")
    return roles[key]


def summary(role: Role, on: date) -> dict:
    """A role in one line, as JSON can hold it."""
    return {
        "rolle": role.key,
        "navn": role.navn,
        "tjenesteomraade": role.tjenesteomraade,
        "status": role.status,
        "i_kraft": role.is_in_force(on),
        "n_opplysninger": role.breadth,
        "lovhjemmel": list(role.lovhjemmel),
    }


def facts(role: Role, on: date) -> dict:
    """All of a role on a day, as JSON can hold it; dates are ISO, None is open."""
    own = ("key", "navn", "lovhjemmel", "parts", "hjemler", "grunner")
    policy = {field.name: getattr(role, field.name) for field in fields(role) if field.name not in own}
    bases = load_hjemler()
    return {
        **summary(role, on),
        **_plain(policy),
        "n_av_23": f"{role.breadth} av {N_OPPLYSNINGER}",
        "hvorfor_ikke_i_kraft": reasons_not_in_force(role, on),
        "lovhjemmel": [
            _plain(asdict(bases[key])) | {"i_kraft": bases[key].is_in_force(on)} for key in role.lovhjemmel
        ],
        "opplysninger": [_part(role, place) for place in range(len(role.parts))],
        "marter": [
            {"mart": mart.name, "kolonner": [_column(role, column) for column in mart.columns]}
            for mart in catalogue.marts().values()
            if mart.role == role.key
        ],
    }


def reasons_not_in_force(role: Role, on: date) -> list[str]:
    """Why a role is neither fetched for nor published that day, a phrase each; none when it is."""
    bases = [load_hjemler()[key] for key in dict.fromkeys(role.hjemler)]
    return [
        f"{name} {reason}"
        for name, stated in (("rollen", role), *((basis.key, basis) for basis in bases))
        for reason in _against(stated, on)
    ]


def _against(stated: Role | Lovhjemmel, on: date) -> list[str]:
    reasons = [] if stated.status == CONFIRMED else [f"er {stated.status}, ikke {CONFIRMED}"]
    if on < stated.gyldig_fra:
        reasons.append(f"gjelder først fra {stated.gyldig_fra}")
    if stated.gyldig_til and on > stated.gyldig_til:
        reasons.append(f"gjaldt til {stated.gyldig_til}")
    return reasons


def _part(role: Role, place: int) -> dict:
    told = load_opplysninger()[role.parts[place]]
    return {
        "opplysning": told.part,
        "nr": told.nr,
        "taushetsbelagt": told.taushetsbelagt,
        "hjemmel": role.hjemler[place],
        "grunn": role.grunner[place],
    }


def _column(role: Role, column: catalogue.Column) -> dict:
    """A column with the basis and the reason of the opplysning it is made from; both empty where the role has none."""
    known = {part: place for place, part in enumerate(role.parts)}
    place = known.get(column.freg_felt)
    return {
        "kolonne": column.name,
        "opplysning": column.freg_felt,
        "sensitivitet": column.sensitivity,
        "hjemmel": "" if place is None else role.hjemler[place],
        "grunn": "" if place is None else role.grunner[place],
    }


def _plain(values: dict) -> dict:
    return {
        name: value.isoformat()
        if isinstance(value, date)
        else list(value)
        if isinstance(value, tuple)
        else value
        for name, value in values.items()
    }
