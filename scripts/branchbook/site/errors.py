"""What can go wrong while a site is made, apart from the handbook itself."""

from __future__ import annotations


class SiteError(Exception):
    """One sentence for the person at the terminal: what, where, how to mend."""


class WebMissingError(SiteError):
    """The browser's script has not been bundled."""


class PageError(SiteError):
    """A page cannot be written: it points at nothing, or its document cannot be drawn. `validate` says where."""

    @classmethod
    def nowhere(cls, name: str) -> PageError:
        """Say that something points at a thing that does not exist."""
        return cls(
            f"网页写不成：有一处指着「{name}」，没有这个东西。运行 branchbook validate，它会说在哪个文件第几行。"
        )


class BuildError(SiteError):
    """The site could not be built, served or staged."""
