"""Which defect is detected by what, and why the rest are not: `docs/contributing/defect-coverage.md`."""

from __future__ import annotations

import sys
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from branchbook.dossiers.told import TOLD
from branchbook.handbook import load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from branchbook.handbook import Handbook

#: Why nothing looks for a defect.
WHY_NOT: Mapping[str, str] = MappingProxyType(
    {
        "D-017": "要求不一样，写成要求集软件会指出来；问没问过上级，一份材料里看不出来",
        "D-065": "提法随时在变，要有人逐条维护并对权威文本",
        "D-069": "改没改过会名，要看修改的痕迹",
        "D-070": "后加的议题要看笔迹和墨色，或者电子文件的修改记录",
        "D-073": "说没说到题上要人看；一个人发言的，支委会记录另有提示（D-045）",
        "D-075": "印章是图，要人看",
        "D-087": "涂改要看原件",
    }
)

_HEAD = """# 缺陷覆盖：哪个问题由什么判

这一页由 `python -m branchbook.checks.coverage` 生成，不要手改；测试会拿它和规则对。

“由什么判”里，`材料#规则` 是手写材料或表样自己的规则，`_底子#规则` 是几种材料共用的，`流程#规则` 是一套材料放在一起的，单独一个代码的是几份材料放在一起看的（见[检查说的话](findings.md)）。没有的，写着为什么没有。
"""


def detectors(handbook: Handbook) -> dict[str, list[str]]:
    """Return what detects each defect, by its id, in a stable order."""
    found: dict[str, dict[str, None]] = {}

    def note(defects: tuple[str, ...], what: str) -> None:
        for defect in defects:
            found.setdefault(defect, {})[what] = None

    for kind in handbook.kinds.values():
        for rule in kind.rules.values():
            source = kind.rule_sources.get(rule.id)
            note(rule.defects, f"{Path(source.path).stem if source else kind.id}#{rule.id}")
    for template in handbook.templates.values():
        for rule in template.rules.values():
            note(rule.defects, f"{template.id}#{rule.id}")
    for procedure in handbook.procedures.values():
        if procedure.dossier:
            for name, dossier_rule in procedure.dossier.rules.items():
                note(dossier_rule.defects, f"{procedure.id}#{name}")
            for chain in procedure.dossier.order:
                note(chain.defects, f"{procedure.id} 的次序")
    for code, defects in TOLD.items():
        note(defects, code)
    return {defect: sorted(what) for defect, what in sorted(found.items())}


def page(handbook: Handbook) -> str:
    """Return the page."""
    found = detectors(handbook)
    known = {name: defect for name, defect in sorted(handbook.defects.items()) if name.startswith("D-")}
    judged = [name for name in known if name in found]
    lines = [
        _HEAD,
        f"缺陷库 {len(known)} 个，有规则判的 {len(judged)} 个，要人看的 {len(known) - len(judged)} 个。",
        "",
    ]
    lines += ["| 号 | 问题 | 由什么判 |", "| --- | --- | --- |"]
    for name, defect in known.items():
        what = found.get(name)
        shown = "、".join(f"`{item}`" for item in what[:_SHOWN]) + _more(len(what)) if what else WHY_NOT.get(name, "")
        lines.append(f"| {name} | {defect.title} | {shown} |")
    return "\n".join(lines) + "\n"


#: A defect that dozens of rules look for is shown with the first few.
_SHOWN = 8


def _more(count: int) -> str:
    return f" 等 {count} 条" if count > _SHOWN else ""


def write(root: Path) -> Path:
    """Write the page below a handbook's folder."""
    file = root / "docs" / "contributing" / "defect-coverage.md"
    file.write_text(page(load(root)), encoding="utf-8")
    return file


if __name__ == "__main__":
    sys.stdout.write(f"{write(Path(sys.argv[1] if len(sys.argv) > 1 else '.').resolve())}\n")
