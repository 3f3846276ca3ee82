# One word per chore. `make` alone lists them.
#
# Everything happens in .venv, which is made when it is missing: `demo` needs the program
# alone, every other chore needs the development tools too.

.DEFAULT_GOAL := help
.PHONY: help demo test slow lint bench docs pages pictures lock calibrate loso clean

# A Python can be present and still lack venv (Debian packs it apart), so it is tried.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check
# Two test processes with two BLAS threads each would fight over two cores.
ONE_THREAD := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 VECLIB_MAXIMUM_THREADS=1 XLA_FLAGS="--xla_cpu_multi_thread_eigen=false --xla_cpu_parallel_codegen_split_count=1"

STUDY ?= examples/microdose-or-infusion.yaml
# `make demo PATIENTS=100` for a quick look.
PATIENTS ?=
# `make test TESTS="tests/regimen -x"` for a part.
TESTS ?=

help: ## list the chores
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 12

demo: $(VENV)/.run.ok ## compare five regimens in 1,000 virtual patients, and write a report
	$(BIN)/troche compare $(STUDY) $(if $(PATIENTS),--patients $(PATIENTS))

test: $(VENV)/.dev.ok ## run the tests, the examples in the code and those in the docs
	$(ONE_THREAD) $(BIN)/python -m pytest -q -n 2 -m "not slow$(if $(TESTS),, and not alone and not browser)" $(TESTS)
	$(if $(TESTS),,$(ONE_THREAD) $(BIN)/python -m pytest -q -m "browser and not slow" tests/web)
	$(if $(TESTS),,$(ONE_THREAD) $(BIN)/python -m pytest -q -m "alone and not slow" tests/population/calibration tests/population/mood tests/population/tolerability)

slow: $(VENV)/.dev.ok ## run the long checks
	$(ONE_THREAD) $(BIN)/python -m pytest -q -n 2 -m slow $(TESTS)

lint: $(VENV)/.dev.ok ## check style, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict

bench: $(VENV)/.dev.ok ## time the engine beside its peer, into benchmarks/results/latest.json
	$(ONE_THREAD) $(BIN)/python -m benchmarks

docs: $(VENV)/.dev.ok ## build the documentation into site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict -q
	@echo "site/index.html"

pages: $(VENV)/.dev.ok ## write the generated pages of the documentation anew
	$(BIN)/python -m chores.pages

pictures: $(VENV)/.dev.ok ## take the README's pictures from a fresh demo and the workbench (needs Chromium)
	$(BIN)/python -m chores.pictures

lock: $(VENV)/.dev.ok ## resolve the dependencies anew, into requirements/lock.txt
	$(PIP) uv
	$(BIN)/uv export -q --all-extras --all-groups --no-emit-project --no-header --no-annotate --no-hashes -o requirements/lock.txt

calibrate: $(VENV)/.dev.ok ## fit blood, mood and harm to the evidence; resumable, about an hour
	$(ONE_THREAD) $(BIN)/python -m chores.calibrate

loso: $(VENV)/.dev.ok ## the same, and refit without each family; resumable, about two hours
	$(ONE_THREAD) $(BIN)/python -m chores.calibrate --refits

clean: ## remove the environment and everything that was built
	rm -rf $(VENV) site dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/.run.ok: pyproject.toml requirements/lock.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with venv is needed (Debian, Ubuntu: apt-get install python3-venv)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) -c requirements/lock.txt -e .
	touch $@

# Groups of dependencies are read by pip 25.1 and later.
$(VENV)/.dev.ok: $(VENV)/.run.ok
	$(PIP) -U 'pip>=25.1'
	$(PIP) -c requirements/lock.txt --group dev -e '.[fit,web,report]'
	touch $@
