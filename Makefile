PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
CASES := sv ru en

.PHONY: demo test check clean

$(STAMP): pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing casekit into $(VENV) (a few minutes the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

demo: $(STAMP)
	@mkdir -p build/demo
	@for name in $(CASES); do \
	  echo; echo "== examples/$$name.txt"; \
	  $(BIN)/casekit anonymise examples/$$name.txt --force -o build/demo/$$name.anon.txt || exit 1; \
	  echo; cat build/demo/$$name.anon.txt; \
	done
	@for name in $(CASES); do \
	  echo; echo "== groups for examples/$$name.txt"; \
	  $(BIN)/casekit match examples/$$name.txt --groups examples/groups.jsonl || exit 1; \
	done

test: $(STAMP)
	@$(BIN)/python -m pytest -q

check: $(STAMP)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

clean:
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache
