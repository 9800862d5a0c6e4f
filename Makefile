# Kring: two commands matter, `make run` and `make test`. The logic is in scripts/.
PYTHON ?= python3
VENV := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help run test test-services lint worker messages bench lock python

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile

python:
	@command -v $(PYTHON) >/dev/null || { echo "✗ Kring needs Python 3.11 or newer. On Debian: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "✗ Kring needs Python 3.11 or newer; this is $$($(PYTHON) -V). Try: make run PYTHON=python3.11"; exit 1; }

run: python ## install what is missing and run the portal with the demo school on http://127.0.0.1:8000
	@$(PYTHON) -m scripts.run

test: python ## the whole suite on SQLite and a private Redis, browser tests included
	@$(PYTHON) -m scripts.run_tests -- $(ARGS)

test-services: python ## the same suite on PostgreSQL and Redis (own ones, or DATABASE_URL and REDIS_URL)
	@$(PYTHON) -m scripts.run_tests --services -- $(ARGS)

lint: python ## style, types, the floors of the house, the rules of the repository
	@$(PYTHON) -m scripts.lint

worker: ## one worker with its own beat, on the services of the environment (.env)
	@$(VENV)/celery -A portal worker --beat --schedule var/beat-worker --queues kring,media,delivery --loglevel INFO

messages: ## collect the texts of the interface and name what has no Dutch yet (needs gettext)
	@mkdir -p locale/nl/LC_MESSAGES
	@$(VENV)/python manage.py makemessages --locale nl --add-location=never --no-obsolete --ignore node_modules --ignore var --ignore tests --ignore bench
	@$(VENV)/python -m scripts.check_messages

bench: python ## measure and compare; prints a table and writes var/bench.json
	@$(VENV)/python -m bench

lock: ## pin the newest allowed versions, with hashes and without any address
	@$(VENV)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --upgrade requirements.in -o requirements.txt
	@$(VENV)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --upgrade requirements-dev.in -o requirements-dev.txt
	@npm install --package-lock-only --ignore-scripts --no-audit --no-fund
