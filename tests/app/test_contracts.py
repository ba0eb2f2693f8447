"""The pages, the made-up generation of their tests and dbt's enforced contracts agree on the columns."""

import pytest

from dashboards import columns
from dashboards.language import Words
from tests.app.contracts import contracts
from tests.app.published import BIRTH, CHILD, DEATH

SAY = Words("nb")
MADE_UP = {
    "mart_oppvekst__barn": CHILD,
    "mart_oppvekst__delt_bosted_fra_annen_kommune": CHILD,
    "mart_helsestasjon__foedsler": BIRTH,
    "mart_doedsfall__doede": DEATH,
}


@pytest.mark.parametrize("mart", MADE_UP)
def test_the_made_up_lists_have_the_columns_of_the_contract(mart):
    assert list(MADE_UP[mart]) == list(contracts()[mart])


@pytest.mark.parametrize("mart", MADE_UP)
def test_a_page_reads_only_what_the_contract_gives(mart):
    names = list(contracts()[mart])
    shown = {"mart_helsestasjon__foedsler": columns.births(SAY), "mart_doedsfall__doede": columns.deaths(SAY)}
    assert set(columns.needed(shown.get(mart) or columns.children(SAY, names))) <= set(names)


def test_the_roster_of_all_children_leaves_out_no_column_that_it_has_words_for():
    names = list(contracts()["mart_oppvekst__barn"])
    keys = {column.key for column in columns.children(SAY, names)}
    assert {"adresse", "skolekrets", "grunnkrets", "delt_bosted", "foreldreansvar", "oppfoelging"} <= keys
