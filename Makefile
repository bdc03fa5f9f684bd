# Everything done twice. `make demo` and `make test` do all their own set-up.
.PHONY: demo test lint types check format pictures bench clean help

help:           ## this list
	@grep -E '^[a-z]+: .*##|^[a-z]+: +##' $(MAKEFILE_LIST) | sed 's/:[^#]*##/:/' | column -t -s:

demo:           ## install into .venv, read the example dossier, print the state of the negotiation
	@sh scripts/setup.sh
	@sh scripts/demo.sh

test:           ## all tests, linters and type checks, browser tests included
	@sh scripts/setup.sh dev
	@sh scripts/chromium.sh
	@sh scripts/check.sh

lint:           ## ruff, as in `make test`
	.venv/bin/ruff check . && .venv/bin/ruff format --check .

types:          ## mypy --strict, as in `make test`
	.venv/bin/mypy

format:         ## put the code into the house's form
	.venv/bin/ruff check --fix . ; .venv/bin/ruff format .

pictures:       ## take the README's pictures anew (needs Chromium)
	.venv/bin/python scripts/pictures.py

bench:          ## all benchmarks, each printing its figures
	@for script in benchmarks/*.py; do echo "== $$script"; .venv/bin/python $$script; done

clean:          ## remove what can be made again
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache examples/*.depesche*
