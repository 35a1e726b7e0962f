# One-command habits. `make demo` and `make test` do all the set-up themselves.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test test-postgres check soak bench bench-cuda bench-runtime bench-cloud bench-pool bench-torch sweep-torch clean format
SHELL := /bin/bash

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo "jarip needs Python 3.11 or newer: set PYTHON=/path/to/python"; exit 2; }
	$(PYTHON) -m venv $(VENV)

# PyTorch's CPU build first: from PyPI alone, Linux gets the CUDA build, several GB that brings its own device.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
TORCH = $(shell sed -n 's/^torch = \["\(torch[^"]*\)".*/\1/p' pyproject.toml)

$(STAMP): pyproject.toml | $(BIN)/python
	$(PIP) --no-deps --retries 1 --extra-index-url https://download.pytorch.org/whl/cpu '$(TORCH)'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --progress-bar on -e '.[dev]'
	@touch $@

demo: $(STAMP)
	$(BIN)/python examples/digits/demo.py
	$(BIN)/python examples/digits/demo_torch.py

# PARALLEL="-n 2 --dist loadfile" runs two workers. Tests share nothing but the machine: that a job
# now and then had two attempts was the engine's fault (a look at the very moment at which a
# supervisor began took it for dead), and is mended. One is the default, as other work goes on.
PARALLEL ?=

# The torch device in processes of its own: the compiler's tests load a stand-in of the runtime.
test: $(STAMP)
	$(BIN)/python -m pytest -m 'not soak' $(PARALLEL) --ignore=tests/torch
	$(BIN)/python -m pytest -m 'not soak' tests/torch

# What runs on one database by default, on the other.
test-postgres: $(STAMP)
	$(BIN)/python -m pytest -m 'not soak' --database=postgres tests/cloud tests/cli

soak: $(STAMP)
	HYPOTHESIS_PROFILE=random $(BIN)/python -m pytest -m soak --timeout=0

sweep-torch: $(STAMP)
	$(BIN)/python -m tests.torch.opinfo --write $(ARGS)

bench: bench-cuda bench-runtime bench-cloud bench-pool bench-torch

# What it compares with is installed by tools/setup-benchmarks.sh. ARGS="--only saxpy --rounds 5" and so on.
bench-cuda: $(STAMP)
	$(BIN)/python -m benchmarks.cuda $(if $(ARGS),$(ARGS),--page docs/benchmarks/cuda.md)

bench-runtime: $(STAMP)
	$(BIN)/python -m benchmarks.runtime $(ARGS)

bench-torch: $(STAMP)
	$(BIN)/python -m benchmarks.torch $(ARGS)

# Ray Jobs are measured beside ours if they are here: pip install "ray[default]".
bench-cloud: $(STAMP)
	$(BIN)/python -m benchmarks.cloud $(if $(ARGS),$(ARGS),--page docs/benchmarks/cloud.md)

bench-pool: $(STAMP)
	$(BIN)/python -m benchmarks.pool $(if $(ARGS),$(ARGS),--page docs/benchmarks/pool.md)

check: $(STAMP)
	$(BIN)/ruff format --check src tests benchmarks examples tools
	$(BIN)/ruff check src tests benchmarks examples tools
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(STAMP)
	$(BIN)/ruff format src tests benchmarks examples tools
	$(BIN)/ruff check --fix src tests benchmarks examples tools

clean:
	rm -rf $(VENV) .demo .pytest_cache .mypy_cache .ruff_cache .hypothesis
