"""The entry: language and who one is, then the pages of that user. `manntall dashboards` runs it."""

import logging
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import streamlit as st

from dashboards import columns, disclosure, freshness, parts, session, store, usage_store, watching
from dashboards.language import LANGUAGES, Words
from dashboards.pages import PAGES, file_of, open_to
from dashboards.people import Kind, User
from ingest.errors import ConfigurationError, ManntallError
from ingest.registry import RegistryError, open_registry, users
from ingest.settings import load_settings
from ingest.staleness import Level

T = TypeVar("T")
log = logging.getLogger("manntall.dashboards")

# Local files: a page icon by name would be fetched from outside.
ICON = Path(__file__).with_name("manntall.svg")
WORDMARK = Path(__file__).with_name("wordmark.svg")


def main() -> None:
    st.set_page_config("Manntall", page_icon=str(ICON), layout="wide")
    st.logo(str(WORDMARK), size="large", icon_image=str(ICON))
    top, corner = st.columns([4, 1], vertical_alignment="center")
    say = choose_language(corner)
    kind = choose_kind(say)
    if kind is None:
        navigation(say, set())
        welcome(say)
        return
    shown = attempt(lambda: store.moment(load_settings().published))  # before anything is read
    try:
        view = choose_view(kind, say)
    except Exception as error:
        navigation(say, set())
        explain(error, say)
        return
    session.set_view(view)
    with top:
        source_line(view, Level.NOTHING if isinstance(view.found, ManntallError) else view.found.level())
        watching.watch(view.settings.published, shown)
    show(view)


def show(view: session.View) -> None:
    """The page that was asked for, if the user has it, else the user's first."""
    open_pages = open_to(view.user, view.marts)
    chosen = navigation(view.say, set(open_pages))
    try:
        begin_page(view, chosen.url_path, open_pages)
    except Exception as error:
        explain(error, view.say)
        if view.user.kind == Kind.PLANLEGGER:
            return  # what the others see is of nobody
    if chosen.url_path not in open_pages:
        st.switch_page(file_of(open_pages[0]))
    stage = st.empty()
    try:
        with stage.container():
            chosen.run()
    except store.ReplacedError:
        st.rerun()
    except Exception as error:
        stage.empty()  # half a page says less than it seems to
        explain(error, view.say)


def begin_page(view: session.View, page: str, open_pages: list[str]) -> None:
    """What the registry must know when somebody comes to a page: who it is, and that they were turned away."""
    if session.has_arrived(page):
        return
    disclosure.forget_page()
    user, has_switched = view.user, session.has_switched()
    users.remember(
        view.registry,
        key=user.key,
        kind=user.kind.value,
        role=user.role,
        kommunenummer=user.kommunenummer,
    )
    if page in PAGES and page not in open_pages and not has_switched:
        disclosure.refuse(view, page)
    session.arrive(page)


def choose_language(corner) -> Words:
    with corner, st.container(horizontal=True, horizontal_alignment="right"):
        language = session.remembered(
            st.segmented_control,
            Words("nb")("app.language"),
            LANGUAGES,
            key="spraak",
            required=True,
            label_visibility="collapsed",
        )
    parts.announce_language(language)
    return Words(language)


def choose_kind(say: Words) -> Kind | None:
    """What kind of user one is; None until somebody has said so."""
    if session.asked_for("bruker") not in list(Kind):
        return None
    kinds = {kind.value: say(f"user.{kind}") for kind in Kind}
    with st.sidebar:
        chosen = session.remembered(
            st.selectbox,
            say("app.choose_user"),
            kinds,
            key="bruker",
            help=say("app.choose_user_help"),
            on_change=session.begin_visit,
        )
    return Kind(chosen)


def welcome(say: Words) -> None:
    """Asks who one is: what each kind of user comes for, and a button."""
    parts.heading(say("welcome.title"), say("welcome.lead"))
    for column, kind in zip(st.columns(len(Kind)), Kind, strict=True):
        with column, st.container(border=True, height="stretch"):
            st.subheader(say(f"user.{kind}"), anchor=False)
            st.markdown(say(f"welcome.{kind}"))
            st.button(
                say("welcome.enter", user=say(f"user.{kind}").lower()),
                key=f"enter-{kind}",
                type="primary",
                on_click=session.keep,
                args=("bruker", kind.value),
            )
    st.caption(say("welcome.note"))


def choose_view(kind: Kind, say: Words) -> session.View:
    """What is published, and who looks at it. A planner sees one municipality's people, and nothing without them."""
    settings = load_settings()
    found = attempt(lambda: store.current(settings.published))
    figures = attempt(lambda: usage_store.current(settings.home))
    registry = attempt(lambda: open_registry(settings))
    user = User(kind)
    if kind == Kind.PLANLEGGER:
        if isinstance(found, ManntallError):
            raise found
        user = choose_planner(found, say)
    return session.View(user, settings, found, figures, registry, say, session.visit())


def attempt(reading: Callable[[], T]) -> T | ManntallError:
    """What was read, or why it could not be."""
    try:
        return reading()
    except ManntallError as error:
        return error


def choose_planner(generation: store.Generation, say: Words) -> User:
    """Municipality and role, in the sidebar."""
    status = generation.status
    kommuner = {
        number: say("app.municipality", name=status.kommuner[number], number=number)
        for number in columns.in_norwegian_order(status.kommuner)
    }
    roles = {key: say.or_else(f"role.{key}", role.navn) for key, role in status.roles.items()}
    with st.sidebar:
        kommunenummer = session.remembered(
            st.selectbox,
            say("app.choose_municipality"),
            kommuner,
            key="kommune",
            on_change=session.begin_visit,
        )
        role = session.remembered(
            st.selectbox,
            say("app.choose_role"),
            roles,
            key="rolle",
            help=say("app.choose_role_help"),
            on_change=session.begin_visit,
        )
    return User(Kind.PLANLEGGER, role, kommunenummer)


def navigation(say: Words, open_pages: set[str]):
    """The page of the address. Every page is known, so none is "not found"; the menu shows the open ones."""
    start = st.Page(lambda: None, title=say("app.name"), default=True, visibility="hidden")
    pages = [
        st.Page(
            file_of(name),
            title=say(f"{name}.title"),
            icon=f":material/{page.icon}:",
            url_path=name,
            visibility="visible" if name in open_pages else "hidden",
        )
        for name, page in PAGES.items()
    ]
    return st.navigation([start, *pages])


@st.fragment(run_every="60s")
def source_line(view: session.View, level: Level) -> None:
    """Where the figures are from and how old they are; drawn anew each minute, so that the age stays true."""
    if view.user.kind != Kind.PROSJEKTLEDER and not isinstance(view.found, ManntallError):
        people_line(view.generation, view.say, level)
    if view.user.kind != Kind.PLANLEGGER and not isinstance(view.found_usage, ManntallError):
        figures_line(view.usage.status, view.say)


def people_line(generation: store.Generation, say: Words, level: Level) -> None:
    """Source time and age of people's lists. What hides now that did not when the page was drawn draws it anew."""
    status = generation.status
    if generation.level() != level:
        st.rerun()
    if level:
        source_age = say.age(status.source_at or status.published_at)
        text = "app.rosters_hidden" if level == Level.ROSTERS else "app.addresses_hidden"
        st.warning(say(text, age=source_age), icon=":material/visibility_off:")
    age = say.age(status.published_at)
    if status.source_at:
        st.caption(say("app.source", source=say.moment(status.source_at), age=age))
    else:
        st.caption(say("app.source_unknown", age=age))
    if freshness.is_old(status, datetime.now(UTC)):
        st.warning(say("app.old", days=freshness.TOO_OLD.days), icon=":material/warning:")


def figures_line(status: usage_store.Status, say: Words) -> None:
    age = say.age(status.published_at)
    st.caption(say("app.source_figures", day=say.day(status.per_dato), age=age))


def explain(error: Exception, say: Words) -> None:
    """A failure in words. Its own message stays unread and unlogged, for it may quote a person's data."""
    if isinstance(error, usage_store.NoUsagePublishedError):
        parts.nothing_published(say, "start.real_figures", "manntall usage refresh")
    elif isinstance(error, store.NothingPublishedError):
        parts.nothing_published(say, "start.real", "manntall refresh")
    elif isinstance(error, store.PublishedError):
        st.error(say(error.text), title=say("error.title"))
    elif isinstance(error, RegistryError):
        st.error(say("error.registry"), title=say("error.title"))
    elif isinstance(error, ConfigurationError):
        st.error(say("error.configuration"))
    else:
        place = traceback.extract_tb(error.__traceback__)[-1]
        log.error("%s at %s:%s", type(error).__name__, Path(place.filename).name, place.lineno)
        st.error(say("error.unexpected"))


main()
