"""Whoever is denied leaves a page that is open already; without the ledger nothing is shown."""

import pytest

from dashboards import store, watching
from ingest.events import Reason
from ingest.guard import INDEXED, index_of
from ingest.protection import DenyLedger, Entry, Kind, now
from tests.app.conftest import everything

BARN = "mart_oppvekst__barn"


@pytest.fixture
def denied(home):
    """A function that denies somebody of the first list, and gives their number."""
    import pyarrow.parquet as pq

    pq.write_table(INDEXED.empty_table(), index_of(home, "00000001"))
    number = numbers(home)[0]

    def deny():
        ledger = DenyLedger(home)
        ledger.append([Entry(Kind.DENY, now(), 1, (ledger.pseudonym(number),), Reason.ADRESSEBESKYTTELSE)])
        return number

    return deny


def numbers(home):
    rows = store.current(home / "published").read("0301", "oppvekst", BARN, ["foedselsnummer"])
    return rows["foedselsnummer"].to_list()


def test_a_denied_person_is_in_no_row_of_the_next_read(home, denied):
    number = denied()
    assert number not in numbers(home)
    assert store.current(home / "published").read("0301", "oppvekst", BARN, ["navn"]).columns == ["navn"]


def test_an_open_page_sees_that_another_moment_has_come_and_is_drawn_anew(
    home, denied, open_page, monkeypatch
):
    app = open_page()
    before = app.metric[0].value
    moment = store.moment(home / "published")
    denied()
    assert store.moment(home / "published") != moment
    reruns = []
    monkeypatch.setattr(watching.st, "rerun", lambda: reruns.append(1))
    watching.watch.__wrapped__(home / "published", moment)
    watching.watch.__wrapped__(home / "published", store.moment(home / "published"))
    assert reruns == [1]
    assert app.run().metric[0].value == str(int(before) - 1)


@pytest.mark.parametrize("harm", ["ledger.jsonl", "key"])
def test_without_the_ledger_nothing_is_shown_and_the_page_says_what_to_do(home, open_page, harm):
    number = numbers(home)[0]
    (home / "protection" / harm).unlink()
    app = open_page()
    assert "ingenting vises" in app.error[0].value and "manntall refresh" in app.error[0].value
    assert not app.dataframe and not app.metric
    assert number not in everything(app)
    assert store.moment(home / "published")[0] == "00000001"
