# What can be done with Runway, in one place. `make` alone lists it. GNU make.
# Everything is installed into .venv, everything written lies in var/; `make clean` undoes the rest.

PORT ?= 8000
PYTHON ?= python3
VENV ?= .venv

PY := $(VENV)/bin/python
MANAGE := $(PY) manage.py
APPS := accounts config core programmes reporting schools sessions surveys
RUN_READY := $(VENV)/.requirements
DEV_READY := $(VENV)/.requirements-dev
# Written last by collectstatic, so its age says whether static files are fresh.
STATIC_READY := static_built/staticfiles.json

export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Recipes say what they do themselves; steps of `check` must come one after the other.
MAKEFLAGS += --no-print-directory
.NOTPARALLEL:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

.PHONY: help
help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

# --- to run ---------------------------------------------------------------------------------------

.PHONY: demo
demo: demo-data ## serve an invented season on http://127.0.0.1:8000 (PORT=8001 moves it)
	@$(PY) -c 'import socket; socket.create_server(("127.0.0.1", $(PORT)))' 2> /dev/null \
		|| { echo "Port $(PORT) is taken. Take another: make demo PORT=8001"; exit 1; }
	@echo "Runway is at http://127.0.0.1:$(PORT)/ (Ctrl-C stops it)."
	@VENV=$(VENV) PORT=$(PORT) config/demo.sh

.PHONY: demo-data
demo-data: $(RUN_READY) $(STATIC_READY) ## all that demo does, but serve
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) createcachetable
	@$(MANAGE) demo_data

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Runway needs Python 3.11 or newer: make PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
		|| { echo "Install what makes virtual environments (Debian: apt install python3-venv)."; exit 1; }

$(RUN_READY): requirements.txt | $(PY)
	@echo "Installing what Runway needs to run."
	@$(PY) -m pip install --quiet -r requirements.txt
	@touch $@

$(DEV_READY): requirements.txt requirements-dev.txt | $(PY)
	@echo "Installing what the checks need."
	@$(PY) -m pip install --quiet -r requirements-dev.txt
	@touch $@ $(RUN_READY)

$(STATIC_READY): $(shell find */static -type f -not -name '*.sh') config/settings.py $(RUN_READY)
	@$(MANAGE) collectstatic --no-input --clear --verbosity 0

# --- to check -------------------------------------------------------------------------------------

.PHONY: test
test: $(DEV_READY) chromium ## all tests on SQLite, browser journeys too
	@$(PY) -m pytest -n 2 --dist loadfile

.PHONY: soak
soak: $(DEV_READY) ## the crash test, with a thousand kills
	@RUNWAY_KILLS=1000 $(PY) -m pytest tests/surveys/test_kill.py

.PHONY: check
check: lint types templates layers migrations deploy cover postgres ## all that CI runs

.PHONY: lint
lint: $(DEV_READY) ## ruff: style, common mistakes, format
	@echo "== ruff"
	@$(VENV)/bin/ruff check
	@$(VENV)/bin/ruff format --check

.PHONY: types
types: $(DEV_READY) ## mypy, strict
	@echo "== mypy"
	@$(VENV)/bin/mypy

.PHONY: templates
templates: $(DEV_READY) ## djlint
	@echo "== djlint"
	@$(VENV)/bin/djlint --lint --quiet $(APPS)

.PHONY: layers
layers: $(DEV_READY) ## who may import whom: the floors of the house
	@echo "== layers"
	@$(VENV)/bin/lint-imports

.PHONY: migrations
migrations: $(DEV_READY) ## each change of a model has its migration
	@echo "== migrations"
	@$(MANAGE) makemigrations --check --dry-run --settings config.settings_test

.PHONY: deploy
deploy: $(DEV_READY) ## Django's own list for a server on the web
	@echo "== deployment"
	@HTTPS=1 $(MANAGE) check --deploy --fail-level WARNING

# Rules and actions decide what happens to children's places and data: no branch untried there.
.PHONY: cover
cover: $(DEV_READY) chromium ## all tests on SQLite, with coverage
	@echo "== tests on SQLite"
	@$(PY) -m pytest -n 2 --dist loadfile --cov --cov-report=
	@$(VENV)/bin/coverage report --skip-covered --fail-under 95
	@echo "== every branch of rules and actions"
	@$(VENV)/bin/coverage report --skip-covered --show-missing --fail-under 100 \
		--include '*/rules.py,*/rules/*,*/actions.py,*/actions/*'

.PHONY: postgres
postgres: $(DEV_READY) ## all tests but the journeys on PostgreSQL
	@echo "== tests on PostgreSQL"
	@tests/postgres.sh $(PY) -m pytest -n 2 --dist loadfile -m 'not journey'

.PHONY: chromium
chromium:
	@tests/install.sh chromium

# --- now and then ---------------------------------------------------------------------------------

.PHONY: vendor
vendor: ## fetch the design system, fonts and axe anew (needs npm)
	@sh core/static/vendor/vendor.sh

.PHONY: bench
bench: $(DEV_READY) ## times as ratios to a limit measured in the same run
	@$(PY) -m benchmarks

.PHONY: clean
clean: ## remove what was built; var/ (the database) stays
	@rm -rf $(VENV) static_built .mypy_cache .ruff_cache .pytest_cache .import_linter_cache \
		.hypothesis .coverage .coverage.* htmlcov
	@find $(APPS) tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
