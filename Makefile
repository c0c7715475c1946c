# The commands of Linewatch. `make run` and `make test` are all that a first visit needs; both set up what is missing.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help install run test test-cluster kill-test check ui bench clean

BIN := .venv/bin
STAMP := .venv/.installed-from-lock
CLUSTER_STAMP := .venv/.installed-from-cluster-lock

help: ## Show these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(STAMP) ## Make .venv/ with the locked libraries (the others do it when needed)

run: $(STAMP) ## Watch the sample site: crawl, read, build, compare; needs no network and no account
	@$(BIN)/linewatch run

test: $(STAMP) ## Run the tests
	@$(BIN)/pytest

test-cluster: $(CLUSTER_STAMP) ## Run the samples on Postgres, Redis, an object store and two workers, one of which dies
	@for need in postgresql:/usr/lib/postgresql redis-server:/usr/bin/redis-server; do [ -e "$${need#*:}" ] || { \
	  [ "$$(id -u)" -eq 0 ] && as_root= || as_root=sudo; \
	  $$as_root apt-get update -q && $$as_root apt-get install -q -y --no-install-recommends "$${need%%:*}"; }; done
	@$(BIN)/pytest tests/pipelines/cluster

kill-test: $(STAMP) ## Kill runs of all sample publishers at 20 random moments and compare the tables
	@KILLS=20 KILL_PUBLISHERS=0 $(BIN)/pytest tests/pipelines/test_killed_runs.py

check: $(STAMP) ## Check style, types, layers and generated pages
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pipelines.docs --check

ui: $(STAMP) ## Open Dagster on http://127.0.0.1:3000: runs, assets, schedules
	@mkdir -p .dagster && ln -sf ../dagster.yaml .dagster/dagster.yaml
	@DAGSTER_HOME="$(CURDIR)/.dagster" PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/dagster dev

bench: $(STAMP) ## Measure speed and what the reader finds
	@for script in benchmarks/*.py; do [ -e "$$script" ] || continue; echo "== $$script"; $(BIN)/python "$$script"; done

clean: ## Remove what can be made again: sample data, Dagster's history, caches; never data/archive
	rm -rf data/sample .dagster build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# uv where it is present, otherwise the first Python that is new enough, with its own venv and pip.
$(STAMP): requirements.lock pyproject.toml
	@if [ -x $(BIN)/python ] && $(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then :; \
	elif command -v uv >/dev/null; then \
	  echo "Making .venv with uv" >&2; rm -rf .venv; uv venv --quiet --python '>=3.11' .venv; \
	else \
	  for python in "$${PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11 none; do \
	    "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break || :; \
	  done; \
	  if [ "$$python" = none ]; then \
	    echo "Linewatch needs Python 3.11 or newer; install it, or name it: make PYTHON=/path/to/python3" >&2; exit 1; fi; \
	  "$$python" -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo "$$python has no venv module; on Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }; \
	  echo "Making .venv with $$("$$python" --version)" >&2; rm -rf .venv; "$$python" -m venv .venv; \
	fi
	@echo "Installing the locked libraries into .venv (a minute or two the first time)" >&2
	@if [ -x $(BIN)/pip ]; then install="$(BIN)/pip --disable-pip-version-check --quiet install"; \
	else install="uv pip install --quiet --python $(BIN)/python"; fi; \
	$$install --no-deps --require-hashes -r requirements.lock; \
	$$install --no-deps --no-build-isolation -e .
	@touch $@

$(CLUSTER_STAMP): requirements-cluster.lock $(STAMP)
	@if [ -x $(BIN)/pip ]; then install="$(BIN)/pip --disable-pip-version-check --quiet install"; \
	else install="uv pip install --quiet --python $(BIN)/python"; fi; \
	$$install --no-deps --require-hashes -r requirements-cluster.lock
	@touch $@
