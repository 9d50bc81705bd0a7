"""`Renderer`: fills the page templates; what every template may call is bound to the page that is being written."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import jinja2

from branchbook.handbook.references import page_of
from branchbook.site import prose
from branchbook.site.defect_page import guards
from branchbook.site.errors import PageError
from branchbook.site.library import Library, Options, due_on

if TYPE_CHECKING:
    from branchbook.handbook import Handbook
    from branchbook.handbook.content import Provision


@jinja2.pass_context
def _prose(context: jinja2.runtime.Context, text: str) -> str:
    """Filter: our notations as Markdown, seen from the page that is being written."""
    return prose.expand(context["handbook"], text, context["page"])


@jinja2.pass_context
def _cell(context: jinja2.runtime.Context, text: str) -> str:
    """Filter: the same, fit for a cell of a table."""
    return re.sub(r"\s*\n\s*", " ", _prose(context, text)).replace("|", "\\|")


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("branchbook.site", "pages"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        comment_start_string="{##",
        comment_end_string="##}",
        autoescape=False,  # noqa: S701 -- it writes Markdown; the only text is the handbook's own
    )
    environment.filters |= {"plain": prose.plain, "clause": prose.clause, "prose": _prose, "cell": _cell}
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    environment.globals |= {
        "due_on": due_on,
        "weight_mark": prose.weight_mark,
        "status_mark": prose.status_mark,
    }
    return environment


class Renderer:
    """Fills page templates for one handbook.

    Attributes:
        handbook: the handbook.
        options: the day, the public address, files made by other tools.
        library: what the pages ask about the handbook as a whole.
        environment: the page templates.
    """

    def __init__(self, handbook: Handbook, options: Options) -> None:
        self.handbook = handbook
        self.options = options
        self.library = Library(handbook, options)
        self.environment = _environment()

    def bound(self, page: str) -> dict[str, Any]:
        """Return what every page template may call, bound to the page that is being written."""
        handbook, library = self.handbook, self.library

        def rel(target: str) -> str:
            return prose.relative(target, page)

        def to(kind: str, name: str) -> str:
            target = page_of(handbook, kind, name)
            if target is None:
                raise PageError.nowhere(f"{kind}:{name}")
            return rel(target)

        def provision(ref: str) -> Provision:
            found = handbook.provision(ref)
            if found is None:
                raise PageError.nowhere(ref)
            return found[1]

        def cites(refs: tuple[str, ...]) -> str:
            return " ".join(prose.citation(handbook, ref, page, alone=True) for ref in refs)

        return {
            "handbook": handbook,
            "page": page,
            "today": self.options.today,
            "rel": rel,
            "to": to,
            "provision": provision,
            "cites": cites,
            "cite": lambda ref: prose.citation(handbook, ref, page),
            "downloads": library.downloads,
            "uses": library.uses,
            "guards": lambda defect: guards(library.rules_against(defect)),
            "kinds_against": library.kinds_against,
            "steps_against": library.steps_against,
            "changed_since": library.changed_since,
        }

    def write(self, name: str, page: str, **values: Any) -> bytes:
        """Render one page template for the page at `page`."""
        text = self.environment.get_template(name).render(**self.bound(page), **values)
        return (re.sub(r"\n{3,}", "\n\n", text).strip() + "\n").encode()
