"""Which event types may bring a stranger into scope."""

import pytest

from ingest.events import can_bring_into_scope


@pytest.mark.parametrize(
    "hendelsetype", ["personErBosatt", "endringIBostedsadresse", "personErOppdatert", "endringIDeltBosted"]
)
def test_moves_and_unknown_changes_may(hendelsetype):
    assert can_bring_into_scope(hendelsetype)


@pytest.mark.parametrize("hendelsetype", ["endringINavn", "endringISivilstand", "endringIIdentitetsgrunnlag"])
def test_what_says_nothing_of_residence_may_not(hendelsetype):
    assert not can_bring_into_scope(hendelsetype)


@pytest.mark.parametrize("hendelsetype", [None, "", "endringINoeHeltNytt", "ENDRING_I_NAVN"])
def test_a_type_that_is_not_known_may(hendelsetype):
    assert can_bring_into_scope(hendelsetype)
