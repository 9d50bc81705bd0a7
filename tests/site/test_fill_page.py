"""The form on a template's page, as it stands in the HTML before any script runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from lxml import html

from branchbook.handbook.template import Field, FieldType
from branchbook.site.forms import ROWS, field_html, form_html, merged

if TYPE_CHECKING:
    from branchbook.handbook import Handbook
    from branchbook.handbook.template import Template

CONTROLS = "//input[not(@type='date')] | //textarea | //select"


def tree(text: str) -> Any:
    """Parse; `Any`, for what XPath gives is whatever one asked for."""
    return html.fromstring(text)


def parsed(template: Template) -> Any:
    return tree(form_html(template))


def name_of(root: Any, control: Any) -> str:
    """Return what a screen reader calls a control."""
    own = control.get("id")
    labels = root.xpath(".//label[@for=$own]", own=own) if own else []
    labels += list(control.iterancestors("label"))
    words = "".join(label.text_content() for label in labels).strip()
    legends = [fieldset.find("legend") for fieldset in control.iterancestors("fieldset")]
    return words + "".join(legend.text_content() for legend in legends if legend is not None)


def test_every_field_is_there_once_in_order_with_label_mark_and_help(real: Handbook) -> None:
    for template in real.templates.values():
        root = parsed(template)
        boxes = root.xpath(".//*[@data-field]")
        assert [box.get("data-field") for box in boxes] == list(template.fields)
        for box, field in zip(boxes, template.fields.values(), strict=True):
            said = box.text_content()
            assert field.label in said
            assert field.help in said
            assert ("必填" in said) >= field.required
            if field.unit and field.type is FieldType.INTEGER:
                assert field.unit in said


def test_every_control_has_a_name_and_every_reference_its_target(real: Handbook) -> None:
    for template in real.templates.values():
        root = parsed(template)
        ids = [item.get("id") for item in root.xpath(".//*[@id]")]
        assert len(ids) == len(set(ids)), template.id
        for control in root.xpath(CONTROLS):
            assert name_of(root, control), (template.id, html.tostring(control, encoding="unicode"))
        for item in root.xpath(".//*[@aria-describedby or @aria-labelledby or self::label[@for]]"):
            for key in ("aria-describedby", "aria-labelledby", "for"):
                assert set((item.get(key) or "").split()) <= set(ids), template.id


def test_what_only_a_script_can_do_is_hidden(real: Handbook) -> None:
    """Buttons for rows and calendars do nothing without a script, so they are not shown."""
    for template in real.templates.values():
        root = parsed(template)
        dead = root.xpath(".//button[not(@hidden)] | .//input[@type='date'][not(@hidden)]")
        assert dead == []


def test_tables_show_rows_with_a_named_cell_for_each_column(real: Handbook) -> None:
    for template in real.templates.values():
        for field in template.tables:
            root = tree(field_html(field, "f-"))
            rows = root.xpath(".//tr[@data-row]")
            assert len(rows) == min(ROWS, field.rows)
            for number, row in enumerate(rows, 1):
                cells = row.xpath("./td[@data-column]")
                assert [cell.get("data-column") for cell in cells] == list(field.columns)
                for cell, column in zip(cells, field.columns.values(), strict=True):
                    assert f"第{number}行{column.label}" in cell.text_content()


def test_words_of_a_template_are_never_markup() -> None:
    field = Field(id="x", label='<b>"名', type=FieldType.CHOICE, choices=('<i>&"', "乙"), help="<script>x</script>")
    text = field_html(field, "f-")
    assert "<b>" not in text
    assert "<i>" not in text
    assert "<script" not in text
    root = tree(text)
    assert [item.get("value") for item in root.xpath(".//input")] == ["", '<i>&"', "乙"]


@pytest.mark.parametrize(
    ("required", "choices", "shown"),
    [
        (True, ("是", "否"), ["是", "否"]),
        (False, ("是", "否"), ["", "是", "否"]),
        (True, tuple("一二三四五"), None),
    ],
)
def test_few_choices_are_shown_at_once_and_an_optional_one_can_be_left_out(
    *, required: bool, choices: tuple[str, ...], shown: list[str] | None
) -> None:
    root = tree(field_html(Field(id="x", label="选", type=FieldType.CHOICE, choices=choices, required=required), "f-"))
    radios = [item.get("value") for item in root.xpath(".//input[@type='radio']")]
    options = [item.get("value") for item in root.xpath(".//option")]
    assert radios == (shown or [])
    assert options == ([] if shown else ["", *choices])


def test_the_page_loads_its_own_kit_and_says_that_nothing_leaves(real: Handbook, real_pages: dict[str, bytes]) -> None:
    for name in real.templates:
        page = real_pages[f"templates/{name}.md"].decode()
        assert f'"assets/kits/{name}.js"' in page
        assert page.index('"assets/fill.js"') < page.index('"assets/kits/')
        assert "不上传" in page
        assert "<noscript>" in page
    others = [path for path in real_pages if path.endswith(".md") and not path.startswith("templates/")]
    assert not [path for path in others if b'"assets/fill.js"' in real_pages[path]]


def test_the_form_of_a_superiors_paper_is_for_checking_it(real: Handbook, real_pages: dict[str, bytes]) -> None:
    above = next(template for template in real.templates.values() if template.issuer == "superior")
    assert "## 在线核对 {#fill}" in real_pages[f"templates/{above.id}.md"].decode()


def test_a_shared_fact_is_required_when_one_document_must_have_it() -> None:
    class Paper:
        def __init__(self, **fields: Field) -> None:
            self.fields = fields

    seats = Field(id="seats", label="名额", type=FieldType.INTEGER)
    must = seats.model_copy(update={"required": True, "label": "应选名额"})
    other = Field(id="other", label="别的", type=FieldType.TEXT)
    found = merged([Paper(seats=seats, other=other), Paper(seats=must)], {"seats"})  # type: ignore[list-item]
    assert list(found) == ["seats"]
    assert found["seats"].required
    assert found["seats"].label == "名额"
