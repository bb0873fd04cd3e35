# One line a task. `make demo` and `make test` do their own set-up on a fresh machine; CI calls `make test`.
# Everything runs in .venv and works off line once set up.
PY := .venv/bin/python
export PYTHONPATH := tests:.
.PHONY: setup demo test check unit property golden repin bench serve pictures schema clean

setup: .venv/.dev                            ## .venv with OnRecord, the tools and a Chromium for the tests
demo: .venv/.run                             ## reads the sample pages into a ledger and opens the desk
	.venv/bin/onrecord demo
test: check                                  ## every check and every test
	$(PY) -m pytest -q
check: .venv/.dev                            ## format, lint, types, layers
	$(PY) -m ruff format --check . && $(PY) -m ruff check --quiet . && $(PY) -m mypy && .venv/bin/lint-imports --no-logo --no-cache
unit: .venv/.dev                             ## the quick tests only: no model, browser or crash
	$(PY) -m pytest -q tests/unit tests/test_public.py tests/test_docs.py -m "not model"
property: .venv/.dev                         ## the property tests, searching wider
	$(PY) -m pytest -q tests/property --hypothesis-profile=wide
golden: .venv/.dev                           ## scores readings with ../shared/score against the pinned floors
	$(PY) -m golden.score
repin: .venv/.dev                            ## raises the floors to what is reached and rewrites snapshots and examples; lowers none
	$(PY) tests/hard_sentences.py && $(PY) tests/hard_events.py --record && $(PY) -m golden.score --repin
bench: .venv/.dev                            ## speed beside the bare parser, import time; offices, metonyms
	$(PY) benchmarks/speed.py && $(PY) benchmarks/import_time.py && $(PY) benchmarks/offices.py && $(PY) benchmarks/metonyms.py
serve: .venv/.run                            ## the desk over ./onrecord.db
	.venv/bin/onrecord serve
pictures: .venv/.dev                         ## docs/images, from the sample pages in Chromium
	$(PY) -m browser.pictures
schema: .venv/.dev                           ## docs/reading.schema.json from the records
	$(PY) -c "from onrecord import records; import json; print(json.dumps(records.json_schema(), indent=2))" > docs/reading.schema.json
clean:                                       ## forgets .venv and all caches
	rm -rf .venv .mypy_cache .ruff_cache .hypothesis dist build

.venv/.run: pyproject.toml scripts/setup.sh
	scripts/setup.sh run
.venv/.dev: pyproject.toml scripts/setup.sh
	scripts/setup.sh dev
