# silian 四链. Two commands matter: `make demo` and `make check`; each sets itself up.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3.11
DIST := silian/web/static/silian/dist
UVPIP := $(BIN)/uv pip install --quiet --python $(BIN)/python -c constraints.txt -b constraints.txt
FRONTEND := frontend/package.json frontend/package-lock.json $(wildcard frontend/*.mjs frontend/src/*)
MESSAGES := $(wildcard silian/locale/*/LC_MESSAGES/*.po)
DEMO ?= demo

.PHONY: setup demo check fast fix messages lock upgrade bench clean assets

setup: $(VENV)/run.stamp assets $(VENV)/messages.stamp

demo: setup
	$(BIN)/silian demo build --out $(DEMO) --keep
	$(BIN)/silian serve --data $(DEMO) --host 127.0.0.1 --port 8000

check: $(VENV)/dev.stamp assets $(VENV)/messages.stamp
	$(BIN)/python scripts/check.py

fast: $(VENV)/dev.stamp
	$(BIN)/python scripts/check.py --fast

bench: setup
	$(BIN)/python -m benchmarks

fix: $(VENV)/dev.stamp
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

messages: $(VENV)/dev.stamp
	$(BIN)/python scripts/messages.py extract

lock: $(BIN)/uv
	$(BIN)/uv pip compile pyproject.toml --group dev --group assets --extra postgres \
	  --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --quiet -o constraints.txt

upgrade: $(BIN)/uv
	$(BIN)/uv pip compile pyproject.toml --group dev --group assets --extra postgres --upgrade \
	  --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --quiet -o constraints.txt

clean:
	rm -rf $(VENV) $(DIST) frontend/node_modules build dist .mypy_cache .ruff_cache .pytest_cache

$(BIN)/uv: scripts/uv.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r scripts/uv.txt
	touch $@

$(VENV)/run.stamp: $(BIN)/uv pyproject.toml constraints.txt
	$(UVPIP) -e . --group build
	touch $@

$(VENV)/dev.stamp: $(BIN)/uv pyproject.toml constraints.txt
	$(UVPIP) -e ".[postgres]" --group dev
	touch $@ $(VENV)/run.stamp

# Where the machine has no npm, the one of a Python package is used.
assets: $(DIST)/app.js

$(DIST)/app.js: $(BIN)/uv $(FRONTEND)
	@if ! command -v npm >/dev/null; then $(UVPIP) --group assets; fi
	cd frontend && PATH="$(abspath $(BIN)):$$PATH" npm ci --ignore-scripts --no-audit --no-fund --loglevel=error \
	  && PATH="$(abspath $(BIN)):$$PATH" node build.mjs

$(VENV)/messages.stamp: $(MESSAGES) $(VENV)/run.stamp
	$(BIN)/python scripts/messages.py compile
	touch $@
