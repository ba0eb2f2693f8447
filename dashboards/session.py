"""What one person looks at now: who that is, what is published, and a language.

A choice of user, municipality or role begins a new *visit*. Every widget's key carries the visit, so searches and
filters of the one before are forgotten by construction; nothing needs to be found and cleared.
"""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl
import streamlit as st

from dashboards import columns as table_columns
from dashboards.columns import Column
from dashboards.language import Words
from dashboards.people import User
from dashboards.store import Generation
from dashboards.usage_store import Usage
from ingest.errors import ManntallError
from ingest.registry import Registry, access_log
from ingest.settings import Settings

KEPT = tuple(key for name in ("spraak", "bruker", "kommune", "rolle") for key in (name, f"kept-{name}"))
# Lists that need no page of their own: one page shows any of them.
LISTS = ("innbyggere", "velgere", "profiler", "relasjoner", "personer")
VISIT = "visit"
PLACE = "place"
SWITCHED = "switched"
VIEW = "view"


@dataclass(frozen=True, slots=True)
class View:
    """All that a page needs to know, and its only way to data."""

    user: User
    settings: Settings
    found: Generation | ManntallError
    found_usage: Usage | ManntallError
    found_registry: Registry | ManntallError
    say: Words
    visit: int

    @property
    def generation(self) -> Generation:
        """What is published of the population register, or the failure to read it."""
        return _or_failure(self.found)

    @property
    def usage(self) -> Usage:
        """What is published of who uses the service, or the failure to read it."""
        return _or_failure(self.found_usage)

    @property
    def registry(self) -> Registry:
        """What people have decided and were shown, or the failure to open it."""
        return _or_failure(self.found_registry)

    @property
    def kommunenummer(self) -> str:
        return self.user.kommunenummer

    @property
    def role(self) -> str:
        return self.user.role

    @property
    def kommune(self) -> str:
        return self.generation.status.kommuner[self.kommunenummer]

    @property
    def year(self) -> int:
        """The year the lists are made for."""
        return self.generation.status.dato.year

    def key(self, widget: str) -> str:
        """A widget's key, new with each visit."""
        return f"{widget}-{self.visit}"

    @property
    def marts(self) -> tuple[str, ...]:
        """The marts of the planner's role; nobody else has any."""
        if not self.role:
            return ()
        return self.generation.status.roles[self.role].marts

    def mart(self, what: str) -> str:
        """The name of the role's list of something."""
        return f"mart_{self.role}__{what}"

    def names(self, mart: str) -> list[str]:
        """The columns that one of the role's lists has."""
        return self.generation.names(self.kommunenummer, self.role, mart)

    def table(self, mart: str, columns: list[Column]) -> pl.DataFrame:
        """One of the role's lists as it may be read here, without headings yet; no log, no list."""
        access_log.ensure_writable(self.registry)
        rows = self.generation.read(self.kommunenummer, self.role, mart, table_columns.needed(columns))
        return table_columns.readable(rows, columns)

    def figures(self, what: str, columns: list[str]) -> pl.DataFrame:
        """The named columns of one of the role's figures; None: the cell is not shown."""
        return self.generation.read(self.kommunenummer, self.role, self.mart(what), columns)

    def file_name(self, page: str, ending: str) -> str:
        return f"{page}-{self.kommunenummer}-{self.generation.status.dato:%Y-%m-%d}.{ending}"


def _or_failure(found):
    if isinstance(found, ManntallError):
        raise found
    return found


def visit() -> int:
    """Which visit this is, counted from 0."""
    return st.session_state.get(VISIT, 0)


def has_arrived(page: str) -> bool:
    """Whether the page that is open is the one of the run before, in the same visit."""
    return st.session_state.get(PLACE) == (visit(), page)


def arrive(page: str) -> None:
    st.session_state[PLACE] = (visit(), page)


def has_switched() -> bool:
    """Whether somebody has just become another user: then to have the wrong page open is to ask for nothing."""
    return st.session_state.pop(SWITCHED, False)


def begin_visit() -> None:
    """Forget everything but language, user, municipality and role."""
    following = visit() + 1
    for key in [key for key in st.session_state if key not in KEPT]:
        del st.session_state[key]
    st.session_state[VISIT] = following
    st.session_state[SWITCHED] = True


def remembered(
    choose: Callable, label: str, options: dict[str, str], *, key: str, **options_of_widget: object
) -> str:
    """One of `options` (value to words), kept in the address: a reloaded or bookmarked page is the same."""
    values = list(options)
    if st.session_state.get(key) not in values:
        asked = asked_for(key)
        st.session_state[key] = asked if asked in values else values[0]
    chosen = choose(label, values, key=key, format_func=options.get, **options_of_widget)
    keep(key, chosen)
    return chosen


def asked_for(key: str) -> str | None:
    """What was chosen before, here or in the address; Streamlit forgets a widget's own value between pages."""
    return st.session_state.get(f"kept-{key}", st.query_params.get(key))


def keep(key: str, chosen: str) -> None:
    st.session_state[f"kept-{key}"] = st.query_params[key] = chosen


def set_view(view: View) -> None:
    st.session_state[VIEW] = view


def view() -> View:
    """What app.py decided for this run; pages begin here."""
    return st.session_state[VIEW]
