"""Forms as a browser reads them off a page, filled in like somebody who answers every question."""

from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser

from django.utils import timezone

from tests import makers, papers

TRAP = "homepage"  # a field that only machines fill in
TYPED = {"text", "textarea", "number", "tel", "date", "time", "datetime-local", "url", "search", "checkbox", "file"}
TEXTS = {"number": "1", "tel": "13900000000", "time": "09:00", "password": "", "url": ""}


@dataclass
class Form:
    """One form of a page: where it goes, and its controls as (kind, name, value, attributes)."""

    action: str
    page: str
    controls: list = field(default_factory=list)

    @property
    def names(self):
        """What the form names."""
        return {name for _, name, _, _ in self.controls if name}

    def data(self, *, is_short=False):
        """One answer to every question, the first where there is a choice; only to what must be answered where it is short."""
        found = {}
        for kind, name, value, attributes in self.controls:
            may_be_left = is_short and kind in TYPED and not value and "required" not in attributes
            if (
                name
                and not may_be_left
                and name not in found
                and (answer := self._answer(kind, name, value, attributes)) is not None
            ):
                found[name] = answer
        return found

    def _answer(self, kind, name, value, attributes):
        """The answer to one control, or None to leave it."""
        if name == TRAP:
            return ""
        if kind in {"hidden", "radio", "checkbox", "submit", "option"}:
            return value if kind != "submit" or "formaction" not in attributes else None
        if kind == "file":
            accept = attributes.get("accept", "")
            return makers.photo_upload("teal") if "image" in accept else papers.paper()
        return value or typed(kind, attributes)


def typed(kind, attributes):
    """What somebody types into an empty control."""
    now = timezone.localtime() + timedelta(days=1)
    if kind == "date":
        return timezone.localdate().isoformat()
    if kind == "datetime-local":
        return now.strftime("%Y-%m-%dT%H:%M")
    if attributes.get("inputmode") in {"numeric", "decimal"}:
        return "1"
    return TEXTS.get(kind, "示例")


class Reader(HTMLParser):
    """Collects the forms of one page."""

    def __init__(self, page):
        super().__init__()
        self.page, self.forms, self.by_id, self.waiting = page, [], {}, []
        self.inside = self.select = self.area = None

    def handle_starttag(self, tag, attrs):
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = None
            if attributes.get("method", "").lower() == "post":
                self.inside = Form(attributes.get("action") or self.page, self.page)
                self.forms.append(self.inside)
            self.by_id[attributes.get("id")] = self.inside
        elif tag in {"input", "button"}:
            kind = attributes.get("type", "text" if tag == "input" else "submit")
            value = attributes.get("value", "on" if kind in {"checkbox", "radio"} else "")
            self._keep(kind, attributes, value)
        elif tag == "select":
            self.select = attributes
        elif tag == "option" and self.select is not None and attributes.get("value"):
            self._keep("option", self.select, attributes["value"], is_first="selected" in attributes)
        elif tag == "textarea":
            self.area = [attributes, ""]

    def handle_data(self, data):
        if self.area:
            self.area[1] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea" and self.area:
            self._keep("textarea", self.area[0], self.area[1].strip())
            self.area = None

    def _keep(self, kind, attributes, value, *, is_first=False):
        """A control of the form around it, or of the one it names."""
        control = (kind, attributes.get("name", ""), value, attributes)
        if "form" in attributes:
            self.waiting.append((attributes["form"], control))
        elif self.inside:
            self.inside.controls.insert(0, control) if is_first else self.inside.controls.append(control)

    def close(self):
        super().close()
        for name, control in self.waiting:
            if self.by_id.get(name):
                self.by_id[name].controls.append(control)


def forms_of(page, html):
    """Every form of a page that is sent by POST."""
    reader = Reader(page)
    reader.feed(html)
    reader.close()
    return reader.forms
