"""Runs one compiled model in an empty DuckDB, on rows that a test made up."""

import re

import duckdb
import pyarrow

TYPES = {
    "text": pyarrow.string(),
    "day": pyarrow.date32(),
    "number": pyarrow.int64(),
    "flag": pyarrow.bool_(),
}
RELATION = re.compile(r'"warehouse"\."(\w+)"\."(\w+)"')


class Model:
    """A model and what it reads.

    Args:
        node: the model as the manifest has it, with its compiled code.
        columns: for each model or seed that it reads, the columns it needs, as `name: type` of `TYPES`.
    """

    def __init__(self, node: dict, columns: dict[str, dict[str, str]]) -> None:
        self.sql = node["compiled_code"]
        self.columns = columns
        self.schemas = {name: schema for schema, name in RELATION.findall(self.sql)}
        assert set(self.schemas) == set(columns)
        self.connection = duckdb.connect()
        self.connection.execute("attach ':memory:' as warehouse")
        for schema in set(self.schemas.values()):
            self.connection.execute(f'create schema warehouse."{schema}"')

    def rows(self, inputs: dict[str, list[dict]]) -> list[tuple]:
        """The model's rows on these; what is not given of an input is empty, and what is not given of a row NULL."""
        for name, schema in self.schemas.items():
            given = inputs.get(name, [])
            types = pyarrow.schema([(column, TYPES[kind]) for column, kind in self.columns[name].items()])
            self.connection.register("given", pyarrow.Table.from_pylist(given, schema=types))
            table = f'create or replace table warehouse."{schema}"."{name}" as select * from given'  # noqa: S608
            self.connection.execute(table)
        return self.connection.execute(self.sql).fetchall()
