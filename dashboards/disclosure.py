"""The access log as pages need it: an entry before people are shown, and before a file of them is handed out."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import polars as pl
import streamlit as st

from dashboards import columns as table_columns
from dashboards.columns import Column
from dashboards.session import View
from dashboards.store import NotInRoleError
from ingest.registry import access_log, exports
from ingest.registry.access_log import Access
from ingest.registry.exports import Export
from ingest.roles import load_roles

SHOWN = "shown"  # in the session: what is logged already of the page that is open
IDENTIFIERS = ("identifikator",)


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What is shown, of whom and to whom: an entry of the log, and the identity numbers of the people in it."""

    access: Access
    numbers: tuple[str, ...] = ()


def of_people(view: View, page: str, columns: list[Column], shown: pl.DataFrame, total: int) -> Disclosure:
    """Log that these rows of a list of `total` are shown, unless the last thing logged on the page is the same.

    Raises:
        RegistryError: nothing was logged, so nothing may be shown.
    """
    access = replace(
        access_of(view, page),
        columns=tuple(table_columns.needed(columns)),
        filter_class=_filter_class(view, page, shown.height, total),
    )
    numbers = _numbers(shown)
    name = (access, view.registry.pseudonym(" ".join(numbers)))  # the session must not keep the numbers
    logged = st.session_state.setdefault(SHOWN, {})
    if logged.get(page) != name:
        access_log.append(view.registry, access, access_log.pseudonyms(view.registry, numbers))
        logged[page] = name
    return Disclosure(access, numbers)


def of_figures(view: View, page: str) -> Disclosure:
    """Figures name nobody: only files of them are logged."""
    return Disclosure(access_of(view, page))


def registered(
    view: View, told: Disclosure, file_name: str, n_rows: int, write: Callable[[], bytes]
) -> Callable[[], bytes]:
    """A writer whose file is registered before it is handed out."""

    def write_registered() -> bytes:
        content = write()
        export = Export(file_name, content, n_rows, timedelta(days=view.settings.export_days))
        keyed = access_log.pseudonyms(view.registry, told.numbers)
        exports.register(view.registry, export, told.access, keyed)
        return content

    return write_registered


def refuse(view: View, page: str) -> None:
    """Log that somebody was turned away from a page or a list."""
    access_log.append(view.registry, replace(access_of(view, page), hendelse="avslag"))


def forget_page() -> None:
    """Another page is opened: what it shows is logged, also what was logged the last time it was open."""
    st.session_state.pop(SHOWN, None)


def access_of(view: View, page: str) -> Access:
    """Who looks at a page, as what, and why that role may.

    Raises:
        NotInRoleError: the role is published, and is no longer one of the policy's.
    """
    user = view.user
    role = load_roles().get(user.role)
    if user.role and role is None:
        raise NotInRoleError
    return Access(
        "visning",
        user.key,
        page,
        role=user.role or user.kind.value,
        basis=", ".join(role.lovhjemmel) if role else "",
        purpose=role.formaal if role else "",
        kommunenummer=user.kommunenummer,
        generation=view.generation.folder.name if user.role else "",
    )


def _numbers(shown: pl.DataFrame) -> tuple[str, ...]:
    """The identity numbers in a table, sorted: of the people, and of those who are named beside them."""
    found = [name for name in shown.columns if name.endswith("foedselsnummer") or name in IDENTIFIERS]
    if not found:
        return ()
    return tuple(pl.concat([shown[name].alias("n") for name in found]).drop_nulls().unique().sort())


def _filter_class(view: View, page: str, shown: int, total: int) -> str:
    if shown == total:
        return "alle"
    return "sok" if st.session_state.get(view.key(f"{page}-search")) else "filter"
