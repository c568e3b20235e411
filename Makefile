# Seven verbs: demo, serve, test, check, evaluate, bench, soak. Each makes its own environment.
SHELL := /bin/bash
VENV ?= .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.installed
export OPENBLAS_NUM_THREADS := 1
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo serve test test-fast test-n8n check evaluate bench soak contract lock train clean

$(STAMP): pyproject.toml requirements.txt deploy/make-env.sh
	@bash deploy/make-env.sh "$(VENV)"
	@touch $(STAMP)

env: $(STAMP)

demo: $(STAMP)
	@$(VENV)/bin/triage demo

serve: $(STAMP)
	@$(VENV)/bin/triage serve

test: $(STAMP)
	@bash deploy/machine.sh live
	@$(PY) -m pytest tests

test-fast: $(STAMP)
	@$(PY) -m pytest tests -m "not live and not slow" --ignore=tests/live

# Our workflows in a real n8n: installed once into a cache (3 GB, ten minutes), then a run takes two minutes.
test-n8n: $(STAMP)
	@bash deploy/machine.sh n8n
	@bash deploy/n8n/lab.sh install
	@$(PY) -m pytest -s tests/live/n8n_road.py

check: $(STAMP)
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(PY) -m pytest -q tests/architecture

evaluate: $(STAMP)
	@$(VENV)/bin/triage evaluate all

bench: $(STAMP)
	@$(PY) -m evaluation.bench

soak: $(STAMP)
	@$(PY) -m evaluation.soak --minutes $(or $(MINUTES),30)

contract: $(STAMP)
	@$(VENV)/bin/triage contract --out contract

train: $(STAMP)
	@$(VENV)/bin/triage train $(or $(NAME),$(error name the version: make train NAME=1.1))

lock: $(STAMP)
	@bash deploy/lock.sh "$(VENV)"

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache
