"""What sqlfluff needs to render the models without dbt: the policy, dbt's own macros, and those it cannot parse.

Only the shape of the SQL matters here; `tests/dbt` runs the real macros.
"""

from pathlib import Path

import yaml

PROJECT = yaml.safe_load((Path(__file__).parents[1] / "dbt_project.yml").read_text(encoding="utf-8"))


def var(name, default=None):
    return PROJECT["vars"].get(name, default)


class dbt:
    """The few of dbt's cross-database macros that are used."""

    @staticmethod
    def type_string():
        return "varchar"

    @staticmethod
    def type_int():
        return "int"

    @staticmethod
    def date_trunc(part, column):
        return f"date_trunc('{part}', {column})"

    @staticmethod
    def listagg(measure, delimiter, order):
        return f"string_agg({measure}, {delimiter} {order})"


def dato():
    return "cast('2026-01-01' as date)"


def list_year():
    return 2026


def newest_parsed_segment():
    return "0"


def newest_first(entries):
    return entries


def current_flags(element):
    return element


def pluck(entries, field):
    return entries


def pluck_pairs(entries, first, second):
    return entries
