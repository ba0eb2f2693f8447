"""Made-up people and real ones never share a home."""

import pytest

from ingest.errors import ConfigurationError
from ingest.landing import Landing
from ingest.settings import Settings
from orchestration import demo
from orchestration.refresh import refresh

REAL = "https://freg.example/folkeregisteret/offentlig-med-hjemmel/api"


def test_a_sandbox_does_not_start_in_a_home_that_holds_real_people(tmp_path):
    settings = Settings(home=tmp_path)
    Landing(settings.landing).add_extract("4601", 5, ["x"], "person")
    with pytest.raises(ConfigurationError, match="never mix"):
        demo.sandbox(settings, persons=10, seed=1, port=0)
    assert not (tmp_path / "sandbox").exists()


def test_a_real_freg_is_not_read_into_a_home_of_the_sandbox(tmp_path):
    with demo.sandbox(Settings(home=tmp_path), persons=10, seed=1, port=0):
        pass
    with pytest.raises(ConfigurationError, match="never mix"):
        refresh(Settings(home=tmp_path, freg_url=REAL, kommuner="4601"))


def test_a_home_without_people_may_have_a_sandbox(tmp_path):
    demo.refuse_real_people(Settings(home=tmp_path))
