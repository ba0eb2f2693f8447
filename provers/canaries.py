"""Values planted in every kind of file, written in every way: a scanner that misses one proves nothing.

The values are nobody's: the numbers have month + 80 and a check digit that no number has.
"""

import base64
import csv
import gzip
import hashlib
import json
import pickle
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import escape

import duckdb
import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from provers.scanner import Scanner
from provers.secret_values import Secret

CANARIES = (
    Secret("41895012300", "identifikator", "S"),
    Secret("Prøvekanarien, Æra", "navn", "S"),
    Secret("1950-09-17", "foedselsdato", "S"),
    Secret("Øvre Prøvekanarivei 41B", "adresse", "F"),
    Secret("c/o Kanariøya & sønn", "coAdressenavn", "F"),
    Secret("987600017", "matrikkel", "K"),
)
TEXT_ONLY = ("csv", "json", "xlsx")
Encode = Callable[[str], str | bytes]


def all_are_found() -> tuple[int, list[tuple[str, str, str]]]:
    """Plant every canary in every kind of file, in every way that goes into it.

    Returns:
        How many were planted, and (file kind, encoding, secret kind) of those that the scanner missed.
    """
    scanner = Scanner(CANARIES)
    n_planted, missed = 0, []
    with tempfile.TemporaryDirectory() as folder:
        for encoding, kinds, encode in _ways():
            canaries = [secret for secret in CANARIES if secret.kind in kinds]
            planted = [encode(secret.value) for secret in canaries]
            for kind, plant in FILES.items():
                if kind in TEXT_ONLY and isinstance(planted[0], bytes):
                    continue
                path = Path(folder) / f"{encoding}.{kind}"
                plant(path, planted)
                found = {finding.secret_kind for finding in scanner.scan_file(path, "canary")}
                n_planted += len(planted)
                missed += [(kind, encoding, secret.kind) for secret in canaries if secret.kind not in found]
    return n_planted, missed


def _ways() -> Iterator[tuple[str, set[str], Encode]]:
    """(name, kinds of secret, how to write it) of every encoding."""
    everything = {secret.kind for secret in CANARIES}
    yield from ((name, everything, encode) for name, encode in ENCODINGS.items())
    yield "spaced", {"identifikator"}, lambda number: f"{number[:6]} {number[6:]}"
    yield "norwegian-date", {"foedselsdato"}, lambda day: ".".join(reversed(day.split("-")))
    for name in ("md5", "sha1", "sha256"):

        def digest(number: str, name: str = name) -> bytes:
            return hashlib.new(name, number.encode(), usedforsecurity=False).digest()

        yield f"{name}-bytes", {"identifikator"}, digest
        yield f"{name}-hexadecimal", {"identifikator"}, lambda number, digest=digest: digest(number).hex()
        yield f"{name}-base64", {"identifikator"}, lambda number, digest=digest: _base64(digest(number))


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


ENCODINGS: dict[str, Encode] = {
    "plain": str,
    "upper": str.upper,
    "lower": str.lower,
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-16-be": lambda text: text.encode("utf-16-be"),
    "latin-1": lambda text: text.encode("latin-1"),
    "base64": lambda text: _base64(f"before {text} and after".encode()),
    "base64-url": lambda text: base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
    "base64-lines": lambda text: base64.encodebytes(f"{'x' * 50} {text} {'y' * 50}".encode()).decode(),
    "hexadecimal": lambda text: text.encode().hex(),
    "url": quote,
    "json": lambda text: json.dumps({"value": text}),
    "xml": lambda text: escape(text).replace("ø", "&#248;"),
    "repr": lambda text: repr(text.encode()),
    "json-in-base64": lambda text: _base64(json.dumps({"value": text}).encode()),
}


def _text(path: Path, planted: list) -> None:
    path.write_bytes(b"\n".join(b"2026-01-01 INFO " + _bytes(value) + b" and more" for value in planted))


def _csv(path: Path, planted: list[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([["n", "value"], *([1, value] for value in planted)])


def _json(path: Path, planted: list[str]) -> None:
    path.write_text(json.dumps({"rows": [[1, value] for value in planted]}))


def _parquet(path: Path, planted: list) -> None:
    pq.write_table(pa.table({"n": [1] * len(planted), "value": planted}), path, compression="zstd")


def _parquet_metadata(path: Path, planted: list) -> None:
    metadata = {str(place): _bytes(value) for place, value in enumerate(planted)}
    pq.write_table(pa.table({"n": [1]}).replace_schema_metadata(metadata), path)


def _duckdb(path: Path, planted: list) -> None:
    with duckdb.connect(str(path)) as con:
        con.execute("create schema hidden")
        for place, value in enumerate(planted):
            # enough of them for DuckDB to compress the column
            rows = "select ? as value, i as n from range(200) as numbers (i)"
            con.execute(f"create table hidden.audit_{place} as {rows}", [value])


def _sqlite(path: Path, planted: list) -> None:
    with closing(sqlite3.connect(path)) as con:
        con.execute("pragma journal_mode = wal")
        con.execute("create table runs (n integer, value, more text)")
        con.executemany("insert into runs values (7, ?, 'x')", [[value] for value in planted])
        con.commit()


def _pickle(path: Path, planted: list) -> None:
    path.write_bytes(pickle.dumps({"value": planted, "number": 1}))


def _msgpack(path: Path, planted: list) -> None:
    path.write_bytes(msgspec.msgpack.encode(["x", planted, {"n": 1}]))


def _gzip(path: Path, planted: list) -> None:
    path.write_bytes(gzip.compress(b"\n".join(map(_bytes, planted))))


def _zip(path: Path, planted: list) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, value in enumerate(planted):
            archive.writestr(f"{place}.bin", gzip.compress(_bytes(value)))


def _xlsx(path: Path, planted: list[str]) -> None:
    cells = []
    for value in planted:  # half of it bold
        half = len(value) // 2
        runs = (f"<r><t>{escape(part)}</t></r>" for part in (value[:half], value[half:]))
        cells.append(f"<si>{''.join(runs)}</si>")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/sharedStrings.xml", f"<sst>{''.join(cells)}</sst>")


def _bytes(planted: str | bytes) -> bytes:
    return planted if isinstance(planted, bytes) else planted.encode()


FILES: dict[str, Callable] = {
    "text": _text,
    "csv": _csv,
    "json": _json,
    "parquet": _parquet,
    "parquet-metadata": _parquet_metadata,
    "duckdb": _duckdb,
    "sqlite": _sqlite,
    "pickle": _pickle,
    "msgpack": _msgpack,
    "gzip": _gzip,
    "zip": _zip,
    "xlsx": _xlsx,
}
