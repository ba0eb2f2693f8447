"""The entry: language, municipality and role, then the pages of that role. `manntall dashboards` runs it."""

import logging
import traceback
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from dashboards import columns, freshness, parts, session, store
from dashboards.language import LANGUAGES, Words
from dashboards.session import LISTS
from ingest.errors import ConfigurationError
from ingest.settings import load_settings

log = logging.getLogger("manntall.dashboards")

# A page, and what a role must have a list of to see it (`mart_<rolle>__<what>`); nothing: every role sees it.
PAGES = {
    "barn": ("barn",),
    "foedsler": ("foedsler",),
    "doedsfall": ("doede",),
    "flyttinger": ("flyttinger",),
    "lister": LISTS,
    "befolkning": ("befolkning",),
    "skolestart": ("skolestart",),
    "ferskhet": (),
}
ICONS = {
    "barn": "groups",
    "foedsler": "child_care",
    "doedsfall": "candle",
    "flyttinger": "moving",
    "lister": "list_alt",
    "befolkning": "bar_chart",
    "skolestart": "school",
    "ferskhet": "schedule",
}
# Local files: a page icon by name would be fetched from outside.
ICON = Path(__file__).with_name("manntall.svg")
WORDMARK = Path(__file__).with_name("wordmark.svg")


def main() -> None:
    st.set_page_config("Manntall", page_icon=str(ICON), layout="wide")
    st.logo(str(WORDMARK), size="large", icon_image=str(ICON))
    top, corner = st.columns([4, 1], vertical_alignment="center")
    say = choose_language(corner)
    try:
        generation = store.current(load_settings().published)
    except Exception as error:
        navigation(say, set())
        explain(error, say)
        return
    show(generation, say, top)


def show(generation: store.Generation, say: Words, top) -> None:
    """The page that was asked for, if the role has it, else the role's first."""
    view = choose_view(generation, say)
    session.set_view(view)
    with top:
        source_line(view)
    marts = generation.status.roles[view.role].marts
    open_pages = [
        page for page, lists in PAGES.items() if not lists or any(view.mart(one) in marts for one in lists)
    ]
    chosen = navigation(say, set(open_pages))
    if chosen.url_path not in open_pages:
        st.switch_page(page_file(open_pages[0]))
    try:
        chosen.run()
    except store.ReplacedError:
        st.rerun()
    except Exception as error:
        explain(error, say)


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


def choose_view(generation: store.Generation, say: Words) -> session.View:
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
    return session.View(generation, kommunenummer, role, say, session.visit())


def navigation(say: Words, open_pages: set[str]):
    """The page of the address. Every page is known, so none is "not found"; the menu shows the open ones."""
    start = st.Page(lambda: None, title=say("app.name"), default=True, visibility="hidden")
    pages = [
        st.Page(
            page_file(page),
            title=say(f"{page}.title"),
            icon=f":material/{ICONS[page]}:",
            url_path=page,
            visibility="visible" if page in open_pages else "hidden",
        )
        for page in PAGES
    ]
    return st.navigation([start, *pages])


def page_file(page: str) -> str:
    return f"app_pages/{page}.py"


@st.fragment(run_every="60s")
def source_line(view: session.View) -> None:
    """Where the figures are from and how old they are; drawn anew each minute, so that the age stays true."""
    say, status = view.say, view.generation.status
    age = say.age(status.published_at)
    if status.source_at:
        st.caption(say("app.source", source=say.moment(status.source_at), age=age))
    else:
        st.caption(say("app.source_unknown", age=age))
    if freshness.is_old(status, datetime.now(UTC)):
        st.warning(say("app.old", days=freshness.TOO_OLD.days), icon=":material/warning:")


def explain(error: Exception, say: Words) -> None:
    """A failure in words. Its own message stays unread and unlogged, for it may quote a person's data."""
    if isinstance(error, store.NothingPublishedError):
        parts.nothing_published(say)
    elif isinstance(error, store.PublishedError):
        st.error(say(error.text), title=say("error.title"))
    elif isinstance(error, ConfigurationError):
        st.error(say("error.configuration"))
    else:
        place = traceback.extract_tb(error.__traceback__)[-1]
        log.error("%s at %s:%s", type(error).__name__, Path(place.filename).name, place.lineno)
        st.error(say("error.unexpected"))


main()
