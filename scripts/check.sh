#!/bin/sh
# What `make test` runs once everything is installed; arguments go to pytest.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/ruff check .
.venv/bin/ruff format --check .
.venv/bin/mypy
.venv/bin/python -m pytest -n "${DEPESCHE_TEST_JOBS:-2}" --dist loadgroup "$@"
