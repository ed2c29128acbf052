"""The colours keep their contrast in both themes: text 7:1 on every ground, lines of controls 3:1."""

import re
from pathlib import Path

import pytest

from sojourn.ui import samples

THEME = (Path(__file__).parents[1] / "static" / "ui" / "theme.css").read_text()
PAIR = r"--([a-z-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)"


def colours(block: str) -> tuple[dict[str, str], dict[str, str]]:
    found = re.findall(PAIR, block)
    return {name: light for name, light, _ in found}, {name: dark for name, _, dark in found}


ROOT = colours(THEME[THEME.index(":root {") : THEME.index(":root[data-theme")])
ACCENTS = {name: colours(block) for name, block in re.findall(r'\[data-accent="(\w+)"\] \{([^}]*)\}', THEME)}


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "sheet"])
@pytest.mark.parametrize("text", ["ink", "quiet", "accent", "due", "error"])
def test_text_on_paper(theme, ground, text):
    assert contrast(ROOT[theme][text], ROOT[theme][ground]) >= 7


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("text", ["accent", "due", "error"])
def test_text_on_its_tint(theme, text):
    tint = ROOT[theme][f"{text}-tint"]
    assert contrast(ROOT[theme][text], tint) >= 7
    assert contrast(ROOT[theme]["ink"], tint) >= 7


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_lines_of_controls(theme):
    assert contrast(ROOT[theme]["edge"], ROOT[theme]["paper"]) >= 3
    assert contrast(ROOT[theme]["on-accent"], ROOT[theme]["accent"]) >= 7


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("name", samples.ACCENTS)
def test_the_accent_of_a_society(name, theme):
    accent = ACCENTS[name][theme]["accent"]
    for ground in (
        ROOT[theme]["paper"],
        ROOT[theme]["sheet"],
        ROOT[theme]["on-accent"],
        ACCENTS[name][theme]["accent-tint"],
    ):
        assert contrast(accent, ground) >= 7
