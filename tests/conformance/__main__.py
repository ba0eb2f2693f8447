"""`make conformance SPEC=<openapi file>`: schemathesis holds the sandbox to the official file.

The official file (Skatteetaten's OpenAPI 1.5, *offentlig med hjemmel*) is not part of this repository. About
half of the identifiers asked for exist, so that documents are held to their schemas too, and not only errors.
"""

import argparse
import json
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

import httpx

from ingest.sandbox.options import Options
from ingest.sandbox.parts import ELEMENTS, GROUPS
from ingest.sandbox.server import RunningSandbox, create_app
from ingest.sandbox.world import World

PERSONS = 500
EVENTS = 2000
SAMPLE = 400
JOB_SECONDS = 0.05
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)
# Where values that exist are put in: parameter or field of the body, and the list they are taken from.
BINDINGS = {
    "path.personidentifikator": "personer",
    "path.dokumentidentifikator": "dokumenter",
    "path.hendelsesidentifikator": "hendelser",
    "path.jobbid": "jobber",
    "path.batchnr": "batcher",
    "body.foedselsEllerDNummer[*]": "personer",
    "body.dokumentidentifikator[*]": "alle_dokumenter",
    "body.kommunenummer.bostedskommunenummer": "kommuner",
    "query.seq": "sekvensnumre",
    "query.part[*]": "parts",
    "query.identifikasjonsnummer": "personer",
    "query.navn": "navn",
    "query.kommunenummer": "kommuner",
}
SHARE = 0.5
# OpenAPI 1.5 names a single document as the answer to a bulk request, which cannot be meant: the
# documentation speaks of many documents. Only the shape of these two answers is not held to the file.
CONTRADICTED = ("/v1/personer/bulkoppslag/arkiv", "/v1/hendelser/bulkoppslag")


def main() -> int:
    arguments = _arguments()
    world = World.create(persons=PERSONS, seed=arguments.seed)
    world.advance(EVENTS)
    app = create_app(world, Options(job_seconds=JOB_SECONDS, jobs_kept=100_000))
    with RunningSandbox(app) as sandbox, tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "schemathesis.toml")
        config.write_text(_config(_values(world, _finished_job(sandbox.freg_url))), encoding="utf-8")
        command = _command(arguments, config, sandbox.freg_url)
        # in the folder that goes away, because schemathesis leaves its notes where it runs
        return subprocess.run(command, cwd=folder, check=False).returncode


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make conformance", usage="make conformance SPEC=<openapi file>")
    parser.add_argument("spec", nargs="?", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--examples", type=int, default=60, help="fuzzed requests per operation")
    arguments = parser.parse_args()
    if arguments.spec is None or not arguments.spec.is_file():
        parser.exit(2, "There is no OpenAPI file there; run `make conformance SPEC=<path of the file>`.\n")
    return arguments


def _command(arguments: argparse.Namespace, config: Path, url: str) -> list[str]:
    schemathesis = Path(sysconfig.get_path("scripts"), "st")
    return [
        *(str(schemathesis), "--config-file", str(config), "run", str(arguments.spec.resolve())),
        *("--url", url, "--phases", "examples,coverage,fuzzing"),
        *("--seed", str(arguments.seed), "--max-examples", str(arguments.examples)),
        *("--generation-database", "none", "--warnings", "off", "--continue-on-failure"),
    ]


def _finished_job(url: str) -> str:
    job = httpx.get(f"{url}/v1/uttrekk/komplett").json()["jobbId"]
    time.sleep(2 * JOB_SECONDS)
    return job


def _values(world: World, job: str) -> dict[str, list]:
    """What exists in the world, by the names that `BINDINGS` uses."""
    people = list(world.current_documents())[:SAMPLE]
    former = [event.identifikator for event in world.events if world.is_ceased(event.identifikator)]
    documents = list(world.archive)[-SAMPLE:]
    events = list(world.event_documents)[-SAMPLE:]
    return {
        "personer": [*former, *people],
        "dokumenter": documents,
        "hendelser": events,
        "alle_dokumenter": [*documents, *events],
        "jobber": [job],
        "batcher": [0, 1],
        "kommuner": list(world.kommuner),
        "sekvensnumre": [0, 1, world.latest - 1, world.latest, world.latest + 1],
        "parts": ["historikk", *GROUPS, *ELEMENTS],
        "navn": [_name(world.person(person)) for person in people],
    }


def _name(document: dict) -> str:
    name = document.get("navn", [{}])[0]
    return f"{name.get('fornavn', '')} {name.get('etternavn', '')}"


def _config(values: dict[str, list]) -> str:
    """A `schemathesis.toml`; strings and lists are written alike in TOML and JSON.

    The checks stand here and not in the command, because a choice there would outrank the exemption.
    """
    dictionaries = [f"{name}.values = {json.dumps(entries)}" for name, entries in values.items()]
    parameters = [
        f'"{place}" = {{ dictionary = "{name}", probability = {SHARE} }}' for place, name in BINDINGS.items()
    ]
    checks = [f"{check}.enabled = true" for check in CHECKS]
    exempt = [
        "[[operations]]",
        f"include-path = {json.dumps(CONTRADICTED)}",
        "checks.response_schema_conformance.enabled = false",
    ]
    return "\n".join(
        [
            "[dictionaries]",
            *dictionaries,
            "[parameters]",
            *parameters,
            "[checks]",
            "enabled = false",
            *checks,
            *exempt,
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
