"""Flyttinger: the children who moved into the municipality or out of it, by month."""

from dashboards import columns, months
from dashboards.session import View, view


def draw(view: View) -> None:
    mart = view.mart("flyttinger")
    shown = columns.moves(view.say, view.names(mart), view.generation.status.kommuner)
    months.draw(view, months.Months("flyttinger", mart, shown, "flyttedato", months.by_direction))


draw(view())
