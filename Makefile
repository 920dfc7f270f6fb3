# Every target brings its own environment: Python 3.11, pip, make and git are all a machine needs.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
UV     := $(BIN)/uv
READY  := $(VENV)/.ready
PERSONS ?= 20000

export PREFECT_SERVER_ANALYTICS_ENABLED := false
export GX_ANALYTICS_ENABLED := false
export DO_NOT_TRACK := 1
# Hundreds of processes import the same packages: what they compile is kept, whatever the shell says.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test test-fast test-deps check bench lock format clean
.DEFAULT_GOAL := demo

$(READY): requirements.lock infra/uv.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r infra/uv.lock
	@$(UV) pip sync --quiet --require-hashes --python $(BIN)/python requirements.lock infra/uv.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $(READY)

demo: $(READY)            ## a synthetic city: drops, ingest, three nights, report
	$(BIN)/hearth demo --persons $(PERSONS)

test-deps: $(READY)       ## system packages and the second environment the whole suite needs
	bash infra/test-deps.sh

test: test-deps           ## the whole suite; a third process works while others wait for servers
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

test-fast: $(READY)       ## what needs neither servers nor patience
	$(BIN)/python -m pytest -n 2 -m "not slow and not server"

check: $(READY)           ## format, lint, types, direction of imports, contracts, dictionary, lock
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/hearth contracts check
	$(BIN)/hearth contracts dictionary --check
	$(BIN)/python infra/lock.py --check
	$(BIN)/python infra/personal_data.py

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: test-deps           ## ratios, measured side by side in one run
	$(BIN)/python -m tests.bench

lock: $(READY)            ## new requirements.lock from pyproject.toml
	$(BIN)/python infra/lock.py

clean:
	rm -rf $(VENV) .venv-ministack .febrl .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
