# Needs Python >= 3.11 and make. Everything is set up in .venv; results go to build/.
PYTHON ?=
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEMO := build/demo
DEMO_DAY := 2026-11-21
PARALLEL := -n auto --maxprocesses 4 --dist loadfile
GENERATED := README.md docs/cli.md docs/service.md docs/loading/quality.md

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-all check serve bench docs lock clean

help: ## show the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/:/' | awk -F: '{printf "  make %-10s %s\n", $$1, $$2}'

setup: $(READY) ## set up .venv

$(READY): pyproject.toml constraints.txt
	@py="$(PYTHON)"; \
	if [ -z "$$py" ]; then \
	  for candidate in python3.14 python3.13 python3.12 python3.11 python3 python; do \
	    if $$candidate -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; \
	    then py=$$candidate; break; fi; \
	  done; \
	fi; \
	if [ -n "$$py" ]; then "$$py" -m venv $(VENV); \
	elif command -v uv >/dev/null 2>&1; then uv venv --seed --python 3.11 $(VENV); \
	else echo "No Python >= 3.11 with venv found: install python3 and python3-venv, or uv, or run make PYTHON=/path/to/python" >&2; exit 1; fi
	@echo "setting up $(VENV) (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e . --group dev
	@touch $@

demo: $(READY) ## load the demonstration community, analyse it, write the take-away files
	@$(BIN)/nwd demo --out $(DEMO)
	@echo "make serve opens it in a browser" >&2

test: $(READY) ## run the tests
	@$(BIN)/python -m pytest $(PARALLEL)

test-all: $(READY) ## run the tests, the slow ones too
	@$(BIN)/python -m pytest $(PARALLEL) --run-slow

check: $(READY) ## lint, types, layers, generated docs
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/cog --check -r $(GENERATED)

serve: $(READY) ## open the demonstration community in the service
	@test -d $(DEMO)/nwd-data || $(BIN)/nwd demo --out $(DEMO)
	@$(BIN)/nwd serve --data-dir $(DEMO)/nwd-data --as-of $(DEMO_DAY)

bench: $(READY) ## measure against the oracle and the bare store (by hand; minutes)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --group bench
	@PYTHONPATH=tests $(BIN)/python -m bench

docs: $(READY) ## regenerate the generated parts of the docs
	@$(BIN)/cog -r $(GENERATED)
	@$(BIN)/python -m queries.reference docs/queries.md

lock: $(READY) ## renew constraints.txt
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --group dev --group bench pyproject.toml \
	  --no-annotate --no-header -o constraints.txt

clean: ## remove .venv and build
	rm -rf $(VENV) build
