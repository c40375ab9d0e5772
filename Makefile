# Every command of the project. `make help` lists them.
# Needed: make, and Python 3.11 or newer with venv and pip. Everything else is fetched by the lock files.

PORT ?=
DATA ?=
JOBS ?= auto
ARGS ?=

BIN := .venv/bin
PY := $(BIN)/python
PYTEST := $(BIN)/pytest
CODE := src tests scripts hatch_build.py $(wildcard benchmarks)
# Without them the settings of the environment hold: TINTYPE_PORT, TINTYPE_DATA.
WHERE = $(if $(PORT),--port $(PORT)) $(if $(DATA),--data "$(DATA)")

.DEFAULT_GOAL := help
.SUFFIXES:
.NOTPARALLEL:
.PHONY: help serve demo test test-fast test-slow fuzz check format lint types imports papers web-check client bench web lock \
	clean engines test-engines

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# ---------------------------------------------------------------------------------------------------------------- run

serve: .venv/run.stamp ui ## start on http://localhost:8000 with its data in ./data   (PORT=8123 DATA=/some/folder)
	@exec $(BIN)/tintype serve $(strip $(WHERE) $(ARGS))

demo: .venv/run.stamp ui ## the same with a lively community of 60 people, in ./data-demo
	@exec $(BIN)/tintype demo $(strip $(WHERE) $(ARGS))

# -------------------------------------------------------------------------------------------------------------- check

test: .venv/dev.stamp ui ## the tests, about five minutes (ARGS="-k feed" for some)
	@$(PYTEST) -q -n $(JOBS) --dist loadfile -m "not slow" $(ARGS)

test-slow: .venv/dev.stamp ui ## those that take longer: every page in a browser, kills in the middle, long films
	@$(PYTEST) -q -n $(JOBS) --dist loadfile -m slow $(ARGS)

# Two parts, each with a site of its own: ids that the tool thinks of, and real ones.
fuzz: .venv/dev.stamp ## 20,000 cases that a tool thinks of, against the API's own description, in 10 to 20 minutes
	@TINTYPE_FUZZ=50 TINTYPE_FUZZ_CASES=10000 $(PYTEST) -q -n 2 --dist load -m slow tests/api $(ARGS)

test-fast: .venv/dev.stamp ## the tests that are quick, at most 60 seconds
	@$(PYTEST) -q -n $(JOBS) --dist loadfile -m "not slow and not browser and not serve" $(ARGS)

check: format lint types imports papers web-check test test-slow ## everything

format: .venv/dev.stamp # is the code formatted? (`.venv/bin/ruff format` does it)
	@echo "format"; $(BIN)/ruff format --quiet --check $(CODE) || \
		{ $(BIN)/ruff format --diff $(CODE); exit 1; }

lint: .venv/dev.stamp
	@echo "lint"; $(BIN)/ruff check --quiet $(CODE)

types: .venv/dev.stamp
	@echo "types"; $(BIN)/pyright --warnings

imports: .venv/dev.stamp
	@echo "imports"; $(BIN)/lint-imports --no-cache > .make/imports.txt 2>&1 || { cat .make/imports.txt; exit 1; }

papers: .venv/dev.stamp
	@echo "papers"; $(PY) scripts/third_party.py --check

web-check: .venv/dev.stamp ui ## the web app's own checks: lint, types, unit tests, byte budgets
	@if [ -f web/package.json ]; then echo "web"; for part in lint check test budget; do \
		$(PY) scripts/web.py run $$part || exit 1; done; fi

# ------------------------------------------------------------------------------------------------------------- engines
# The same tests on PostgreSQL, Redis or Valkey, and S3. `make test` needs none of these servers.

ENGINES = $(PY) scripts/engines.py
MIDDLE := tests/features tests/laws tests/access tests/accounts tests/engagement tests/graph tests/posts tests/media \
	tests/credentials tests/erasure tests/notifications tests/portability tests/mail \
	tests/security/test_tickets.py tests/security/test_uploads.py

engines: .venv/dev.stamp | .make ## get PostgreSQL, Redis, Valkey and SeaweedFS for the tests
	@$(ENGINES) get

test-engines: engines ui ## the suites on real servers: PostgreSQL 15 with one Redis, 18 with a Valkey cluster
	@echo "Contracts: PostgreSQL 15, Redis, Valkey cluster, S3"
	@$(ENGINES) run --only postgres15,redis,cluster,s3 -- $(PYTEST) -q -n $(JOBS) --dist loadfile tests/contracts tests/migrations $(ARGS)
	@echo "Stories, laws and access on PostgreSQL 15 and one Redis"
	@TINTYPE_TEST_PROFILE=middle $(ENGINES) run --only postgres15,redis,s3 -- \
		$(PYTEST) -q -n $(JOBS) --dist loadfile $(MIDDLE) $(ARGS)
	@echo "Stories and access on PostgreSQL 18 and a Valkey cluster"
	@TINTYPE_TEST_PROFILE=middle $(ENGINES) run --only postgres18,cluster,s3 -- \
		$(PYTEST) -q -n $(JOBS) --dist loadfile tests/features tests/access $(ARGS)
	@echo "The same answers on both profiles; engines killed under load; the balancer"
	@$(ENGINES) run --only postgres18,redis,cluster,s3 -- $(PYTEST) -q -n $(JOBS) --dist loadfile tests/engines $(ARGS)

# ---------------------------------------------------------------------------------------------------------------- make

bench: .venv/dev.stamp ui ## measure; writes benchmarks/results/latest.json
	@$(PY) -m benchmarks $(ARGS)

web: .venv/run.stamp ui ## build the web app into src/tintype/ui

client: .venv/dev.stamp ## the typed client of the web app, from the server's OpenAPI
	@$(BIN)/tintype openapi > web/openapi.json
	@$(PY) scripts/web.py run client

lock: .venv/dev.stamp ## the lock files, from pyproject.toml   (ARGS=--upgrade for the newest versions)
	@$(PY) scripts/lock.py $(ARGS)

clean: ## remove what the commands made; data stays
	@rm -rf .venv .make build dist src/tintype/ui web/node_modules web/.svelte-kit web/build
	@rm -rf .pytest_cache .ruff_cache .hypothesis .import_linter_cache

# -------------------------------------------------------------------------------------------------------------- stamps
# The stamps are what makes the second start fast: nothing runs unless a lock file or a source is newer.

.venv/run.stamp: requirements.lock requirements-build.lock pyproject.toml
	@$(call with-python,scripts/environment.py run)

.venv/dev.stamp: requirements-dev.lock pyproject.toml | .make
	@$(call with-python,scripts/environment.py dev)

# Kit names folders `(app)`, which make reads as archives: the sources are compared by find instead of as prerequisites.
.PHONY: ui
ui: | .make
	@[ -e .make/ui.stamp ] && [ -z "$$(find web -mindepth 1 -type d \( -name node_modules -o -name .svelte-kit \
		-o -name build \) -prune -o ! -name openapi.json -newer .make/ui.stamp -print -quit 2>/dev/null)" ] || { \
		$(PY) scripts/web.py && touch .make/ui.stamp; }

.make:
	@mkdir -p .make

# The first interpreter that runs and is new enough; some machines have names on the path that do not run.
define with-python
for python in $(PYTHON) python3.11 python3.12 python3.13 python3.14 python3 python; do \
	if $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
		exec $$python $(1); fi; done; \
echo "Python 3.11 or newer with venv and pip is needed (Debian: apt install python3-venv)" >&2; exit 1
endef
