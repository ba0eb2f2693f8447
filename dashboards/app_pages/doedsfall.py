"""Dødsfall: the dead of the municipality, for the burial authority."""

from dashboards import columns, months
from dashboards.session import view

months.draw(
    view(),
    months.Months(
        "doedsfall", "mart_doedsfall__doede", columns.deaths(view().say), "doedsdato", months.by_year
    ),
)
