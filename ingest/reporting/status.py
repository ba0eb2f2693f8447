"""The status report of a vendor meeting for a day, from the published marts: it words and draws, and counts nothing."""

from collections.abc import Iterator
from datetime import date

import polars as pl

from ingest.reporting import charts
from ingest.reporting.marts import NoFiguresError, Read
from ingest.reporting.report import KeyFigure, Report, Section, Table
from ingest.reporting.words import Words

FIRST_FIGURES = ("kommuner_i_bruk", "kommuner_med_avtale", "kommuner_med_hendelser", "andel_innbyggere")
DEFINED = (
    "kommuner_med_avtale",
    "kommuner_i_bruk",
    "kommuner_med_hendelser",
    "andel_innbyggere",
    "personbrukere",
    "integrasjoner",
    "oppslag",
)
# Sums over a month: of one that is not over they may not be held against others.
SUMS = ("personbrukere", "integrasjoner", "oppslag", "kall", "lister", "hendelseskall")
LONGEST_WAITS = 20
IN_USE = "kommuner_i_bruk"


def build(read: Read, day: date | None, language: str) -> Report:
    """The report as of the last figures on or before `day` (the newest without one).

    Raises:
        NoFiguresError: there are none so early, or a mart cannot be read.
    """
    say, figures = Words(language), read("noekkeltall")
    known = figures if day is None else figures.filter(pl.col("per_dato") <= day)
    if known.is_empty():
        raise NoFiguresError("There are no figures as early as that day.")
    month, per_dato = known["maaned"].max(), known["per_dato"].max()
    now = pl.concat(
        [
            known.filter((pl.col("maaned") == month) & ~pl.col("maal").is_in(SUMS)),
            _last_whole_month(known.filter(pl.col("maal").is_in(SUMS))),
        ]
    )
    sections = (
        _status(read, now, say, per_dato),
        _key_figures(now, say, per_dato),
        _growth(read, month, say, per_dato),
        _map(read, month, say, per_dato),
        _waiting(read, month, say, per_dato),
        *_vendors(read("leverandoerer"), say, per_dato),
        _themes(read("funn"), say, per_dato),
        _definitions(read, say, per_dato),
    )
    return Report(
        language=language,
        title=say("report.title"),
        subtitle=say("report.subtitle", day=say.day(day or per_dato)),
        day=per_dato,
        sections=sections,
        foot=say("report.foot", day=say.day(per_dato)),
    )


def _last_whole_month(sums: pl.DataFrame) -> pl.DataFrame:
    over = sums.filter(pl.col("er_hel_maaned"))
    return over.filter(pl.col("maaned") == over["maaned"].max())


def _status(read: Read, now: pl.DataFrame, say: Words, per_dato: date) -> Section:
    country = _of_month(read("dekning"), now["maaned"].max()).filter(pl.col("omraade") == "landet")
    covered = country.row(0, named=True)
    return Section(
        say("status.heading"),
        say(
            "status.lead",
            day=say.day(per_dato),
            used=say.number(covered["kommuner_i_bruk"]),
            all=say.number(covered["kommuner"]),
            share=say.share(covered["andel_kommuner"]),
        ),
        figures=tuple(_figure(now, measure, say) for measure in FIRST_FIGURES),
        note=say("report.as_of", day=say.day(per_dato)),
    )


def _figure(now: pl.DataFrame, measure: str, say: Words) -> KeyFigure:
    row = now.row(by_predicate=pl.col("maal") == measure, named=True)
    unit = row["enhet"]
    change = say(
        "status.note",
        month=say.change(row["endring_maaned"], unit),
        quarter=say.change(row["endring_kvartal"], unit),
    )
    return KeyFigure(say(f"measure.{measure}"), say.value(row["verdi"], unit), change)


def _key_figures(now: pl.DataFrame, say: Words, per_dato: date) -> Section:
    names = say.under("measure")
    order = {measure: place for place, measure in enumerate(names)}
    rows = tuple(
        (
            names.get(row["maal"], row["navn"]),
            say.value(row["verdi"], row["enhet"]),
            say.change(row["endring_maaned"], row["enhet"]),
            say.change(row["endring_kvartal"], row["enhet"]),
        )
        for row in sorted(now.iter_rows(named=True), key=lambda row: order.get(row["maal"], len(order)))
    )
    sums = now.filter(pl.col("maal").is_in(SUMS))
    whole = say("status.sums", month=say.month(sums["maaned"][0])) if sums.height else ""
    return Section(
        say("status.figures"),
        say("status.figures_lead"),
        table=_table(
            say, ("status.figure", "status.value", "status.month", "status.quarter"), rows, {1, 2, 3}
        ),
        note=f"{say('report.as_of', day=say.day(per_dato))} {whole}".strip(),
    )


def _growth(read: Read, month: date, say: Words, per_dato: date) -> Section:
    country = read("dekning").filter(pl.col("omraade") == "landet").sort("maaned")
    until = country.filter(pl.col("maaned") <= month)
    seen = tuple(until.select("per_dato", IN_USE).iter_rows())
    is_newest = month == country["maaned"].max()
    forecast = read("prognose").filter(pl.col("er_prognose") & (pl.col("maaned") > month)).sort("maaned")
    ahead = forecast.drop_nulls(["nedre", IN_USE, "oevre"]) if is_newest else forecast.clear()
    switched = _scim_month(read, month)
    data = charts.Growth(
        seen,
        tuple(ahead.select(pl.col("maaned").dt.month_end(), "nedre", IN_USE, "oevre").iter_rows()),
        switched,
        say("growth.scim") if switched else "",
    )
    drawn = charts.growth(data, say.number, say.short_month, _growth_alt(seen, ahead, say))
    return Section(
        say("growth.heading"),
        say("growth.lead"),
        drawing=drawn,
        note=f"{say('report.as_of', day=say.day(per_dato))} {_method(ahead, say)}".strip(),
    )


def _scim_month(read: Read, month: date) -> date | None:
    """The month in which most municipalities went over to SCIM."""
    steps = read("tilgangsutvikling").filter((pl.col("scim_overganger") > 0) & (pl.col("maaned") <= month))
    return steps.sort("scim_overganger", "maaned")["maaned"][-1] if steps.height else None


def _growth_alt(seen: tuple, ahead: pl.DataFrame, say: Words) -> str:
    told = {"first": say.month(seen[0][0]), "last": say.month(seen[-1][0]), "n": say.number(seen[-1][1])}
    if ahead.is_empty():
        return say("growth.alt_no_forecast", **told)
    last = ahead.row(-1, named=True)
    return say(
        "growth.alt",
        **told,
        ahead=say.month(last["maaned"]),
        expected=say.number(last[IN_USE]),
        low=say.number(last["nedre"]),
        high=say.number(last["oevre"]),
    )


def _method(ahead: pl.DataFrame, say: Words) -> str:
    if ahead.is_empty():
        return ""
    return say("growth.method", method=ahead["metode"][0], tries=say.number(ahead["etterproevinger"].max()))


def _map(read: Read, month: date, say: Words, per_dato: date) -> Section:
    stages = dict(_of_month(read("kommuner"), month).select("kommunenummer", "rang").iter_rows())
    funnel = _of_month(read("trakt"), month).sort("rang")
    names, counts = say.under("stage"), funnel.select("rang", "kommuner_paa_trinnet", "kommuner")
    legend = [(rung, names[str(rung)]) for rung in funnel["rang"]]
    told = ", ".join(f"{names[str(rung)].lower()} {say.number(here)}" for rung, here, _ in counts.iter_rows())
    rows = tuple(
        (f"{rung} {names[str(rung)]}", say.number(here), say.number(past))
        for rung, here, past in counts.iter_rows()
    )
    return Section(
        say("map.heading"),
        say("map.lead"),
        drawing=charts.tile_map(stages, legend, say("map.alt", all=say.number(len(stages)), stages=told)),
        table=_table(say, ("map.stage", "map.here", "map.past"), rows, {1, 2}),
        note=say("report.as_of", day=say.day(per_dato)),
    )


def _waiting(read: Read, month: date, say: Words, per_dato: date) -> Section:
    waiting = (
        _of_month(read("kommuner"), month)
        .filter(pl.col("ikke_i_bruk_siden").is_not_null())
        .sort("ikke_i_bruk_siden", "kommunenummer")
    )
    shown = waiting.head(LONGEST_WAITS)
    rows = tuple(
        (
            row["kommunenavn"],
            row["fylkesnavn"],
            say.short_day(row["ikke_i_bruk_siden"]),
            _stage(row, say),
            row["leverandoerer"] or "",
        )
        for row in shown.iter_rows(named=True)
    )
    headings = ("municipality", "county", "since", "stage", "vendors")
    return Section(
        say("waiting.heading"),
        say("waiting.lead", n=say.number(waiting.height), shown=say.number(shown.height)),
        table=_table(say, tuple(f"waiting.{name}" for name in headings), rows, set()),
        note=say("report.as_of", day=say.day(per_dato)),
    )


def _stage(row: dict, say: Words) -> str:
    stage = say.under("stage")[str(row["rang"])]
    return say("waiting.fell", stage=stage) if row["falt_fra"] else stage


def _vendors(vendors: pl.DataFrame, say: Words, per_dato: date) -> Iterator[Section]:
    """Whom it waits for, 0–16, and what is to be confirmed: all of the overview as it is now."""
    note = _note_of_now(vendors, say, per_dato)
    yield _holding(vendors, say, note)
    yield _oppvekst(vendors, say, note)
    yield _to_confirm(vendors, say, note)


def _holding(vendors: pl.DataFrame, say: Words, note: str) -> Section:
    ranked = vendors.sort("plassering", "leverandoer")
    holding = ranked.filter(pl.col("holder_opp") > 0)
    numbers = ("holder_opp", "kommuner", "kommuner_i_bruk", "paa_hendelser", "paa_batch")
    headings = ("vendor", "held", "municipalities", "in_use", "events", "batch")
    return Section(
        say("vendors.heading"),
        _most(holding, say),
        table=_table(
            say,
            tuple(f"vendors.{name}" for name in headings),
            tuple(
                (row["leverandoer"], *(say.number(row[name]) for name in numbers))
                for row in ranked.iter_rows(named=True)
            ),
            {1, 2, 3, 4, 5},
        ),
        note=note,
    )


def _most(holding: pl.DataFrame, say: Words) -> str:
    first = holding.filter(pl.col("plassering") == 1)
    if first.is_empty():
        return say("vendors.lead_none")
    key = "vendors.lead" if first.height == 1 else "vendors.lead_several"
    return say(key, vendor=", ".join(first["leverandoer"]), n=say.number(first["holder_opp"][0]))


def _oppvekst(vendors: pl.DataFrame, say: Words, note: str) -> Section:
    counts = ("oppvekst_ikke_startet", "oppvekst_under_arbeid", "oppvekst_i_test", "oppvekst_i_produksjon")
    headings = ("vendor", "status", "not_begun", "under_way", "in_test", "in_production")
    states = say.under("state")
    needed = vendors.drop_nulls("status_0_16").sort("leverandoer")
    return Section(
        say("oppvekst.heading"),
        say("oppvekst.lead"),
        table=_table(
            say,
            tuple(f"oppvekst.{name}" for name in headings),
            tuple(
                (
                    row["leverandoer"],
                    states.get(row["status_0_16"], row["status_0_16"]),
                    *(say.number(row[name]) for name in counts),
                )
                for row in needed.iter_rows(named=True)
            ),
            {2, 3, 4, 5},
        ),
        note=note,
    )


def _to_confirm(vendors: pl.DataFrame, say: Words, note: str) -> Section:
    total = vendors.select("ubekreftede", "systemer").sum().row(0)
    rows = vendors.filter(pl.col("ubekreftede") > 0).sort(
        "ubekreftede", "leverandoer", descending=[True, False]
    )
    return Section(
        say("confirm.heading"),
        say("confirm.lead", n=say.number(total[0]), all=say.number(total[1])),
        table=_table(
            say,
            ("confirm.vendor", "confirm.systems", "confirm.unconfirmed"),
            tuple(
                (vendor, say.number(systems), say.number(unconfirmed))
                for vendor, systems, unconfirmed in rows.select(
                    "leverandoer", "systemer", "ubekreftede"
                ).iter_rows()
            ),
            {1, 2},
        ),
        note=note,
    )


def _themes(findings: pl.DataFrame, say: Words, per_dato: date) -> Section:
    headings = ("theme", "open", "severe", "closed", "median", "oldest")
    return Section(
        say("themes.heading"),
        say("themes.lead"),
        table=_table(
            say,
            tuple(f"themes.{name}" for name in headings),
            tuple(
                (
                    row["tema"],
                    say.number(row["aapne"]),
                    say.number(row["aapne_alvorlige"]),
                    say.number(row["lukkede"]),
                    say.number(row["median_dager_til_lukket"]),
                    say.short_day(row["eldste_aapne"]),
                )
                for row in findings.iter_rows(named=True)
            ),
            {1, 2, 3, 4},
        ),
        note=_note_of_now(findings, say, per_dato),
    )


def _definitions(read: Read, say: Words, per_dato: date) -> Section:
    named = [(say(f"measure.{measure}"), say(f"definition.{measure}")) for measure in DEFINED]
    named += [
        (say(f"definition.{word}"), say(f"definition.{word}_meaning")) for word in ("held_up", "unconfirmed")
    ]
    return Section(
        say("definition.heading"),
        say("definition.lead"),
        table=_table(say, ("definition.word", "definition.meaning"), tuple(named), set()),
        note=say("report.as_of", day=say.day(per_dato)),
    )


def _note_of_now(rows: pl.DataFrame, say: Words, per_dato: date) -> str:
    """The day of what is known only as it is now."""
    newest = rows["per_dato"].max() or per_dato
    return say("report.as_of" if newest <= per_dato else "report.as_of_now", day=say.day(newest))


def _of_month(rows: pl.DataFrame, month: date) -> pl.DataFrame:
    return rows.filter(pl.col("maaned") == month)


def _table(
    say: Words, headings: tuple[str, ...], rows: tuple[tuple[str, ...], ...], numbers: set[int]
) -> Table:
    empty = ((say("report.none"), *[""] * (len(headings) - 1)),)
    return Table(tuple(map(say, headings)), rows or empty, frozenset(numbers))
