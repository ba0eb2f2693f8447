"""What the commands print for people. Counts, times and places; nothing here ever holds a person."""

from rich.console import Group, RenderableType
from rich.table import Table

from ingest.settings import Settings
from orchestration.demo import DemoResult
from orchestration.refresh import RefreshResult

UNKNOWN = "–"
NOTES = ("feed", "warehouse", "published")


def refreshed(result: RefreshResult) -> RenderableType:
    """One line for the generation, and one more when the warehouse had to be built from nothing."""
    facts = result.summary()
    lines = [
        f"Generation {facts['generation']} is published: {facts['persons']} people, up to event "
        f"{facts['sequence_landed']}."
    ]
    if result.built.started_over:
        lines.append(f"The warehouse was built from nothing, because {result.built.started_over}.")
    return Group(*lines, _rows(facts["marts"]))


def status(facts: dict) -> RenderableType:
    """Every figure of `orchestration.status`, and its notes where a figure is missing."""
    table = Table(show_header=False, box=None, pad_edge=False)
    for name, value in facts.items():
        if name not in (*NOTES, "marts"):
            told = ", ".join(value) or "none" if isinstance(value, list) else value
            table.add_row(name.replace("_", " "), UNKNOWN if told is None else str(told))
    notes = [facts[name] for name in NOTES if facts.get(name)]
    return Group(
        table, *(f"Note: {note}." for note in notes), *([_rows(facts["marts"])] if facts["marts"] else [])
    )


def demo(result: DemoResult, settings: Settings) -> RenderableType:
    """What was made, and where it lies."""
    facts = result.summary()
    table = Table("Mart", "Rows at first", "Rows now")
    for column in table.columns[1:]:
        column.justify = "right"
    for mart, rows in facts["marts"].items():
        table.add_row(mart, str(facts["marts_before"].get(mart, 0)), str(rows))
    kommuner = ", ".join(f"{name} ({number})" for number, name in facts["kommuner"].items())
    return Group(
        f"Municipalities: {kommuner}",
        table,
        f"{facts['events']} events came between the two, up to event {facts['sequence_landed']}.",
        f"Published files: {facts['published']}/<kommunenummer>/<rolle>/<mart>.parquet",
        f"Warehouse: {settings.warehouse}",
    )


def _rows(marts: dict[str, int]) -> Table:
    table = Table("Mart", "Rows")
    table.columns[1].justify = "right"
    for mart, rows in marts.items():
        table.add_row(mart, str(rows))
    return table
