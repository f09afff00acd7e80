# Everything a user or a developer does, in one word each. `make demo` and `make test` set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
ROOMS := alerts articles crawler dashboard demo pipelines scheduler sources storage topics vestnik

.PHONY: demo test check bench budget screenshots clean format lock setup help

help:
	@echo "make demo    set up, crawl the replica sites, show flagged articles, alerts and the CSV"
	@echo "make test    set up and run the tests"
	@echo "make check   format, lint, types, import contract"
	@echo "make bench   timings, on this machine"
	@echo "make budget  what a page may cost, counted anew (bench/budget.toml)"
	@echo "make screenshots   the manual's pictures (needs chromium)"
	@echo "make clean   remove what was built (not your data)"

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Vestnik needs Python 3.11 or later; name one with: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q $(ROOMS)  # each start would do it where PYTHONDONTWRITEBYTECODE is set
	@touch $@

setup: $(READY)

demo: $(READY)
	@$(BIN)/vestnik demo

test: $(READY)
	$(BIN)/pytest -n auto --dist worksteal -rs

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Needs a chromium. The pictures of the README and the manual.
screenshots: $(READY)
	$(BIN)/python -m tests.browser.screenshots

bench: $(READY)
	$(BIN)/python -m bench

budget: $(READY)
	$(BIN)/python -m bench.guard --write

# Needs uv. Rewrites the exact versions; commit the result.
lock:
	uv pip compile pyproject.toml --all-extras --group dev --universal --python-version 3.11 \
		--no-emit-index-url --generate-hashes --quiet --upgrade -o requirements.lock
	$(BIN)/python deploy/lock.py

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache demo-run
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
