"""Commands that make the site."""

from __future__ import annotations

from pathlib import Path

import click

from branchbook.cli.chinese import Command
from branchbook.cli.common import root_of, say, timed, today_of


@click.command(cls=Command)
@click.option(
    "-o", "--output", metavar="文件夹", type=click.Path(path_type=Path), help="网站放在哪个文件夹，默认 build/site。"
)
@click.option("--no-strict", is_flag=True, help="有警告也照样生成。")
@click.option("--offline", is_flag=True, help="只生成离线版：一个文件夹和一个 .zip，不用服务器，打开就能看。")
@click.option("--no-archive", is_flag=True, help="不做整站下载的压缩包，快一半。")
@click.pass_context
def build(
    ctx: click.Context,
    output: Path | None,
    no_strict: bool,  # noqa: FBT001 -- click passes flags so
    offline: bool,  # noqa: FBT001 -- click passes flags so
    no_archive: bool,  # noqa: FBT001 -- click passes flags so
) -> None:
    """生成整个网站；不成功就不动旧的。"""
    from branchbook.site.build import build as build_site
    from branchbook.site.build import build_offline

    root = root_of(ctx)
    strict, day = not no_strict, today_of(ctx)
    if offline:
        target = (output or root / "build" / "offline").absolute()
        say("正在生成离线版……")
        with timed("生成完了"):
            archive = build_offline(root, target, strict=strict, day=day)
        click.echo(f"离线版在 {target}，打开里面的 index.html；压缩包 {target}.zip，{archive.size}。")
        return
    target = (output or root / "build" / "site").absolute()
    with timed("生成完了"):
        packed = None
        if not no_archive:
            say("正在生成整站下载的离线版……")
            packed = build_offline(root, None, strict=strict, day=day)
        say("正在生成网站……")
        warnings = build_site(root, target, strict=strict, day=day, archive=packed)
    for warning in warnings:
        say(warning)
    click.echo(f"网站在 {target}，共 {sum(1 for _ in target.rglob('*.html'))} 页。")


@click.command(cls=Command)
@click.option("--host", metavar="地址", default="127.0.0.1", show_default=True, help="在哪个地址上打开。")
@click.option("--port", metavar="端口", type=int, default=8000, show_default=True, help="端口。")
@click.option("--open", "open_browser", is_flag=True, help="生成好了就打开浏览器。")
@click.pass_context
def serve(ctx: click.Context, host: str, port: int, open_browser: bool) -> None:  # noqa: FBT001 -- click passes flags so
    """在本机打开网站，改了文件自动刷新。"""
    from branchbook.site.build import serve as serve_site

    serve_site(root_of(ctx), host=host, port=port, tell=say, open_browser=open_browser)


@click.command(cls=Command)
@click.argument("folder", metavar="文件夹", type=click.Path(path_type=Path))
@click.pass_context
def stage(ctx: click.Context, folder: Path) -> None:
    """把生成网站用的全部文件写到一个文件夹，别的生成器也能用。"""
    from branchbook.site.build import stage as stage_site

    say("正在写出……")
    count = stage_site(root_of(ctx), folder.absolute(), today=today_of(ctx))
    click.echo(f"写出 {count} 个文件，在 {folder}。")
