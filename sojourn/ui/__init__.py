"""The interface: base page, parts, template tags, forms, styles and scripts.

A service below every room: it knows no stage and imports none. Rooms extend `ui/page.html`, include its parts
(README.md lists them with what they take) and pass their views through `ui.gates`.

Who enters: everyone, by way of the other rooms; `/style/` shows each part with invented data.
Verbs: none. It writes nothing.
"""
