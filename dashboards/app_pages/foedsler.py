"""Fødsler: the newborn of this year and the one before, for the health clinic."""

from dashboards import columns, months
from dashboards.session import view

months.draw(
    view(),
    months.Months(
        "foedsler", "mart_helsestasjon__foedsler", columns.births(view().say), "foedselsdato", months.by_year
    ),
)
