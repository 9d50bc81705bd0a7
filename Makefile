# 支部手册：日常只用这几个命令。每个都可以反复运行，没有变化的步骤会跳过。
SHELL := /bin/sh
.DEFAULT_GOAL := help
.NOTPARALLEL:

export NO_MKDOCS_2_WARNING := 1
export PYTHONUTF8 := 1
export PATH := $(CURDIR)/.venv/bin:$(PATH)

SETUP := @sh scripts/tools/setup.sh
RUN := .venv/bin/python
# 传给 branchbook、pytest 的其他选项，如 make serve ARGS="--port 8010"
ARGS ?=

.PHONY: help serve build test check bench bench-search fuzz late accuracy canary lock clean distclean

help: ## 列出这些命令
	@echo "支部手册 Branchbook"
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST) | expand -t 18

serve: ## 在本机打开网站，改了文件自动刷新
	$(SETUP) runtime web
	@$(RUN) -m branchbook serve $(ARGS)

build: ## 生成整个网站到 build/site
	$(SETUP) runtime web
	@$(RUN) -m branchbook build $(ARGS)

test: ## 装好测试要的程序，跑全部测试
	$(SETUP) test
	@$(RUN) -m pytest -n auto --maxprocesses 4 --dist loadgroup $(ARGS)

check: ## 查代码、查类型、查内容
	$(SETUP) dev
	@$(RUN) scripts/tools/check.py

bench: ## 每秒能写、能读多少份文件，与 python-docx、docxtpl 比；浏览器里读得多快
	$(SETUP) test
	@$(RUN) -m branchbook.records.bench $(ARGS)
	@$(RUN) scripts/tools/bench_read.py
	@$(RUN) scripts/tools/bench_check.py

bench-search: ## 检索好不好、快不快，与 Material 自带的检索、Pagefind 比（几分钟，要联网装它们）
	$(SETUP) test web
	@$(RUN) scripts/tools/bench_search.py $(ARGS)

fuzz: ## 一万份弄坏的文件、一万个规则式子，两种语言结果要一样（几分钟）
	$(SETUP) test
	@BRANCHBOOK_FUZZ=10000 $(RUN) -m pytest tests/conformance/test_fuzz.py tests/conformance/test_rules.py $(ARGS)

late: ## 页面测试再跑一遍，网页要等的事都晚四分之一秒：没有等的测试就会不过
	$(SETUP) test
	@BRANCHBOOK_LATE=250 $(RUN) -m pytest tests/e2e -n auto --maxprocesses 4 --dist loadgroup $(ARGS)

accuracy: ## 退回来的文件能读对多少，按损坏的样子列表
	$(SETUP) runtime
	@PYTHONPATH=scripts:. $(RUN) -m tests.conformance.accuracy $(ARGS)

canary: ## 用 Zensical 试生成一遍（允许失败）
	$(SETUP) runtime web
	-@$(RUN) scripts/tools/canary.py

lock: ## 维护者：依赖变了以后重新锁定（要有 uv 和 npm）
	@bash scripts/tools/lock.sh

clean: ## 删去生成的东西（build 和各种缓存）
	@rm -rf build .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results site
	@find scripts tests -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean ## 连 .venv 和 node_modules 也删去
	@rm -rf .venv node_modules
