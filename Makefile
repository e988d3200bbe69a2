# Everything starts with the system's Python; scripts/ does the work.
PYTHON ?= python3
VENV_PYTHON = .venv/bin/python

.PHONY: demo test test-cluster check bench bench-texts bench-publication bench-rebuild bench-citations bench-suggest bench-training pins stop clean clean-data bench-engine-down bench-withdrawal

demo: ## install, load the demonstration, serve it
	@$(PYTHON) scripts/bootstrap.py
	@$(VENV_PYTHON) scripts/demo.py

test: ## the whole test suite
	@$(PYTHON) scripts/bootstrap.py --dev
	@$(VENV_PYTHON) scripts/run_tests.py

test-cluster: ## three Elasticsearch nodes, the master killed while they are in use
	@$(PYTHON) scripts/bootstrap.py --dev
	@$(VENV_PYTHON) scripts/test_cluster.py

check: ## style, types, contracts, migrations, production settings
	@$(PYTHON) scripts/bootstrap.py --dev
	@$(VENV_PYTHON) scripts/check.py

bench: ## speed beside plain Django, at 100,000 generated pages (docs/performance.md)
	@$(PYTHON) scripts/bootstrap.py --dev
	@$(VENV_PYTHON) scripts/bench.py $(BENCH)

bench-texts: ## seconds to parse 100 kB of the hardest texts
	@$(PYTHON) scripts/bootstrap.py --dev
	@$(VENV_PYTHON) scripts/bench_texts.py

bench-publication: ## seconds from a publication to its hit in the search
	@$(PYTHON) scripts/bootstrap.py --dev
	@$(VENV_PYTHON) -m pytest -q -s tests/integration/test_publication_index.py -k woken_by_the_beat

bench-rebuild: ## seconds and memory to rebuild and to compare an index of 140,000 articles (BENCH="--engine elasticsearch")
	@$(PYTHON) scripts/bootstrap.py --dev
	@$(VENV_PYTHON) scripts/bench_rebuild.py $(BENCH)

bench-engine-down: ## what readers are answered while Elasticsearch is killed, then while it hangs
	@$(PYTHON) scripts/bootstrap.py --dev
	@$(VENV_PYTHON) scripts/bench_engine_down.py $(BENCH)

bench-withdrawal: ## seconds from a commit until withdrawn content is out of the results, columns of 100,000 too
	@$(PYTHON) scripts/bootstrap.py --dev
	@$(VENV_PYTHON) scripts/bench_withdrawal.py $(BENCH)

bench-citations: ## how many citations of national law the search box resolves (needs the corpus, see the script)
	@$(PYTHON) scripts/bootstrap.py --dev
	@$(VENV_PYTHON) scripts/bench_citations.py

bench-suggest: ## milliseconds of a suggestion while typing, over 140,000 articles where the texts are at hand
	@$(PYTHON) scripts/bootstrap.py --dev
	@$(VENV_PYTHON) scripts/bench_suggest.py

bench-training: ## boards, seats, study tracking and exports at two million enrollments (docs/training.md)
	@$(PYTHON) scripts/bootstrap.py --dev
	@$(VENV_PYTHON) scripts/bench_training.py $(BENCH)

pins: ## write constraints.txt anew: the newest versions the requirements allow
	@$(PYTHON) scripts/bootstrap.py --dev
	@$(VENV_PYTHON) scripts/pin.py

stop: ## end a running demonstration
	@$(PYTHON) scripts/serve.py stop

clean: stop ## remove what make installed and cached; keeps the data in var/
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache var/log var/queue
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

clean-data: stop ## remove database, index and uploads of the demonstration
	rm -rf var
