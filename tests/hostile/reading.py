"""What the tests of strings read in a page: its forms with their values, and whether something lives."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from tests.hostile.strings import CANARY

TYPED = {"text", "search", "textarea"}


@dataclass
class Form:
    """One form: where it goes, and its fields as a browser would send them untouched."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    options: dict[str, list[str]] = field(default_factory=dict)
    uploads: list[str] = field(default_factory=list)

    def texts(self) -> list[str]:
        """The names of the fields that take free text."""
        return [name for name, kind in self.kinds.items() if kind in TYPED]

    def filled(self, text: str) -> dict[str, list[str]]:
        """All free text is `text`; what else is needed has some plausible value."""
        sent = {name: list(values) for name, values in self.values.items()}
        for name, kind in self.kinds.items():
            if kind in TYPED:
                sent[name] = [text]
            elif sent.get(name, [""]) not in ([""], []):
                continue
            elif kind in PLAUSIBLE:
                sent[name] = [PLAUSIBLE[kind]]
            elif kind in ("radio", "checkbox", "select"):
                sent[name] = [one for one in self.options.get(name, []) if one][:1]
        return {name: values for name, values in sent.items() if values}


PLAUSIBLE = {
    "email": "someone@people.example",
    "date": "2021-06-01",
    "datetime-local": "2024-03-01T10:00",
    "number": "1",
    "tel": "+43 1 234567",
    "url": "https://people.example/",
    "password": "a long and unusual phrase",
}


class Page(HTMLParser):
    """A page as a browser reads it."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.alive: list[str] = []
        self.seen: list[str] = []
        self._form: Form | None = None
        self._area = self._select = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._look(tag, given)
        if tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None and given.get("name") and "disabled" not in given:
            self._field(tag, given)
        elif self._form is not None and tag == "option" and self._select:
            value = given.get("value", "")
            self._form.options[self._select].append(value)
            if "selected" in given:
                self._form.values[self._select] = [value]

    def _look(self, tag: str, given: dict[str, str]) -> None:
        inline = tag == "script" and "src" not in given and given.get("type") != "application/json"
        if inline or tag in ("style", "iframe", "object", "embed", "base", "applet"):
            self.alive.append(f"<{tag}>")
        if tag == "meta" and "http-equiv" in given:
            self.alive.append("<meta http-equiv>")
        for name, value in given.items():
            place = name in ("href", "src", "action", "formaction", "srcset", "poster")
            if name.startswith("on") or name == "style" or (place and _runs(value)):
                self.alive.append(f"{name} at {tag}")

    def _field(self, tag: str, given: dict[str, str]) -> None:
        form, name = self._form, given["name"]
        assert form is not None
        kind = given.get("type", "text").lower() if tag == "input" else tag
        if kind == "file":
            form.uploads.append(name)
        if kind in ("submit", "button", "image", "reset", "file"):
            return
        form.kinds[name] = kind
        if tag == "textarea":
            self._area = name
            form.values[name] = [""]
        elif tag == "select":
            self._select = name
            form.options[name] = []
        elif kind in ("radio", "checkbox"):
            form.options.setdefault(name, []).append(given.get("value", "on"))
            if "checked" in given:
                form.values.setdefault(name, []).append(given.get("value", "on"))
        else:
            form.values.setdefault(name, []).append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._area and self._form is not None:
            # a browser leaves out one line end at the start of a text area
            self._form.values[self._area] = [_ends(self._form.values[self._area][0]).removeprefix("\n")]
            self._area = ""
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        self.seen.append(data)
        if self._area and self._form is not None:
            self._form.values[self._area][0] += data


def _runs(address: str) -> bool:
    plain = "".join(address.split()).lower()
    return plain.startswith(("javascript:", "data:text", "vbscript:")) or f"//{CANARY}" in plain


def same(typed: str, shown: str) -> bool:
    """Whether a field shows what was typed: browsers count line ends alike."""
    return _ends(typed) == _ends(shown)


def _ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
