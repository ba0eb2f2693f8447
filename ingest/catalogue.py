"""What the YAML beside the models says: the columns of marts and gates, with their tags. Reading it needs no dbt."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from ingest import roles

SENSITIVITIES = ("aapen", "intern", "gradert", "taushetsbelagt", "statistikk")
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is ten times as fast


@dataclass(frozen=True, slots=True)
class Column:
    """A column as its YAML describes it; a tag that is missing is None."""

    name: str
    description: str
    freg_felt: str | None
    sensitivity: str | None


@dataclass(frozen=True, slots=True)
class Model:
    """A mart or a gate."""

    name: str
    columns: tuple[Column, ...]
    is_gate: bool

    @property
    def role(self) -> str:
        """The key of the role that a mart belongs to."""
        return self.name.removeprefix("mart_").split("__")[0]


def marts(project: Path | None = None) -> dict[str, Model]:
    """Every mart by its name, role by role."""
    folder = (project or roles.DBT_PROJECT) / "models" / "marts"
    return {name: model for name, model in _models(folder).items() if name.startswith("mart_")}


def gates(project: Path | None = None) -> dict[str, Model]:
    """Every model that a mart may read, by its name."""
    folder = (project or roles.DBT_PROJECT) / "models" / "intermediate"
    return {name: model for name, model in _models(folder).items() if model.is_gate}


def column(name: str, told: Mapping) -> Column:
    """A column from what YAML or dbt's manifest tells of it."""
    meta = (told.get("config") or {}).get("meta") or {}
    description = " ".join((told.get("description") or "").split())
    return Column(name, description, meta.get("freg_felt"), meta.get("sensitivity"))


@cache
def _models(folder: Path) -> dict[str, Model]:
    return dict(_read(folder))


def _read(folder: Path) -> Iterator[tuple[str, Model]]:
    for file in sorted(folder.rglob("_*.yml")):
        text = file.read_text(encoding="utf-8")
        if file.name.startswith("_unit_tests"):
            continue
        for told in (yaml.load(text, LOADER) or {}).get("models") or []:  # noqa: S506 - safe in C or Python
            columns = tuple(column(one["name"], one) for one in told.get("columns") or [])
            is_gate = bool(((told.get("config") or {}).get("meta") or {}).get("is_gate"))
            yield told["name"], Model(told["name"], columns, is_gate)
