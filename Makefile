# Everything a newcomer needs: `make demo` and `make test`. Both set up first.
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup demo up test test-slow check bench conformance lock docs clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: .venv/ready  ## make .venv from the hashed lock and install manntall into it

.venv/ready: constraints.txt pyproject.toml
	@echo "Setting up .venv (two to three minutes the first time) ..."
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { apt-get update -qq && apt-get install -qqy python3-venv; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --no-deps --require-hashes -r constraints.txt
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q -j2 .venv/lib || true  # halves every later start; some packages carry templates that are no Python
	$(BIN)/python -m orchestration.project  # parses dbt's project, which no first run then waits for
	touch $@

demo: setup  ## the main job on the sandbox, then the dashboards
	$(BIN)/manntall demo

up: setup  ## keep it running: schedules, the urgent lane and the pages, each started again when it ends
	$(BIN)/manntall up

test: setup  ## all tests but the slow ones
	sh tests/prepare
	$(BIN)/pytest -n auto --dist loadfile

test-slow: setup  ## the long tests: many seeds, many crash points, 200,000 people
	sh tests/prepare
	$(BIN)/pytest -m slow

check: setup  ## formatting, lint and SQL lint
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/sqlfluff lint --disable-progress-bar dbt_project/models

bench: setup  ## speed, as ratios measured in one run
	$(BIN)/python -m benchmarks

conformance: setup  ## schemathesis against the sandbox: make conformance SPEC=<openapi file>
	$(BIN)/python -m tests.conformance $(SPEC)

docs: setup  ## write the pages of docs/ that are made from code
	$(BIN)/python -m docs.generate

lock: setup  ## resolve constraints.txt anew, without host names
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --group build --group test -p 3.11 --universal --generate-hashes \
	  --no-header --no-annotate --no-emit-index-url -o constraints.txt --upgrade

clean:  ## remove what was made, but no data
	rm -rf .venv dbt_project/target dbt_project/logs
