"""Which pages there are, and for whom. A page is a file of `app_pages/` and a table of its name in the texts."""

from dataclasses import dataclass

from dashboards.people import Kind, User
from dashboards.session import LISTS


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its icon, the kind of user it is for, and what a planner's role must have one list of to see it.

    A list is named by what it is of (`mart_<rolle>__<what>`); none: every planner sees the page.
    """

    icon: str
    kind: Kind
    lists: tuple[str, ...] = ()

    def is_open(self, user: User, marts: tuple[str, ...]) -> bool:
        """Whether a user may open it, whose role has these marts."""
        if user.kind != self.kind:
            return False
        return not self.lists or any(f"mart_{user.role}__{what}" in marts for what in self.lists)


# In the order of the menu; the first that is open is where one begins.
PAGES = {
    "utbredelse": Page("map", Kind.PROSJEKTLEDER),
    "kommune": Page("location_city", Kind.PROSJEKTLEDER),
    "leverandoerer": Page("hub", Kind.PROSJEKTLEDER),
    "tilgang": Page("key", Kind.PROSJEKTLEDER),
    "pilotfunn": Page("flag", Kind.PROSJEKTLEDER),
    "barn": Page("groups", Kind.PLANLEGGER, ("barn",)),
    "endringer": Page("difference", Kind.PLANLEGGER, ("barn",)),
    "foedsler": Page("child_care", Kind.PLANLEGGER, ("foedsler",)),
    "doedsfall": Page("candle", Kind.PLANLEGGER, ("doede",)),
    "flyttinger": Page("moving", Kind.PLANLEGGER, ("flyttinger",)),
    "lister": Page("list_alt", Kind.PLANLEGGER, LISTS),
    "befolkning": Page("bar_chart", Kind.PLANLEGGER, ("befolkning",)),
    "skolestart": Page("school", Kind.PLANLEGGER, ("skolestart",)),
    "innbyggerliste": Page("checklist", Kind.PLANLEGGER, ("barn", *LISTS)),
    "ferskhet": Page("schedule", Kind.PLANLEGGER),
    "drift": Page("monitor_heart", Kind.OPERATOER),
    "roller": Page("badge", Kind.OPERATOER),
    "slik_skjuler_vi": Page("visibility_off", Kind.OPERATOER),
}


def open_to(user: User, marts: tuple[str, ...]) -> list[str]:
    """The pages that a user has, in the order of the menu."""
    return [name for name, page in PAGES.items() if page.is_open(user, marts)]


def file_of(page: str) -> str:
    """A page's file as Streamlit wants it named."""
    return f"app_pages/{page}.py"
