"""把示范用的几套材料写成真的 .docx、.xlsx：python scripts/tools/demo_dossiers.py 文件夹 [名字…]。

材料写在 tests/data/dossiers/ 里：用哪个流程，在各份模板的范例上改哪几项，缺哪几份。测试、自查页的例子和结束说明用的是同一套。
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from branchbook.dossiers.described import Described, described, files
from branchbook.dossiers.described_year import DescribedYear, described_year, year_files
from branchbook.handbook import load
from branchbook.handbook.source import read_yaml
from setup import ROOT, say

if TYPE_CHECKING:
    from branchbook.handbook import Handbook

DATA = ROOT / "tests" / "data" / "dossiers"
YEARS = ("year-clean", "year-sloppy")
DEMOS = ("clean", "sloppy", "fatal", "recruitment-clean", "recruitment-sloppy")


def read_demo(name: str, folder: Path = DATA) -> Described:
    """Return one of the demonstration dossiers; `over` names the one that a variant is laid over."""
    data = dict(read_yaml(folder / name / "dossier.yml", name).data)
    below = data.pop("over", "")
    if not below:
        return described(data)
    return described(read_yaml(folder / below / "dossier.yml", below).data, data)


def write(handbook: Handbook, dossier: Described, folder: Path) -> list[Path]:
    """Write a dossier's files to a folder and return them."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, content in files(handbook, dossier).items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        written.append(file)
    return written


def read_year(handbook: Handbook, name: str, folder: Path = DATA) -> DescribedYear:
    """Return one of the demonstration years; `over` names the one that a variant is laid over."""
    data = read_yaml(folder / name / "year.yml", name).data
    below = data.get("over", "")
    if not below:
        return described_year(handbook, data)
    return described_year(handbook, read_yaml(folder / below / "year.yml", below).data, data)


def write_year(year: DescribedYear, folder: Path) -> None:
    """Write a year's files to a folder."""
    for name, content in year_files(year).items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def main(arguments: list[str]) -> int:
    """Write the demonstration dossiers below a folder."""
    if not arguments:
        print(__doc__)
        return 2
    handbook = load(ROOT)
    for name in arguments[1:] or (*DEMOS, *YEARS):
        if name in YEARS:
            year = read_year(handbook, name)
            write_year(year, Path(arguments[0]) / name)
            asked = f"--year {year.year} --today {year.today}"
            say(
                f"{Path(arguments[0]) / name}：{year.title}，{len(year.records)} 份；查它用 branchbook check 文件夹 {asked}"
            )
            continue
        dossier = read_demo(name)
        folder = Path(arguments[0]) / name
        count = len(write(handbook, dossier, folder))
        say(f"{folder}：{dossier.title}，{count} 份；查它用 branchbook check {folder} --today {dossier.today}")
    return 0


__all__ = ["DATA", "DEMOS", "YEARS", "Described", "described", "files", "read_demo", "read_year", "write", "write_year"]

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
