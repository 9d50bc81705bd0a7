#!/bin/sh
# 找一个合用的 Python（3.11 到 3.14），把它的路径打印出来；.venv 里的优先。
# 规则引擎 cel-expr-python 0.1.3 只有 3.11 到 3.14 的现成包，所以有上限。
for candidate in "${PYTHON:-}" .venv/bin/python python3.13 python3.12 python3.14 python3.11 python3 python; do
  [ -n "$candidate" ] || continue
  path=$(command -v "$candidate" 2>/dev/null) || continue
  if "$path" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' >/dev/null 2>&1; then
    echo "$path"
    exit 0
  fi
done
echo "没有找到 3.11 到 3.14 的 Python：请先装一个，或用 make PYTHON=/路径/python3 指定。" >&2
exit 1
