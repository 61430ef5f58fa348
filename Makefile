# Wharfside: `make help` lists what can be done. Needs make and Python 3.11, 3.12 or 3.13, nothing else.
PORT ?= 8000
DATA ?= .wharfside
PY := .venv/bin/python
SUITABLE := import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))

.PHONY: help install demo test check bench
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

help:  ## This list.
	@sed -n 's/^\([a-z]*\):.*  ## /\1@/p' $(MAKEFILE_LIST) | awk -F '@' '{printf "  make %-10s %s\n", $$1, $$2}'

install: .venv/installed  ## Make .venv with everything that running a shop needs.
	@echo "Ready: make demo"

demo: .venv/installed  ## Open a shop with demo goods. FRESH=1 begins anew; PORT=8001, DATA=folder.
	@exec $(PY) -m api demo --port $(PORT) --data "$(DATA)" $(if $(FRESH),--fresh)

test: .venv/installed-dev  ## Run the tests. TESTS="tests/stores -k pickup" runs some of them.
	@$(PY) -m pytest -q -n logical --maxprocesses 4 --dist loadgroup $(TESTS)

check: .venv/installed-dev  ## Lint, format, types, layers, and the rules of the house.
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check -q .
	@$(PY) -m mypy
	@.venv/bin/lint-imports
	@$(PY) -m pytest -q tests/house

bench: .venv/installed-dev  ## Measure what a request costs, beside the least it could cost.
	@$(PY) -m tests.bench

# A .venv whose Python has gone is made again.
ifneq ($(wildcard .venv/made),)
ifeq ($(shell $(PY) -c 'print("runs")' 2>/dev/null),)
$(shell rm -rf .venv)
endif
endif

.venv/made:
	@for python in $(PYTHON) python3.13 python3.12 python3.11 python3 python; do \
		if $$python -c '$(SUITABLE)' 2>/dev/null; then \
			echo "Making .venv with $$($$python --version)."; \
			$$python -m venv --clear .venv && touch $@; exit $$?; \
		fi; \
	done; \
	echo "Wharfside needs Python 3.11, 3.12 or 3.13 with its venv module, and found none." >&2; \
	echo "Install one (Debian and Ubuntu: apt install python3-venv), or name it: make PYTHON=/path/to/python3" >&2; \
	exit 1

.venv/installed: .venv/made pyproject.toml constraints.txt
	@echo "Installing what a shop needs; this is done once."
	@$(PY) -m pip install -q --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/installed-dev: .venv/made pyproject.toml constraints.txt
	@echo "Installing what the tests need; this is done once."
	@$(PY) -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@ .venv/installed
