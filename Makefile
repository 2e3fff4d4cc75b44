# Every verb explains itself: `make` alone lists them.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
PORT ?= 5000
WORKERS ?= $(if $(NEO4J_URL),0,2)
VENV := .venv
BIN := $(VENV)/bin
READY := .ready

FRONTEND := $(shell find webapp/frontend -type f -not -path '*/node_modules/*' 2>/dev/null)

.PHONY: advisories screens help demo serve test check mutants format docs bench lock directory clean

help: ## list the verbs
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

demo: $(READY)/run ## make everything ready and serve the site with invented cases (PORT=5000)
	@$(BIN)/mappa demo --port $(PORT)

serve: $(READY)/run ## serve the site on the store of MAPPA_STORE, loopback only
	@$(BIN)/mappa serve --port $(PORT)

test: $(READY)/dev ## make everything ready and run every test (WORKERS=2 processes; 0: in one)
	@$(BIN)/pytest -n $(WORKERS) --dist loadfile

check: $(READY)/dev ## formatting, lint, types, import directions, docstrings, generated pages
	@echo "check: format, lint, types, imports, docstrings, generated pages"
	@$(BIN)/ruff format --check --quiet . || { echo "run: make format"; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo 2>&1 | tail -n 30; test $${PIPESTATUS[0]} -eq 0
	@$(BIN)/interrogate --quiet graph loaders queries webapp tests
	@$(BIN)/mappa docs --check && $(BIN)/python -m tests.features --check

mutants: $(READY)/dev ## change the judge and other hearts in small ways; do the tests notice? (hours; ONLY=module)
	@nice -n 19 $(BIN)/mutmut run --max-children 1 $(if $(ONLY),"$(ONLY).*"); $(BIN)/mutmut results

format: $(READY)/dev ## lay out the code as ruff does
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix --quiet .

docs: $(READY)/dev ## write the generated pages of docs/ from the declarations
	@$(BIN)/mappa docs && $(BIN)/python -m tests.features

screens: $(READY)/dev ## take pictures of every page for each role: wide, 320 px, printed, forced colours, grey (var/screens)
	@$(BIN)/python -m tests.browser.screens

bench: $(READY)/dev ## national size, both stores, beside NetworkX: writes docs/benchmarks.md (many minutes)
	@$(BIN)/python -m benchmarks

advisories: $(READY)/dev ## look the pinned packages up in the public list of advisories (needs the network)
	@$(BIN)/pip-audit --disable-pip --require-hashes -r requirements/run.txt

LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
lock: ## resolve and pin the Python packages again (needs uv on the PATH)
	@$(LOCK) pyproject.toml --group build -o requirements/run.txt
	@$(LOCK) pyproject.toml --group dev --group build -c requirements/run.txt -o requirements/dev.txt
	@$(LOCK) --group node -o requirements/node.txt

directory: $(READY)/dev ## make the public directory again from the publishers' files (SHELF=folder)
	@$(BIN)/python -m loaders.public_directory.build $(SHELF)

clean: ## remove what the other verbs made (the environment, built assets, var/)
	rm -rf $(VENV) $(READY) build dist var webapp/static/dist webapp/frontend/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis mutants

# --- what the verbs need, made once and again only when its inputs change -------------------------------------------

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3" >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $$($(PYTHON) --version) was found. Set PYTHON=/path/to/python3.11" >&2; exit 2; }
	@echo "ready 1/3: a virtual environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(READY)/run: requirements/run.txt requirements/node.txt pyproject.toml hatch_build.py $(FRONTEND) | $(VENV)/bin/python
	@$(MAKE) --no-print-directory install LOCKS="-r requirements/run.txt"
	@mkdir -p $(READY) && touch $@

$(READY)/dev: requirements/dev.txt requirements/node.txt pyproject.toml hatch_build.py $(FRONTEND) | $(VENV)/bin/python
	@$(MAKE) --no-print-directory install LOCKS="-r requirements/dev.txt"
	@mkdir -p $(READY) && touch $(READY)/run $@

.PHONY: install
install:
	@started=$$SECONDS; echo "ready 2/3: Python packages, pinned and hashed (about half a minute the first time)"; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes $(LOCKS); \
	echo "ready 3/3: the product and its front-end assets (about half a minute the first time)"; \
	$(BIN)/python hatch_build.py --needs-node || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/node.txt; \
	$(BIN)/python hatch_build.py --build; \
	SKIP_FRONTEND=1 $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .; \
	echo "ready after $$((SECONDS - started)) s"
