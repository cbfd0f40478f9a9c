# Kawaraban. `make` without a target prints the help; a line that begins with `##` documents the target below it.
PYTHON ?= python3
VENV := .venv
# Kawaraban is started often, so compiled modules are always written.
export PYTHONDONTWRITEBYTECODE :=
PY := $(VENV)/bin/python
.DEFAULT_GOAL := help
.PHONY: help html serve new rename check fix links publish undo test fuzz lint bench audit profile messages figures clean

help:
	@awk '/^## /{d=substr($$0,4);next} /^[a-z]+:/{if(d)printf "  make %-18s %s\n",substr($$1,1,index($$1,":")-1),d} {d=""}' Makefile

## build the site into _build/html (VERIFY=1 compares every published file with what it should be)
html: $(VENV)/.base
	@$(PY) -m kawaraban html $(if $(VERIFY),--verify)

## live preview on 127.0.0.1:8000 with drafts and scheduled posts marked (PORT=…; PHONE=1 shows it to a phone, too)
serve: $(VENV)/.serve
	@$(PY) -m kawaraban serve --port $(or $(PORT),8000)$(if $(PHONE), --phone)

## create a draft: make new TITLE="題名" (CATEGORY=… DATE=… SLUG=…), a page: PAGE="題名", a work: WORK="題名"
new: $(VENV)/.base
	@$(MAKE) --silent $(VENV)/.new || true
	@$(PY) -m kawaraban new --title="$$TITLE" --category="$$CATEGORY" --date="$$DATE" --slug="$$SLUG" --page="$$PAGE" --work="$$WORK"

## rename a label: make rename CATEGORY=… TO=… (TAG=… SERIES=…), or move a post: POST=posts/….md TO=… (YES=1 does not ask)
rename: $(VENV)/.base
	@$(PY) -m kawaraban rename --category="$$CATEGORY" --tag="$$TAG" --series="$$SERIES" --post="$$POST" --to="$$TO" $(if $(YES),--yes)

# Pass texts to commands unchanged: neither make nor the shell expands a `$` in them.
TEXTS := TITLE CATEGORY DATE SLUG PAGE WORK TAG SERIES POST TO
$(foreach text,$(TEXTS),$(eval override $(text) := $$(value $(text))))
export $(TEXTS)

## check every post, including drafts, without publishing anything (LINKS=1 also checks links to other sites)
check: $(VENV)/.base
	@$(PY) -m kawaraban check $(if $(LINKS),--links)

## correct what is certainly a mistake, after showing the changes: lists, tables, addresses (YES=1 does not ask)
fix: $(VENV)/.base
	@$(PY) -m kawaraban fix $(if $(YES),--yes)

## look up links of cards and videos that links.toml lacks; uses the network (LINKS="--again")
links: $(VENV)/.base
	@$(PY) -m kawaraban links $(LINKS)

## publish the site: TO= a folder, user@host:folder, or remote:path of rclone (DRY=1 only lists; FIRST=1, FORCE=1, PRECOMPRESS=1)
publish: $(VENV)/.base
	@$(MAKE) --silent $(VENV)/.publish || true
	@$(PY) -m kawaraban publish --to="$$TO" $(if $(DRY),--dry) $(if $(FIRST),--first) $(if $(FORCE),--force) \
	  $(if $(PRECOMPRESS),--precompress)

## bring back the publication before the one that is there (TO=…)
undo: $(VENV)/.base
	@$(PY) -m kawaraban undo --to="$$TO"

## run the tests
test: $(VENV)/.test
	@$(PY) -m pytest -q --numprocesses auto --dist loadfile

## try random input and random builds for a while (MINUTES=…)
fuzz: $(VENV)/.test
	@$(PY) -m tests.fuzz --minutes $(or $(MINUTES),10)

## run ruff, mypy --strict and import-linter
lint: $(VENV)/.lint $(VENV)/.test
	@$(VENV)/bin/ruff check . && $(VENV)/bin/ruff format --check . && $(VENV)/bin/mypy && $(VENV)/bin/lint-imports

## build the same blog with Kawaraban, Hugo and Pelican, and print the ratios (BENCH="--posts 5000")
bench: $(VENV)/.base
	@$(PY) benchmarks/bench.py $(BENCH)

## measure pages and those of peers: bytes, Lighthouse, axe, HTML (AUDIT="--runs 1"); needs Chromium, Node, Java
audit: $(VENV)/.test
	@$(PY) benchmarks/audit.py $(AUDIT)

## profile a build (POSTS=…)
profile: $(VENV)/.base
	@$(PY) benchmarks/where.py $(or $(POSTS),200)

## compile the message catalogues after editing a .po file
messages: $(VENV)/.base
	@$(VENV)/bin/pybabel -q compile --domain sphinx --directory kawaraban/locale

## draw the figures of the posts again from their data
figures: $(VENV)/.figures
	@$(PY) tools/figures.py
	@$(PY) tools/covers.py

## delete what was built, except for the copies of pictures, which take longest to make, and what make undo needs
clean:
	@for path in _build/* _build/cache/*; do case $$path in _build/cache|_build/cache/pictures|_build/publications) ;; *) rm -rf "$$path" ;; esac; done

# The environment: created from the pinned versions, and updated when they change.
PIP = $(PY) -m pip --disable-pip-version-check --quiet install --constraint constraints.txt
$(VENV)/.base: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Kawaraban needs Python 3.11 or newer; here is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12")'
	@echo "Preparing .venv (once) …"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) --editable .
	@touch $@
$(VENV)/.serve $(VENV)/.new $(VENV)/.publish $(VENV)/.test $(VENV)/.lint $(VENV)/.figures: $(VENV)/.%: $(VENV)/.base
	@$(PIP) --editable '.[$*]'
	@touch $@
