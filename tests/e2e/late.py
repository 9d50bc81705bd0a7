"""A browser to which all comes late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

#: What a page waits for (an event told later, a file, a worker, a timer) comes so many milliseconds later than it would:
#: a test that looks before the page could have drawn fails on every machine, not only on a slow one.
_SCRIPT = """
(LATE => {
  const later = window.setTimeout.bind(window)
  const wait = () => new Promise(done => later(done, LATE))
  const told = new Set(["toggle", "hashchange", "popstate", "storage", "message"])
  const wrapped = new WeakMap()
  const listen = EventTarget.prototype.addEventListener
  EventTarget.prototype.addEventListener = function (type, hear, options) {
    if (!told.has(type) || typeof hear !== "function") return listen.call(this, type, hear, options)
    if (!wrapped.has(hear)) wrapped.set(hear, function (event) { later(() => hear.call(this, event), LATE) })
    return listen.call(this, type, wrapped.get(hear), options)
  }
  window.setTimeout = (run, after = 0, ...given) => later(run, after + LATE, ...given)
  const ask = window.fetch.bind(window)
  window.fetch = (...given) => wait().then(() => ask(...given))
  const post = Worker.prototype.postMessage
  Worker.prototype.postMessage = function (...given) { later(() => post.apply(this, given), LATE) }
  for (const name of ["text", "arrayBuffer"]) {
    const read = Blob.prototype[name]
    Blob.prototype[name] = function () { return wait().then(() => read.call(this)) }
  }
})(%d)
"""


def delay(browser: Browser, milliseconds: int) -> None:
    """Make every page of the browser one to which all comes late."""
    plain = browser.new_context

    def late(**options: Any) -> BrowserContext:
        context = plain(**options)
        context.add_init_script(_SCRIPT % milliseconds)
        return context

    browser.new_context = late  # type: ignore[method-assign]
    browser.new_page = lambda **options: late(**options).new_page()  # type: ignore[method-assign]
