"""What can go wrong while a site is made, apart from the handbook itself."""


class SiteError(Exception):
    """One sentence for the person at the terminal: what, where, how to mend."""


class WebMissingError(SiteError):
    """The browser's script has not been bundled."""


class BuildError(SiteError):
    """The site could not be built, served or staged."""
