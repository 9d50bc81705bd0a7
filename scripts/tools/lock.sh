#!/usr/bin/env bash
# 依赖变了以后运行一次：重新锁定，再写出 pip 用的带哈希清单。需要 uv 和 npm，只有维护者要用。
set -euo pipefail
cd "$(dirname "$0")/../.."
uv="$(command -v uv || echo .venv/bin/uv)"
"$uv" lock --quiet "$@"
export_group() {
  local out="requirements/$1.txt"
  shift
  {
    echo "# 由 scripts/tools/lock.sh 从 uv.lock 写出，不要手改。"
    "$uv" export --quiet --locked --no-header --no-emit-project --no-annotate --format requirements-txt "$@"
  } >"$out.new"
  mv "$out.new" "$out"
}
export_group build --only-group build
export_group runtime
export_group test --group test
export_group dev --group test --group dev
export_group node --only-group node
npm install --package-lock-only --no-fund --no-audit --loglevel=error
echo "已更新 uv.lock、requirements/ 和 package-lock.json。"
