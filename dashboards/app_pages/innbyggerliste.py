"""Innbyggerliste: a list from a saved choice or a central template; a choice can be copied, changed and removed."""

from dataclasses import replace
from functools import partial

import polars as pl
import streamlit as st

from dashboards import columns, parts, selections
from dashboards.selections import NEW, SAVED, TEMPLATE, Choice
from dashboards.session import LISTS, View, view
from ingest.registry import selections as registry
from ingest.registry.selections import Selection

NAME_LENGTH, PURPOSE_LENGTH = 80, 300


def draw(view: View) -> None:
    say = view.say
    lists = [mart for mart in map(view.mart, ("barn", *LISTS)) if mart in view.marts]
    own = {f"{SAVED}:{one.id}": one for one in saved(view)}
    purposes = {
        key: say(f"innbyggerliste.template_{key}_for") for key in selections.TEMPLATES.get(view.role, {})
    }
    central = {
        f"{TEMPLATE}:{key}": choice
        for key, choice in selections.templates(view.role, lists[0], view.year, purposes).items()
    }
    parts.heading(say("innbyggerliste.heading", kommune=view.kommune), say("innbyggerliste.lead"))
    chosen = choose(view, own, central)
    start = central.get(chosen) or (Choice.of(own[chosen].choice) if chosen in own else blank(view, lists[0]))
    mart = choose_list(view, chosen, lists, start)
    shown = people_columns(view, mart)
    table = view.table(mart, shown)
    with st.container(border=True):
        start = replace(start, mart=mart)
        choice = told(view, start) if chosen in central else narrowed(view, chosen, start, table)
        buttons(view, chosen, own.get(chosen), choice)
    found = selections.rows(table, choice, say)
    if choice.formaal:
        parts.table(view, "innbyggerliste", shown, found, table.height)
    else:
        st.info(say("innbyggerliste.purpose_first", n=say.number(found.height)))


def saved(view: View) -> list[Selection]:
    """The saved choices of the role in the municipality, of lists that the role still has."""
    found = registry.saved(view.registry, role=view.role, kommunenummer=view.kommunenummer)
    return [one for one in found if one.choice["mart"] in view.marts]


def blank(view: View, mart: str) -> Choice:
    return Choice(mart, view.year - selections.OLDEST, view.year)


def choose(view: View, own: dict[str, Selection], central: dict[str, Choice]) -> str:
    """A new choice, a saved one or a central template."""
    say = view.say
    words = {NEW: say("innbyggerliste.new")}
    words |= {
        key: say("innbyggerliste.saved", name=one.name, version=one.version) for key, one in own.items()
    }
    words |= {
        key: say("innbyggerliste.central", name=say(f"innbyggerliste.template_{key.partition(':')[2]}"))
        for key in central
    }
    key = view.key("choice")
    if st.session_state.get(key) not in words:  # removed meanwhile, by oneself or by a colleague
        st.session_state[key] = next(iter(central), NEW)
    return st.selectbox(
        say("innbyggerliste.choose"),
        list(words),
        key=key,
        format_func=words.get,
        help=say("innbyggerliste.help"),
    )


def choose_list(view: View, chosen: str, lists: list[str], start: Choice) -> str:
    """Which of the role's lists; a role with one is not asked."""
    if len(lists) == 1:
        return lists[0]
    return st.segmented_control(
        view.say("lister.choose"),
        lists,
        default=start.mart,
        required=True,
        key=view.key(f"{chosen}-list"),
        format_func=lambda mart: view.say(f"mart.{mart}"),
    )


def people_columns(view: View, mart: str) -> list[columns.Column]:
    make = columns.children if mart.endswith("__barn") else columns.people
    return make(view.say, view.names(mart))


def narrowed(view: View, chosen: str, start: Choice, table: pl.DataFrame) -> Choice:
    """The choice as the reader has it now: by what the list has, and by nothing else."""
    say, key = view.say, partial(_key, view, chosen, start.mart)
    years = partial(
        st.number_input, min_value=view.year - selections.OLDEST, max_value=view.year, width="stretch"
    )
    several = partial(st.multiselect, placeholder=say("innbyggerliste.all"))
    choice, place, words = start, selections.place_of(table), say.under("value.kjoenn")
    with st.container(horizontal=True):
        if selections.birth_year(table) is not None:
            fra = years(say("innbyggerliste.from_year"), value=start.fra_aar, key=key("from"))
            til = years(say("innbyggerliste.to_year"), value=start.til_aar, key=key("to"))
            choice = replace(choice, fra_aar=int(fra), til_aar=int(til))
        if "kjoenn" in table.columns:
            sexes = several(
                say("column.kjoenn"), list(words), list(start.kjoenn), key=key("sex"), format_func=words.get
            )
            choice = replace(choice, kjoenn=tuple(sexes))
        if place:
            every = list(dict.fromkeys((*selections.places(table), *start.steder)))
            places = several(say(f"column.{place}"), every, list(start.steder), key=key("place"))
            choice = replace(choice, steder=tuple(places))
    purpose = st.text_input(
        say("innbyggerliste.purpose"),
        start.formaal,
        max_chars=PURPOSE_LENGTH,
        key=key("purpose"),
        help=say("innbyggerliste.purpose_help"),
    )
    return replace(choice, formaal=purpose.strip())


def told(view: View, choice: Choice) -> Choice:
    """A central template in words: it stands as it is."""
    say = view.say
    parts.facts(
        {
            say("innbyggerliste.from_year"): str(choice.fra_aar),
            say("innbyggerliste.to_year"): str(choice.til_aar),
            say("innbyggerliste.purpose"): choice.formaal,
        }
    )
    return choice


def buttons(view: View, chosen: str, own: Selection | None, choice: Choice) -> None:
    """Save it, save it as a new version, copy it, remove it."""
    say = view.say
    name = st.text_input(
        say("innbyggerliste.name") if own or chosen == NEW else say("innbyggerliste.copy_name"),
        own.name if own else "",
        max_chars=NAME_LENGTH,
        key=_key(view, chosen, choice.mart, "name"),
        placeholder=say("innbyggerliste.name_placeholder"),
    ).strip()
    is_whole = bool(name and choice.formaal)
    with st.container(horizontal=True):
        if own:
            _button(view, "change", partial(change, view, own, name, choice), is_open=is_whole)
            _button(view, "copy", partial(copy, view, own, name), is_open=bool(name) and name != own.name)
            _button(view, "remove", partial(registry.remove, view.registry, own), is_open=True)
        else:
            label = "save" if chosen == NEW else "copy_template"
            _button(view, label, partial(save, view, name, choice), is_open=is_whole)


def save(view: View, name: str, choice: Choice) -> None:
    _open(view, registry.save(view.registry, **_of(view), name=name, choice=choice.kept()))


def change(view: View, own: Selection, name: str, choice: Choice) -> None:
    _open(view, registry.change(view.registry, own, who=view.user.key, name=name, choice=choice.kept()))


def copy(view: View, own: Selection, name: str) -> None:
    _open(view, registry.copy(view.registry, own.id, **_of(view), name=name))


def _open(view: View, selection: Selection) -> None:
    st.session_state[view.key("choice")] = f"{SAVED}:{selection.id}"


def _of(view: View) -> dict[str, str]:
    return {"who": view.user.key, "role": view.role, "kommunenummer": view.kommunenummer}


def _button(view: View, what: str, act: partial, *, is_open: bool) -> None:
    st.button(view.say(f"innbyggerliste.{what}"), key=view.key(what), on_click=act, disabled=not is_open)


def _key(view: View, chosen: str, mart: str, widget: str) -> str:
    return view.key(f"{chosen}-{mart}-{widget}")


draw(view())
