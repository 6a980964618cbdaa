# make demo: the sample corpus, ingested and opened. make test: the tests. Both set up first.
SHELL := bash
UV := .uv/bin/uv
POLGRAPH := .venv/bin/polgraph
.PHONY: demo test bench env lint clean

demo: env
	$(POLGRAPH) demo

test: env
	.venv/bin/ruff check ingest graph app tests
	.venv/bin/python -m pytest -q $(ARGS)

bench: env
	.venv/bin/python -m tests.benchmarks.reading

lint: env
	.venv/bin/ruff check ingest graph app tests

env: .venv/.stamp

# The first python3 that answers carries uv; uv then finds (or fetches) the Python of .python-version.
$(UV):
	@for p in python3 python3.13 python3.12 python3.11 python3.10 /usr/bin/python3; do \
	  if $$p -c 'import ensurepip, venv' 2>/dev/null && $$p -m venv .uv; then break; fi; done
	@test -x .uv/bin/pip || { echo "make: no working python3 with venv: install python3 and python3-venv" >&2; exit 1; }
	.uv/bin/pip install -q --disable-pip-version-check uv

.venv/.stamp: requirements.lock pyproject.toml | $(UV)
	test -x .venv/bin/python || $(UV) venv -q --clear -p 3.12 .venv
	VIRTUAL_ENV=.venv $(UV) pip sync -q --require-hashes requirements.lock
	VIRTUAL_ENV=.venv $(UV) pip install -q --no-deps --no-build-isolation -e .
	touch $@

clean:
	rm -rf .venv .uv .polgraph
