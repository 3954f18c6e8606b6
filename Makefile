# Every command of this repository; `make` alone lists them.

PYTHON ?= $(firstword $(shell command -v python3.11 python3.12 python3.13 python3))
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
CODE := idp tests demo benchmarks wsgi.py .ci/bill_of_materials.py
# Two processes: the browser tests and the two databases keep both busy on a small machine.
JOBS ?= 2
TESTS ?= tests
DEBIAN := chromium postgresql fonts-liberation apache2-bin libapache2-mod-auth-openidc softhsm2 \
          nginx haproxy caddy pgbouncer etcd-server systemd
# Programs that run in Node: the stand-in for Microsoft, relying parties for the tests, and what
# Parvis is measured against.
STAND_IN := demo/entra
PORTALS := tests/portals/node
PEER := benchmarks/peer
NPM_CI := $(BIN)/npm ci --ignore-scripts --no-audit --no-fund --loglevel error --prefix
LOCK := $(BIN)/uv pip compile pyproject.toml --quiet --generate-hashes --no-header \
        --no-emit-index-url --no-emit-find-links --annotation-style line \
        --python-version 3.11 --python-platform x86_64-manylinux_2_36

# Else each process that a test starts would compile Parvis again, for a second.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test test-only lint types fix browser bench lock release clean

help:  ## List the commands
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

run: $(VENV)/.run $(VENV)/.stand-in  ## Start Parvis, a mailbox and a demo portal; Ctrl-C stops them
	@exec $(BIN)/python demo/run.py

test: lint test-only  ## Install what is missing, check the code, run every test

test-only: $(VENV)/.test $(VENV)/.stand-in $(VENV)/.portals  ## Run the tests alone; TESTS=tests/keys for some of them
	@PYTHON=$(PYTHON) .ci/debian $(DEBIAN)
	@$(BIN)/python -m pytest -n $(JOBS) --dist worksteal -q $(TESTS)

lint: types  ## Check style, floors, templates and types
	@$(BIN)/ruff check --quiet $(CODE)
	@$(BIN)/ruff format --quiet --check $(CODE)
	@$(BIN)/lint-imports > $(VENV)/lint-imports.txt || { cat $(VENV)/lint-imports.txt; exit 1; }
	@$(BIN)/djlint --quiet --lint templates > $(VENV)/djlint.txt \
	    || { cat $(VENV)/djlint.txt; exit 1; }

types: $(VENV)/.test  ## Check types
	@$(BIN)/mypy --no-error-summary $(CODE)

fix: $(VENV)/.test  ## Let the tools repair style
	@$(BIN)/ruff check --quiet --fix $(CODE)
	@$(BIN)/ruff format --quiet $(CODE)

browser: $(VENV)/.test $(VENV)/.stand-in $(VENV)/.portals  ## Run the tests that drive Chromium
	@PYTHON=$(PYTHON) .ci/debian $(DEBIAN)
	@$(BIN)/python -m pytest -q -m browser $(TESTS)

bench: $(VENV)/.test $(VENV)/.stand-in $(VENV)/.peer  ## Measure Parvis against its floor and a peer
	@PYTHON=$(PYTHON) .ci/debian $(DEBIAN) redis-server
	@$(BIN)/python -m benchmarks

lock: $(BIN)/python  ## Choose the newest packages that pyproject.toml allows, and lock them
	@$(PIP) install uv
	$(LOCK) --upgrade --group build --group demo --group release --group test -o requirements/test.txt
	$(LOCK) --group build --group demo -c requirements/test.txt -o requirements/demo.txt
	$(LOCK) -c requirements/test.txt -o requirements/run.txt

release: $(VENV)/.test  ## Build wheel, sdist, SBOM, checksums (with BASE=... the image) of the last commit into dist/
	@rm -rf dist
	@.ci/release dist
	@$(if $(BASE),.ci/image dist $(BASE) $(IMAGE_OPTIONS))
	@cat dist/SHA256SUMS

clean:  ## Remove the environment and what the tools left; data and keys stay
	rm -rf $(VENV) $(STAND_IN)/node_modules $(PORTALS)/node_modules $(PEER)/node_modules .build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	@PYTHON=$(PYTHON) .ci/debian python3-venv
	@$(PYTHON) -m venv $(VENV)

# What is installed follows the locks: a changed lock installs again, and nothing else does.
$(VENV)/.run: requirements/demo.txt pyproject.toml | $(BIN)/python
	@echo "Installing packages (once)"
	@$(PIP) install --require-hashes -r $<
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test: requirements/test.txt pyproject.toml | $(BIN)/python
	@echo "Installing packages (once)"
	@$(PIP) install --require-hashes -r $<
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.run

# Node itself comes with the packages above. Nothing of npm's may run a script while it installs.
$(VENV)/.stand-in: $(STAND_IN)/package-lock.json | $(VENV)/.run
	@$(NPM_CI) $(STAND_IN)
	@touch $@

$(VENV)/.portals: $(PORTALS)/package-lock.json | $(VENV)/.test
	@$(NPM_CI) $(PORTALS)
	@touch $@

$(VENV)/.peer: $(PEER)/package-lock.json | $(VENV)/.test
	@$(NPM_CI) $(PEER)
	@touch $@
