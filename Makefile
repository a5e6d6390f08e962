# `make` alone prints the targets.
PY := .venv/bin/python
RUN_STAMP := .venv/.run-$(shell sha256sum requirements.txt | cut -c1-16)
BENCH_STAMP := .venv/.bench-$(shell sha256sum requirements-bench.txt | cut -c1-16)
DEV_STAMP := .venv/.dev-$(shell sha256sum requirements-dev.txt | cut -c1-16)

# Compiled files are kept: else each process that a test starts compiles the tracker anew.
# In the order of their names: sorted by how many tests a file has, the few long tests in a browser would come last.
PYTEST := env -u PYTHONDONTWRITEBYTECODE $(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

.PHONY: help setup dev fast run serve test check lint types demo bench bench-10m torture check-documents lock schema clean

help:
	@echo "make run     set up and start the tracker at http://127.0.0.1:8000"
	@echo "make test    set up and run the tests"
	@echo "make check   what CI runs: lint, types, register, tests"
	@echo "make demo    a minute with invented agencies: an order arrives, is read, blocks a flow"
	@echo "make bench   measure; one 'name: value' line a figure"
	@echo "make bench-10m  the site with ten million events (N=10000000): an hour, 20 GB"
	@echo "make fast    compile the tagger (needs gcc; half a minute to two); optional, the answers are the same"
	@echo "make torture kills, N of each kind (N=200); thousands of broken feeds, papers, addresses, histories"
	@echo "make setup   only create .venv;  make lock  pin dependencies again (needs uv)"

setup: $(RUN_STAMP)
dev: $(DEV_STAMP)

$(PY):
	python3 -m venv .venv

$(RUN_STAMP): requirements.txt | $(PY)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(DEV_STAMP): requirements-dev.txt | $(PY)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ $(RUN_STAMP)

$(BENCH_STAMP): requirements-bench.txt | $(PY)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.txt
	@touch $@ $(DEV_STAMP) $(RUN_STAMP)

run: setup
	$(PY) -m tracker run

test: dev
	$(PYTEST)

lint: dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

types: dev
	$(PY) -m mypy

check: lint types
	$(PY) -m tracker check
	$(PYTEST)

demo: setup
	$(PY) -m tracker demo

bench: $(BENCH_STAMP)
	$(PY) -m bench

# Optional: without it, or after the tagger's sources changed, the plain modules are used (docs/adr/0016). LEVEL=0 compiles
# in half the time what runs slower: enough to hold the answers against those of the plain modules.
fast: $(BENCH_STAMP)
	$(PY) -m tracker.compiled $(LEVEL)

# Ten million events: see docs/performance.md for the time and the room that this takes.
bench-10m: $(BENCH_STAMP)
	$(PY) -m bench._many $(or $(N),10000000)

# Long kills of a process in the middle of its work, N of each kind; broken input.
torture: dev
	$(PY) -m tests.torture_ingest $(or $(N),200)
	$(PY) -m tests.torture_deliver $(or $(N),200)
	$(PY) -m tests.torture_store $(or $(N),200)
	$(PY) -m tests.soak
	$(PY) -m tests.torture_feeds 20000
	$(PY) -m tests.torture_papers 20000
	$(PY) -m tests.torture_web 5000
	$(PY) -m tests.torture_law 5000

# Opens the Word file in LibreOffice and looks into the PDF; needs Debian's libreoffice-writer and poppler-utils.
check-documents: dev
	$(PY) -m tests.check_documents

schema: setup
	$(PY) -m tracker.register.jsonschema data/register

lock:
	for name in requirements requirements-dev requirements-bench; do \
	  uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    --no-emit-index-url --quiet $$name.in -o $$name.txt; done

clean:
	rm -rf .venv build .pytest_cache .mypy_cache .ruff_cache .hypothesis
