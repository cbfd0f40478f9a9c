# Kawaraban. `make` without a target prints the help: lines that begin with `##` document the target below them, those
# with `##ja` in Japanese, for a blog whose conf.py says so. It needs no Python.
PYTHON ?= python3
VENV := .venv
# Kawaraban is started often, so compiled modules are always written.
export PYTHONDONTWRITEBYTECODE :=
PY := $(VENV)/bin/python
.DEFAULT_GOAL := help
.PHONY: help init html serve new rename check fix links publish undo test fuzz lint bench audit profile messages figures docs clean

help:
	@awk -v ja='$(filter ja,$(SPOKEN))' '/^## /{d=substr($$0,4);next} /^##ja /{if(ja)d=substr($$0,6);next} \
	  /^[a-z]+:/{if(d)printf "  make %-10s %s\n",substr($$1,1,index($$1,":")-1),d} {d=""}' Makefile

# The language of messages: that of the blog.
SPOKEN = $(if $(shell grep -s '^language *= *.ja' conf.py),ja,en)
.DEFAULT:
	@printf '$(NO_TARGET_$(SPOKEN))\n' '$@' >&2; exit 2
NO_TARGET_en := There is no “make %s”. “make” alone lists all commands.
NO_TARGET_ja := 「make %s」というコマンドはありません。「make」だけで、コマンドの一覧が出ます。

## create a blog of your own in another folder: make init DIR=../blog (TITLE=… AUTHOR=… ADDRESS=… LANGUAGE=ja or en)
##ja 自分のブログを別のフォルダーに作る：make init DIR=../blog（TITLE=… AUTHOR=… ADDRESS=… LANGUAGE=ja か en）
init: $(VENV)/.base
	@$(PY) -m kawaraban init "$$DIR" --title="$$TITLE" --author="$$AUTHOR" --address="$$ADDRESS" $(if $(filter command%,$(origin LANGUAGE)),--language="$(LANGUAGE)")

## build the site into _build/html (VERIFY=1 compares every published file with what it should be)
##ja サイトを _build/html に作る（VERIFY=1：公開するファイルを一つずつ確かめる）
html: $(VENV)/.base
	@$(PY) -m kawaraban html $(if $(VERIFY),--verify)

## live preview on 127.0.0.1:8000 with drafts and scheduled posts marked (PORT=…; PHONE=1 shows it to a phone, too)
##ja 下書きと予約も見える下見を 127.0.0.1:8000 に開く（PORT=…、PHONE=1 で電話からも見る）
serve: $(VENV)/.serve
	@$(PY) -m kawaraban serve --port $(or $(PORT),8000)$(if $(PHONE), --phone)

## create a draft: make new TITLE="題名" (CATEGORY=… DATE=… SLUG=…), a page: PAGE="題名", a work: WORK="題名"
##ja 下書きを作る：make new TITLE="題名"（CATEGORY=… DATE=… SLUG=…）。ページは PAGE="題名"、作品は WORK="題名"
new: $(VENV)/.base
	@$(MAKE) --silent $(VENV)/.new || true
	@$(PY) -m kawaraban new --title="$$TITLE" --category="$$CATEGORY" --date="$$DATE" --slug="$$SLUG" --page="$$PAGE" --work="$$WORK"

## rename a label: make rename CATEGORY=… TO=… (TAG=… SERIES=…), or move a post: POST=posts/….md TO=… (YES=1 does not ask)
##ja 名前を変える：make rename CATEGORY=… TO=…（TAG=… SERIES=…）。記事を移す：POST=posts/….md TO=…（YES=1：聞かない）
rename: $(VENV)/.base
	@$(PY) -m kawaraban rename --category="$$CATEGORY" --tag="$$TAG" --series="$$SERIES" --post="$$POST" --to="$$TO" $(if $(YES),--yes)

# Pass texts to commands unchanged: neither make nor the shell expands a `$` in them.
TEXTS := DIR AUTHOR ADDRESS TITLE CATEGORY DATE SLUG PAGE WORK TAG SERIES POST TO
$(foreach text,$(TEXTS),$(eval override $(text) := $$(value $(text))))
export $(TEXTS)

## check every post, including drafts, without publishing anything (LINKS=1 also checks links to other sites)
##ja 下書きも含めて全部の記事を確かめる。何も公開しない（LINKS=1：よそへのリンクも確かめる）
check: $(VENV)/.base
	@$(PY) -m kawaraban check $(if $(LINKS),--links)

## correct what is certainly a mistake, after showing the changes: lists, tables, addresses (YES=1 does not ask)
##ja 確かな間違いを、変更を見せてから直す：箇条書き、表、アドレス（YES=1：聞かない）
fix: $(VENV)/.base
	@$(PY) -m kawaraban fix $(if $(YES),--yes)

## look up links of cards and videos that links.toml lacks; uses the network (LINKS="--again")
##ja カードと動画のうち links.toml にないものを調べる。ネットにつなぐ（LINKS="--again"：全部を調べ直す）
links: $(VENV)/.base
	@$(PY) -m kawaraban links $(LINKS)

## publish the site: TO= a folder, user@host:folder, or remote:path of rclone (DRY=1 only lists; FIRST=1, FORCE=1, PRECOMPRESS=1)
##ja サイトを公開する。TO= はフォルダー、利用者@サーバー:フォルダー、rclone の 名前:場所（DRY=1：見るだけ。FIRST=1、FORCE=1、PRECOMPRESS=1）
publish: $(VENV)/.base
	@$(MAKE) --silent $(VENV)/.publish || true
	@$(PY) -m kawaraban publish --to="$$TO" $(if $(DRY),--dry) $(if $(FIRST),--first) $(if $(FORCE),--force) \
	  $(if $(PRECOMPRESS),--precompress)

## bring back the publication before the one that is there (TO=…)
##ja 一つ前に公開したものに戻す（TO=…）
undo: $(VENV)/.base
	@$(PY) -m kawaraban undo --to="$$TO"

## run the tests
##ja テストを走らせる
test: $(VENV)/.test
	@$(PY) -m pytest -q --numprocesses auto --dist loadfile

## try random input and random builds for a while (MINUTES=…)
##ja でたらめな入力とビルドをしばらく試す（MINUTES=…）
fuzz: $(VENV)/.test
	@$(PY) -m tests.fuzz --minutes $(or $(MINUTES),10)

## run ruff, mypy --strict and import-linter
##ja ruff、mypy --strict、import-linter を走らせる
lint: $(VENV)/.lint $(VENV)/.test
	@$(VENV)/bin/ruff check . && $(VENV)/bin/ruff format --check . && $(VENV)/bin/mypy && $(VENV)/bin/lint-imports

## build the same blog with Kawaraban, Hugo and Pelican, and print the ratios (BENCH="--posts 5000"; BENCH=serve: previews)
##ja 同じブログを瓦版、Hugo、Pelican で作って比べる（BENCH="--posts 5000"、BENCH=serve：下見）
bench: $(VENV)/.base $(if $(filter serve,$(BENCH)),$(VENV)/.test)
	@$(PY) benchmarks/$(or $(filter serve,$(BENCH)),bench).py $(filter-out serve,$(BENCH))

## measure pages and those of peers: bytes, Lighthouse, axe, HTML (AUDIT="--runs 1"); needs Chromium, Node, Java
##ja ページを測る：大きさ、Lighthouse、axe、HTML（AUDIT="--runs 1"）。Chromium、Node、Java が要る
audit: $(VENV)/.test
	@$(PY) benchmarks/audit.py $(AUDIT)

## profile a build (POSTS=…)
##ja ビルドのどこに時間がかかるかを測る（POSTS=…）
profile: $(VENV)/.base
	@$(PY) benchmarks/where.py $(or $(POSTS),200)

## compile the message catalogues after editing a .po file
##ja .po を直したあと、訳を機械の形にする
messages: $(VENV)/.base
	@$(VENV)/bin/pybabel -q compile --domain sphinx --directory kawaraban/locale

## draw the figures of the posts again from their data
##ja 記事の図をデータから描き直す
figures: $(VENV)/.figures
	@$(PY) tools/figures.py
	@$(PY) tools/covers.py

## build the handbook into _build/docs; its pictures need Chromium
##ja 手引きを _build/docs に作る。絵を撮るには Chromium が要る
docs: $(VENV)/.test
	@$(PY) -m kawaraban docs

## delete what was built, except for the copies of pictures, which take longest to make, and what make undo needs
##ja 作ったものを消す。作るのに一番かかる画像の写しと、make undo に要るものは残す
clean:
	@for path in _build/* _build/cache/*; do case $$path in _build/cache|_build/cache/pictures|_build/publications) ;; *) rm -rf "$$path" ;; esac; done

# The environment: created from the pinned versions, and updated when they change.
PIP = $(PY) -m pip --disable-pip-version-check --quiet install --constraint constraints.txt
TOO_OLD_en := Kawaraban needs Python 3.11 or newer; this is %s. Try: make PYTHON=python3.12
TOO_OLD_ja := 瓦版には Python 3.11 以上が要ります（いまは %s）。ほかの Python を指定してください：make PYTHON=python3.12
NO_PYTHON_en := There is no “$(PYTHON)”. Install Python 3.11 or newer from https://www.python.org/downloads/
NO_PYTHON_ja := 「$(PYTHON)」が見つかりません。Python 3.11 以上を入れてください：https://www.python.org/downloads/
PREPARING_en := Preparing .venv (once) …
PREPARING_ja := 瓦版の部品を .venv にそろえています（初めの一度だけ）…
$(VENV)/.base: pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo '$(NO_PYTHON_$(SPOKEN))' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and sys.argv[1] % sys.version.split()[0])' '$(TOO_OLD_$(SPOKEN))'
	@echo '$(PREPARING_$(SPOKEN))'
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) --editable .
	@touch $@
$(VENV)/.serve $(VENV)/.new $(VENV)/.publish $(VENV)/.test $(VENV)/.lint $(VENV)/.figures: $(VENV)/.%: $(VENV)/.base
	@$(PIP) --editable '.[$*]'
	@touch $@
