"""The sandbox's sources, by way of HTTP, contracts, models and publication: every figure as by hand."""

from datetime import date

import pyarrow.parquet as pq
import pytest

from ingest.sandbox.server import start
from ingest.settings import Settings
from orchestration.utbredelse import refresh_usage
from tests.usage_oracle.comparison import ORACLE, assert_same
from tests.usage_oracle.world import World, landed_tables

TODAY = date(2026, 11, 25)


@pytest.mark.slow
def test_every_published_figure_is_what_the_landed_sources_say(tmp_path):
    with start(home=tmp_path, persons=20, seed=1, port=0) as running:
        done = refresh_usage(Settings(home=tmp_path, freg_url=running.freg_url, dato=TODAY))
    assert not done.landed.faults
    world = World(landed_tables(tmp_path), TODAY)
    assert len(world.municipal_calls) > 100_000
    for mart in ORACLE:
        published = pq.read_table(done.published.folder / f"mart_utbredelse__{mart}.parquet").to_pylist()
        assert_same(mart, published, ORACLE[mart](world))
