"""The leak scanner: does any file outside the restricted layer hold a value of somebody protected?

It opens every file with its own readers, looks for every secret in every way it may be written, and says how
many it found of which kind. It never says which: a finding holds counts, and a file's name is masked where the
name itself holds a value.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from provers.encodings import digests, encoded, forms, layers
from provers.landed import landed_at
from provers.matching import Matcher, Pattern
from provers.places import file_may_hold_secrets, table_may_hold_secrets
from provers.readers import duckdb_relations, kind_of, texts
from provers.secret_values import Secret, secrets_of

HASHED = {"identifikator"}
LIMITED = {"identifikator", "foedselsdato", "matrikkel"}  # digits: letter case says nothing
MASKED = "***"
PARSED_PROJECT = {"manifest.json", "semantic_manifest.json", "partial_parse.msgpack", "graph.gpickle"}
WAREHOUSE = "warehouse/warehouse.duckdb"


@dataclass(frozen=True, slots=True)
class Finding:
    """How many secrets of one kind and class a file, or a table of a database, holds. No value."""

    where: str
    file_kind: str
    secret_kind: str
    klasse: str
    n: int

    def as_dict(self) -> dict:
        """The finding as JSON has it."""
        return asdict(self)


class Scanner:
    """Looks for a set of secrets. Making one costs far more than using it."""

    def __init__(self, secrets: Sequence[Secret]) -> None:
        self._secrets = list(secrets)
        patterns: dict[bytes, set[Pattern]] = defaultdict(set)
        for number, secret in enumerate(self._secrets):
            for form in forms(secret.value):
                for text, codec in encoded(form).items():
                    patterns[text].add(Pattern(number, codec))
            for digest in digests(secret.value) if secret.kind in HASHED else ():
                patterns[digest].add(Pattern(number, None))
        self._matcher = Matcher(patterns)

    def scan(self, folder: Path, may_hold: Callable[[str], bool] = lambda path: False) -> list[Finding]:
        """Search every file below a folder, and its name, except those that may hold secrets."""
        findings = []
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()):
            name = path.relative_to(folder).as_posix()
            if not may_hold(name):
                findings += self.scan_file(path, name)
        return findings

    def scan_file(self, path: Path, name: str) -> list[Finding]:
        """Search one file and the name it is known by."""
        in_name = self.found_in([name.encode()])
        shown = MASKED if in_name else name
        try:
            content = path.read_bytes()
        except FileNotFoundError:  # taken away meanwhile
            return []
        inside = self.found_in(texts(path.name, content, path))
        return [
            *self._findings(shown, "name", in_name),
            *self._findings(shown, kind_of(name, content), inside),
        ]

    def scan_warehouse(self, path: Path) -> list[Finding]:
        """Search the tables and views of a warehouse that must hold nothing."""
        findings = []
        for schema, name, relation in duckdb_relations(path):
            if not table_may_hold_secrets(schema, name):
                table = f"{WAREHOUSE}:{schema}.{name}"
                in_name = self.found_in([table.encode()])
                shown = MASKED if in_name else table
                findings += self._findings(shown, "name", in_name)
                findings += self._findings(shown, "duckdb", self.found_in(relation()))
        return findings

    def found_in(self, pieces: Iterable[bytes]) -> set[int]:
        """Numbers of the secrets that any of some texts holds, however wrapped."""
        found: set[int] = set()
        for piece in pieces:
            for layer in layers(piece):
                found |= self._matcher.secrets_in(layer)
        return found

    def _findings(self, where: str, file_kind: str, found: set[int]) -> Iterator[Finding]:
        counted = Counter((self._secrets[number].kind, self._secrets[number].klasse) for number in found)
        for (kind, klasse), n in sorted(counted.items()):
            yield Finding(where, file_kind, kind, klasse, n)


def scan_home(home: Path) -> tuple[list[Finding], int]:
    """Search a home for the secrets in its own landing log; the findings, and how many secrets there are."""
    secrets = secrets_of(home / "landing")
    scanner = Scanner(secrets)
    findings = scanner.scan(home, file_may_hold_secrets)
    if (home / WAREHOUSE).exists():
        findings += scanner.scan_warehouse(home / WAREHOUSE)
    return findings, len(secrets)


def scan_session(root: Path) -> list[Finding]:
    """Search what the tests of a session left below `root`: every home, each for its own secrets.

    A generation is searched for what had been landed when it was published; other files, for all. Left out are
    warehouses, which tests of the models search, and dbt's parsed project, which is megabytes and known before a row
    is read; `scan_home` leaves out neither.
    """
    findings = []
    for landing in sorted(root.rglob("landing")):
        if (landing / "persondokumenter").is_dir() and not landing.is_symlink():
            home = landing.parent
            findings += [
                Finding(
                    f"{home.relative_to(root).as_posix()}/{finding.where}",
                    *list(asdict(finding).values())[1:],
                )
                for finding in _scan_left_home(home)
            ]
    return findings


def _scan_left_home(home: Path) -> Iterator[Finding]:
    left = [path for path in home.rglob("*") if path.is_file() and not path.is_symlink()]
    segments = (home / "landing" / "persondokumenter").glob("[0-9]*.parquet")
    times = sorted(map(landed_at, segments))
    by_time: dict[float, list[Path]] = defaultdict(list)
    for path in left:
        if path.name not in PARSED_PROJECT and not file_may_hold_secrets(path.relative_to(home).as_posix()):
            published = _published_at(path, home)
            # the newest answer that it could know of: generations that knew the same are searched together
            by_time[max((at for at in times if at <= published), default=0.0)].append(path)
    for until, paths in by_time.items():
        secrets = secrets_of(home / "landing", until)
        if secrets:
            scanner = Scanner(secrets)
            for path in paths:
                yield from scanner.scan_file(path, path.relative_to(home).as_posix())


def _published_at(path: Path, home: Path) -> float:
    """When the generation that a file belongs to was whole; what belongs to none is of now."""
    parts = path.relative_to(home).parts
    status = home.joinpath(*parts[:2], "status.json")
    is_published = parts[0] == "published" and len(parts) > 2 and status.exists()
    return status.stat().st_mtime if is_published else math.inf
