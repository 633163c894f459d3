# Deux commandes suffisent : make app, make test. Two commands are enough: make app, make test.
PYTHON ?= $(shell sh tools/find_python.sh)
VENV ?= .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8050
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
INSTALL := $(PIP) install --require-hashes --only-binary :all:

.PHONY: app test lint bench lock demo docs clean help

app: $(VENV)/run.stamp ## sets everything up, computes the demonstration, serves it
	$(BIN)/territory app --demo --host $(HOST) --port $(PORT)

test: $(VENV)/dev.stamp ## sets everything up, runs every test
	$(BIN)/python -m pytest --cov --cov-report=term

lint: $(VENV)/dev.stamp ## style, types, floors
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/bench.stamp ## speed and memory, as ratios measured in one run; writes docs/speed.md
	$(BIN)/python benchmarks/run.py

demo: $(VENV)/dev.stamp ## rebuilds data/demo from data/facts
	$(BIN)/python tools/build_demo.py

docs: $(VENV)/dev.stamp ## rebuilds the generated pages of docs/
	$(BIN)/python tools/build_docs.py

lock: ## resolves the two locks again (needs uv)
	uv pip compile pyproject.toml locks/build.in --universal --python-version 3.11 \
	    --generate-hashes --no-emit-index-url --quiet -o locks/run.txt
	uv pip compile pyproject.toml locks/build.in --group dev --universal --python-version 3.11 \
	    --generate-hashes --no-emit-index-url --quiet -c locks/run.txt -o locks/dev.txt
	uv pip compile pyproject.toml locks/build.in --group dev --group bench --universal \
	    --python-version 3.11 --generate-hashes --no-emit-index-url --quiet -c locks/dev.txt \
	    -o locks/bench.txt

$(VENV)/python.stamp:
	@test -n "$(PYTHON)"
	@echo "Préparation de l'environnement dans $(VENV) (quelques minutes la première fois)"
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/run.stamp: $(VENV)/python.stamp locks/run.txt pyproject.toml
	$(INSTALL) -r locks/run.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/python.stamp locks/dev.txt pyproject.toml
	$(INSTALL) -r locks/dev.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/run.stamp

$(VENV)/bench.stamp: $(VENV)/dev.stamp locks/bench.txt
	$(INSTALL) -r locks/bench.txt
	@touch $@

clean: ## removes what the commands made here
	rm -rf $(VENV) out .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage

help:
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*## /\t/'
