#!/bin/sh
# 准备环境的入口：先找到 Python，再交给 setup.py（只用标准库）。
cd "$(dirname "$0")/../.." || exit 1
python=$(sh scripts/tools/python.sh) || exit 1
exec "$python" scripts/tools/setup.py "$@"
