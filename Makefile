# One command for each wish. `make run` and `make test` need only python3, python3-venv, make and git.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PORT ?= 8000
HOST ?= 127.0.0.1
PYTHON := .venv/bin/python
PYTEST := $(PYTHON) -m pytest
# A shell that serves a real site must not lend its database or broker to the tests.
ALONE := env -u TATABOO_MODE -u DATABASE_URL -u REDIS_URL -u DATA_DIR
SERVICES := $(ALONE) $(PYTHON) -m tests.services

help: ## 列出所有命令
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

.venv/made:
	@python3 -m venv .venv || { echo "建不了虚拟环境：先安装 python3-venv（apt install python3-venv）。" >&2; exit 1; }
	@touch $@

.venv/runtime: requirements.txt .venv/made
	@echo "正在安装软件包，第一次要几十秒到几分钟，看网速和机器……"
	@$(PYTHON) -m pip install --disable-pip-version-check --require-hashes -r requirements.txt > .venv/install.log 2>&1 \
		|| { echo "装不上需要的软件包：检查能不能连上 pip 的软件源，再运行一次；详情在 .venv/install.log。" >&2; exit 1; }
	@touch $@

.venv/dev: requirements-dev.txt requirements-browser.txt .venv/runtime
	@echo "正在安装测试用的软件包，第一次要几十秒到几分钟，看网速和机器……"
	@$(PYTHON) -m pip install --disable-pip-version-check --require-hashes -r requirements-dev.txt -r requirements-browser.txt > .venv/install.log 2>&1 \
		|| { echo "装不上测试用的软件包：检查能不能连上 pip 的软件源，再运行一次；详情在 .venv/install.log。" >&2; exit 1; }
	@touch $@

run: .venv/runtime ## 启动演示：网页、后台任务、定时任务（PORT=8000 HOST=127.0.0.1）
	@exec $(PYTHON) manage.py run_portal --host $(HOST) --port $(PORT)

check: .venv/dev ## 静态检查：代码、导入方向、模板、迁移、上线设置
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/lint-imports
	@.venv/bin/djlint --quiet --lint templates
	@$(PYTHON) -m tests.checks

test: .venv/dev test-sqlite test-postgresql test-celery test-browser ## 全部测试

test-sqlite: .venv/dev
	@echo "== SQLite"
	@EXPECT_DATABASE=sqlite $(ALONE) $(PYTEST) -n 2 -q -m "not browser and not celery and not office and not sweep" \
		--ignore tests/access/test_garbage.py

# Garbage in lists is asked of PostgreSQL, which takes less of it; of SQLite too by `make sweep`.
# What asks for no database was told on SQLite, and so was who may open what (`make sweep` asks PostgreSQL too); the worker's tests find the server and its migrated database still there.
test-postgresql: .venv/dev
	@echo "== PostgreSQL; Celery, Redis, PostgreSQL"
	@EXPECT_DATABASE=postgresql $(SERVICES) --postgres --redis -- sh -c '\
		env -u REDIS_URL $(PYTEST) -n 2 -q -m "database and not browser and not celery and not office and not sweep" \
			--ignore tests/access/test_matrix.py \
		&& $(PYTEST) -n 2 --dist loadfile -q -m "celery and not sweep" tests/celery_worker'

test-celery: .venv/dev
	@echo "== Celery, Redis, SQLite; make run itself; nginx in front"
	@EXPECT_DATABASE=sqlite $(SERVICES) --redis --nginx -- $(PYTEST) -n 2 --dist loadfile -q -m "celery and not sweep" tests/celery_worker tests/infrastructure

test-browser: .venv/dev
	@echo "== Chromium; LibreOffice"
	@EXPECT_DATABASE=sqlite $(SERVICES) --redis --chromium --office -- sh -c '\
		$(PYTEST) -n 2 --dist loadfile -q -m "(browser or office) and not sweep" tests/browser \
		&& $(PYTEST) -n 2 --dist loadfile -q -m "office and not sweep" tests/office'

sweep: .venv/dev ## 长测试：全部角色、状态与基准
	@EXPECT_DATABASE=postgresql $(SERVICES) --postgres --redis --chromium --old-chromium --office --nginx -- sh -c '\
		$(PYTEST) -n 2 -q -m "sweep and not browser and not celery" && $(PYTEST) -n 2 --dist loadfile -q -m "sweep and (browser or celery)"'
	@EXPECT_DATABASE=postgresql $(SERVICES) --postgres -- $(PYTEST) -n 2 -q tests/access/test_matrix.py
	@EXPECT_DATABASE=sqlite $(ALONE) $(PYTEST) -n 2 -q tests/access/test_garbage.py
	@EXPECT_DATABASE=sqlite $(ALONE) $(PYTEST) -n 2 --dist loadfile -q -m sweep $(addprefix tests/access/test_,product.py beside.py counts.py choices.py fields.py)
	@for script in benchmarks/[a-z]*.py; do \
		$(SERVICES) --postgres --chromium -- $(PYTHON) -m "benchmarks.$$(basename $$script .py)" || exit 1; \
	done

faults: .venv/dev ## 故障演练：真的服务器一样一样弄坏，查有没有丢、有没有半截（结果写进 docs/reliability.md）
	@$(ALONE) $(PYTHON) -m tests.faults

load: .venv/dev ## 负载：110 部手机在又慢又断的网络上传 4 MB 的照片，查有没有丢、有没有重（约一刻钟，结果写进 docs/reliability.md）
	@$(ALONE) $(PYTHON) -m tests.load

sbom: .venv/dev ## 软件物料清单（CycloneDX）与许可证清单：写 sbom.cdx.json 与 docs/licences.md
	@$(PYTHON) -m tests.supply_chain

backup: .venv/runtime ## 备份：数据库、照片和设置做成一个文件（TO=文件夹，不写就用 BACKUP_DIR）
	@$(PYTHON) manage.py backup $(if $(TO),--to "$(TO)")

restore: .venv/runtime ## 恢复：FROM=备份文件，先停掉平台；原来的数据留在旁边
	@$(PYTHON) manage.py restore $(if $(FROM),"$(FROM)") $(if $(SITE),--site "$(SITE)")

drill: .venv/runtime ## 恢复演练：把最新的备份恢复到空地方，逐项对一遍
	@$(PYTHON) manage.py backup_drill

install-production: ## 在 Debian 12 上装好正式的平台（SITE=域名 BACKUP_DIR=备份文件夹，见 docs/production.md）
	@deploy/install

upgrade: ## 在新版本的文件夹里：先备份，再把正式的平台升级到这一版
	@deploy/upgrade

rollback: ## 把正式的平台退回上一版，动过数据表的连同升级前的备份一起恢复
	@deploy/rollback

fix: .venv/dev ## 自动整理格式
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

.PHONY: help run check test test-sqlite test-postgresql test-celery test-browser sweep faults load sbom backup restore drill install-production upgrade rollback fix
