"""Opens files and gives all the text in them, without code of what wrote them.

What is packed is unpacked: a compressed database would otherwise hide what it holds. A reader that cannot read a
file is no reason to leave it out: its bytes are searched as they lie.
"""

import csv
import gzip
import html
import io
import json
import pickletools
import re
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

DEEPEST = 4  # files within files
BETWEEN = b"\n"
EMPTY = bytes(64)  # most of a young database
Reader = Callable[[bytes, Path | None, int], Iterator[bytes]]


def kind_of(name: str, content: bytes) -> str:
    """What a file is, by its first bytes, else by its name."""
    for kind, start, magic in MAGIC:
        if content[start : start + len(magic)] == magic:
            return "xlsx" if kind == "zip" and b"xl/workbook.xml" in content else kind
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    return SUFFIXES.get(suffix, "other")


def texts(name: str, content: bytes, path: Path | None = None, depth: int = 0) -> Iterator[bytes]:
    """The bytes of a file, then what its reader finds in it.

    Args:
        name: its name, which may tell what it is.
        content: its bytes.
        path: where it lies, if on the disk: databases have files beside them.
        depth: how many files it lies within.
    """
    yield BETWEEN.join(content.split(EMPTY)) if EMPTY in content else content
    reader = READERS.get(kind_of(name, content))
    if reader and depth < DEEPEST:
        # a broken file fails in every way that there is; its bytes have been given
        with suppress(Exception):
            yield from reader(content, path, depth)


def duckdb_relations(
    path: Path | None, content: bytes = b""
) -> Iterator[tuple[str, str, Callable[[], Iterator[bytes]]]]:
    """(schema, name, its text) of every table, view and enumeration in a DuckDB file, whoever's schema it is."""
    catalog = path.stem if path else "searched"  # views name the one that they were made in
    with _copy(path, content) as copy, duckdb.connect() as con:
        con.execute("set enable_progress_bar = false")
        con.execute(f"attach '{copy}' as {_quoted(catalog)} (read_only)")
        con.execute(f"use {_quoted(catalog)}")
        relations = con.execute(
            "select schema_name, table_name, sql, comment from duckdb_tables()"
            " where database_name = current_database()"
            " union all"
            " select schema_name, view_name, sql, comment from duckdb_views()"
            " where database_name = current_database() and not internal"
        ).fetchall()
        for schema, name, sql, comment in relations:
            told = f"{sql} {comment}".encode()
            yield schema, name, lambda s=schema, n=name, t=told: _relation(con, s, n, t)
        types = con.execute(
            "select schema_name, type_name, labels::varchar from duckdb_types()"
            " where database_name = current_database() and labels is not null"
        ).fetchall()
        for schema, name, labels in types:
            yield schema, name, lambda labels=labels: iter([labels.encode()])


def _relation(con: duckdb.DuckDBPyConnection, schema: str, name: str, told: bytes) -> Iterator[bytes]:
    yield told
    relation = f"{_quoted(schema)}.{_quoted(name)}"
    yield from _table(con.sql(f"select * from {relation}").to_arrow_table(), 0)  # noqa: S608


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _duckdb(content: bytes, path: Path | None, depth: int) -> Iterator[bytes]:
    for _, _, relation in duckdb_relations(path, content):
        with suppress(duckdb.Error):  # a view over files that are not here
            yield from relation()


def _parquet(content: bytes, path: Path | None, depth: int) -> Iterator[bytes]:
    table = pq.read_table(io.BytesIO(content))
    yield b" ".join(key + BETWEEN + value for key, value in (table.schema.metadata or {}).items())
    yield from _table(table, depth)


def _table(table: pa.Table, depth: int) -> Iterator[bytes]:
    """Each row as one line, for a name may be spread over columns; files in cells each by itself."""
    columns = []
    for column in table.columns:
        if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
            for cell in column.to_pylist():
                yield from texts("", cell, depth=depth + 1) if cell else ()
            continue
        columns.append(_as_text(column))
    if columns:
        rows = pc.binary_join_element_wise(*columns, " ", null_handling="skip")
        yield BETWEEN.join(row.encode() for row in rows.to_pylist())


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    with suppress(pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return column.cast(pa.string())
    cells = [
        None if cell is None else json.dumps(cell, default=str, ensure_ascii=False)
        for cell in column.to_pylist()
    ]
    return pa.chunked_array([pa.array(cells, pa.string())])


def _sqlite(content: bytes, path: Path | None, depth: int) -> Iterator[bytes]:
    with _copy(path, content) as copy, sqlite3.connect(copy) as con:
        con.text_factory = bytes
        for name, sql in con.execute("select name, sql from sqlite_master where type = 'table'").fetchall():
            yield sql or b""
            rows = con.execute(f"select * from {_quoted(name.decode())}").fetchall()  # noqa: S608
            lines = [[_plain(cell) for cell in row if cell is not None] for row in rows]
            yield BETWEEN.join(b" ".join(line) for line in lines)
            for cell in (cell for row in rows for cell in row if isinstance(cell, bytes)):
                if kind_of("", cell) != "other":
                    yield from texts("", cell, depth=depth + 1)


def _csv(content: bytes, path: Path | None, depth: int) -> Iterator[bytes]:
    text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")
    delimiter = max(";,\t|", key=text[:10_000].count)
    yield BETWEEN.join(" ".join(row).encode() for row in csv.reader(io.StringIO(text), delimiter=delimiter))


def _json(content: bytes, path: Path | None, depth: int) -> Iterator[bytes]:
    try:
        values = [json.loads(content)]
    except ValueError:
        values = [json.loads(line) for line in content.splitlines() if line.strip()]
    yield BETWEEN.join(text for value in values for text in _leaves(value))


def _msgpack(content: bytes, path: Path | None, depth: int) -> Iterator[bytes]:
    yield BETWEEN.join(_leaves(msgspec.msgpack.decode(content, ext_hook=lambda code, data: bytes(data))))


def _leaves(value: object) -> Iterator[bytes]:
    """Every text and number, and those of one object as one line."""
    if isinstance(value, dict):
        plain = [_plain(inner) for inner in value.values() if not isinstance(inner, dict | list)]
        yield b" ".join(plain)
        for inner in [*value, *value.values()]:
            yield from _leaves(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _leaves(inner)
    else:
        yield _plain(value)


def _plain(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


def _pickle(content: bytes, path: Path | None, depth: int) -> Iterator[bytes]:
    """The arguments of its instructions. It is never loaded: that would run what it says."""
    arguments = []
    with suppress(Exception):  # what comes before a broken instruction counts
        for _, argument, _ in pickletools.genops(content):
            if isinstance(argument, bytes | bytearray) and kind_of("", bytes(argument)) != "other":
                yield from texts("", bytes(argument), depth=depth + 1)
            if argument is not None:
                arguments.append(_plain(argument))
    yield BETWEEN.join(arguments)


def _gzip(content: bytes, path: Path | None, depth: int) -> Iterator[bytes]:
    name = path.name.removesuffix(".gz") if path else ""
    yield from texts(name, gzip.decompress(content), depth=depth + 1)


def _zip(content: bytes, path: Path | None, depth: int) -> Iterator[bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            yield name.encode()
            yield from texts(name, archive.read(name), depth=depth + 1)


def _xml(content: bytes, path: Path | None, depth: int) -> Iterator[bytes]:
    """The text between tags. Parts of one cell are joined, so that a bold letter divides nothing."""
    text = re.sub(r"</(?:si|c|is)>", BETWEEN.decode(), content.decode("utf-8", "replace"))
    yield html.unescape(re.sub(r"<[^>]*>", "", text)).encode()
    text = re.sub(r"</row>", BETWEEN.decode(), re.sub(r"</c>", " ", content.decode("utf-8", "replace")))
    yield html.unescape(re.sub(r"<[^>]*>", "", text)).encode()


@contextmanager
def _copy(path: Path | None, content: bytes | None) -> Iterator[Path]:
    """A private copy of a database and of the files beside it: whoever has it open is left in peace."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        if path is None:
            copy.write_bytes(content or b"")
        else:
            for file in path.parent.glob(f"{path.name}*"):
                if file.name.removeprefix(path.name) in ("", ".wal", "-wal"):
                    shutil.copyfile(file, copy.with_name("copy" + file.name.removeprefix(path.name)))
        yield copy


MAGIC = (
    ("duckdb", 8, b"DUCK"),
    ("parquet", 0, b"PAR1"),
    ("sqlite", 0, b"SQLite format 3\0"),
    ("gzip", 0, b"\x1f\x8b"),
    ("zip", 0, b"PK\x03\x04"),
    ("pickle", 0, b"\x80\x02"),
    ("pickle", 0, b"\x80\x03"),
    ("pickle", 0, b"\x80\x04"),
    ("pickle", 0, b"\x80\x05"),
)
SUFFIXES = {
    "csv": "csv",
    "tsv": "csv",
    "json": "json",
    "jsonl": "json",
    "ndjson": "json",
    "xml": "xml",
    "msgpack": "msgpack",
    "pickle": "pickle",
    "pkl": "pickle",
    "log": "text",
    "txt": "text",
    "sql": "text",
    "toml": "text",
    "yml": "text",
    "md": "text",
    "html": "text",
}
READERS: dict[str, Reader] = {
    "duckdb": _duckdb,
    "parquet": _parquet,
    "sqlite": _sqlite,
    "gzip": _gzip,
    "zip": _zip,
    "xlsx": _zip,
    "xml": _xml,
    "csv": _csv,
    "json": _json,
    "msgpack": _msgpack,
    "pickle": _pickle,
}
