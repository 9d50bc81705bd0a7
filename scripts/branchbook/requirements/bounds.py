"""How high or low a rule sets a number, as far as its expression says so plainly; the twin of `requirements/bounds.ts`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from branchbook.handbook.template import FieldType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from branchbook.handbook.template import Field, Rule

_NAME = "[a-z][a-z0-9_]*"
_FACTOR = (
    rf"(?:[0-9]+|(?:size|chars)\({_NAME}\)|(?:days|months|years)_between\({_NAME}, {_NAME}\)|params\.{_NAME}|{_NAME})"
)
_SIDE = rf"{_FACTOR}(?: ?\* ?{_FACTOR})*"
_COMPARED = re.compile(rf"({_SIDE}) ?(>=|<=|>|<|==) ?({_SIDE})")
_PRESENT = re.compile(r"'[a-z][a-z0-9_]*' in given(?: ?&& ?'[a-z][a-z0-9_]*' in given)*")
_SPACES = re.compile(r"[ \t\r\n]+")
#: Stands for the side of a comparison that is nothing but numbers.
_ONE = "1"


@dataclass(frozen=True, slots=True)
class Bound:
    """`left / right` is at least, or at most, `top / bottom`.

    Attributes:
        left: the term that is bounded.
        right: what it is measured by; `1` when it is bounded by a number.
        low: whether it is the lower bound.
        top: the bound's numerator.
        bottom: the bound's denominator.
        strict: whether the bound itself is excluded.
        said: the comparison as it was written.
    """

    left: str
    right: str
    low: bool
    top: int
    bottom: int
    strict: bool
    said: str

    def _over(self, other: Bound) -> int:
        return self.top * other.bottom - other.top * self.bottom

    def weaker(self, other: Bound) -> bool:
        """Tell whether this lets through what the other, of the same kind, refuses."""
        if (self.left, self.right, self.low) != (other.left, other.right, other.low):
            return False
        apart = self._over(other)
        return (apart < 0 if self.low else apart > 0) or (apart == 0 and other.strict and not self.strict)

    def against(self, other: Bound) -> bool:
        """Tell whether nothing can satisfy both."""
        if (self.left, self.right) != (other.left, other.right) or self.low is other.low:
            return False
        apart = self._over(other) if self.low else other._over(self)
        return apart > 0 or (apart == 0 and (self.strict or other.strict))


def tidy(expression: str) -> str:
    """Return an expression on one line with single spaces."""
    return _SPACES.sub(" ", expression).strip(" ")


def plain(when: str) -> bool:
    """Tell whether a rule applies always, or wherever its values were given."""
    said = tidy(when)
    return not said or _PRESENT.fullmatch(said) is not None


def _side(text: str, params: Mapping[str, Any]) -> tuple[int, str] | None:
    """Return a side's number and its other factors; None when a parameter has no number."""
    number, names = 1, []
    for factor in re.split(r" ?\* ?", text):
        if factor.isdigit():
            number *= int(factor)
        elif factor.startswith("params."):
            value = params.get(factor[7:])
            if not isinstance(value, int) or isinstance(value, bool):
                return None
            number *= value
        else:
            names.append(factor)
    return number, "*".join(sorted(names)) or _ONE


def _placed(left: tuple[int, str], right: tuple[int, str], *, low: bool, strict: bool, said: str) -> Bound | None:
    """Return `left >= right` (or `<=`), each a number times a term, in the one form that compares."""
    (a, one), (b, other) = left, right
    if one == other:
        return None
    if one == _ONE or (other != _ONE and one > other):
        (a, one), (b, other), low = (b, other), (a, one), not low
    if a <= 0 or (b <= 0 and other != _ONE):
        return None
    if strict and other == _ONE and a == 1:  # whole numbers
        return Bound(one, other, low, b + 1 if low else b - 1, 1, strict=False, said=said)
    return Bound(one, other, low, b, a, strict, said)


def bounds_of(require: str, params: Mapping[str, Any]) -> Iterator[Bound]:
    """Yield what an expression sets plainly: comparisons of products, joined by `&&`.

    Args:
        require: a rule's demand.
        params: the numbers that units set, by id.
    """
    said = tidy(require)
    if "||" in said or "?" in said:
        return
    for part in said.split("&&"):
        match = _COMPARED.fullmatch(part.strip(" "))
        if match is None:
            continue
        left, right = _side(match[1], params), _side(match[3], params)
        if left is None or right is None:
            continue
        for low in (True, False):
            if match[2] == "==" or (match[2][0] == ">") is low:
                strict = match[2] in {">", "<"}
                found = _placed(left, right, low=low, strict=strict, said=match[0])
                if found is not None:
                    yield found


def of_rule(rule: Rule, params: Mapping[str, Any]) -> list[Bound]:
    """Return what a rule sets plainly."""
    return list(bounds_of(rule.require, params))


def of_field(field: Field) -> Iterator[Bound]:
    """Yield the bounds that a field has of its own."""
    term = field.id if field.type is FieldType.INTEGER else f"size({field.id})"
    for low, limit in ((True, field.min), (False, field.max)):
        if limit is not None:
            yield Bound(term, _ONE, low, limit, 1, strict=False, said=f"{term} {'>=' if low else '<='} {limit}")


__all__ = ["Bound", "bounds_of", "of_field", "of_rule", "plain", "tidy"]
