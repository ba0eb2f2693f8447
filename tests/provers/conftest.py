"""One build by dbt for all twins; the others run the statements that it compiled."""

from pathlib import Path

import pytest

from ingest.sandbox.world import DEFAULT_TODAY
from ingest.settings import Settings
from orchestration.warehouse import Warehouse
from provers import twins
from provers.replay import Recipe
from tests.warehouse import MARTS_ONLY, build


@pytest.fixture(scope="session")
def first_pair() -> twins.Pair:
    """The pair of which dbt builds the one twin."""
    return twins.all_at_once(seed=1)


@pytest.fixture(scope="session")
def by_dbt(first_pair: twins.Pair, tmp_path_factory: pytest.TempPathFactory) -> tuple[Recipe, Path]:
    """The recipe of dbt's build of the first twin, and the folder of what it published."""
    settings = twins.settings_of(tmp_path_factory.mktemp("twin"), first_pair.kommuner)
    recipes = []

    def build_by_dbt(settings: Settings) -> None:
        warehouse = Warehouse(settings)
        warehouse.prepare()
        warehouse.begin()
        outcomes = build(settings.home, *MARTS_ONLY, today=DEFAULT_TODAY)
        models = [node.split(".")[2] for node in outcomes if node.startswith("model.")]
        recipes.append(Recipe.of(settings.warehouse, settings.home / "dbt", models))
        warehouse.finish(DEFAULT_TODAY.isoformat())

    published = twins.published(first_pair.one, settings, build_by_dbt)
    return recipes[0], published


@pytest.fixture(scope="session")
def recipe(by_dbt: tuple[Recipe, Path]) -> Recipe:
    """How dbt builds a warehouse."""
    return by_dbt[0]
