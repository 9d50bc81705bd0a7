"""The command line: thin, one screen a command; messages in Chinese, error codes in English."""

from branchbook.cli.entry import app, main, run

__all__ = ["app", "main", "run"]
