# The words of the project. `make demo` and `make test` need Python >= 3.11 and make, nothing else.
# Pass options on with ARGS: make demo ARGS="--port 8080 --no-browser"
PYTHON ?= python3
BIN    := .venv/bin
ARGS   ?=

.PHONY: install demo run test check lock
.DEFAULT_GOAL := demo

install: .venv/run.stamp

demo: .venv/run.stamp
	$(BIN)/newsbot demo $(ARGS)

run: .venv/run.stamp
	$(BIN)/newsbot run $(ARGS)

test: .venv/dev.stamp
	$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

check: .venv/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/alembic -c bot/store/alembic.ini check

# After a change to the dependencies in pyproject.toml.
lock: .venv/dev.stamp
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

# Debian's Python may come without ensurepip: then the system's pip fills the environment, or apt brings what is missing.
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "newsbot needs Python 3.11 or newer; this is %s. Name a newer one: make PYTHON=python3.12" % sys.version.split()[0])'
	@$(PYTHON) -m venv .venv >/dev/null 2>&1 \
	|| { $(PYTHON) -m venv --clear --without-pip .venv && $(PYTHON) -m pip --python $(BIN)/python install --quiet pip 2>/dev/null; } \
	|| { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null && $(PYTHON) -m venv --clear .venv; } \
	|| { rm -rf .venv; echo "Python can't make a virtual environment here. On Debian: sudo apt install python3-venv"; exit 1; }

.venv/run.stamp: requirements.lock pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

.venv/dev.stamp: requirements-dev.lock .venv/run.stamp
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	touch $@
