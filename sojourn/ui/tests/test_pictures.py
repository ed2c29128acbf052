"""The geometry of the pictures, and that each has its numbers in a table."""

from django.template import Context, Template

from sojourn.ui import pictures, samples


def test_bars_are_shares_of_the_largest():
    assert [row["share"] for row in pictures.bars([("a", 4), ("b", 1), ("c", 0)])] == [100, 25, 0]
    assert pictures.bars([]) == []
    assert pictures.bars([("a", 0)])[0]["share"] == 0


def test_a_funnel_says_what_was_kept():
    assert [row["kept"] for row in pictures.funnel([("a", 100), ("b", 50), ("c", 0), ("d", 0)])] == [
        None,
        50,
        0,
        None,
    ]


def test_equal_dots_are_stacked_not_hidden():
    (row,) = pictures.dots([("a", [4, 4, 5, None])], 1, 5)
    assert len({(point["x"], point["y"]) for point in row["points"]}) == 3


def test_a_flow_loses_nobody():
    flow = pictures.flow(samples.LISTS["links"])
    total = sum(count for _, _, count in samples.LISTS["links"])
    assert sum(block["count"] for block in flow["starts"]) == total
    assert sum(block["count"] for block in flow["ends"]) == total
    assert all(block["used"] == block["height"] for block in [*flow["starts"], *flow["ends"]])


def test_places_lie_where_the_map_draws_them():
    assert pictures.place(71.5, -25) == (0, 0)
    assert pictures.place(34, 45) == (600, 520)


def test_every_picture_has_its_table():
    page = Template(
        "{% load sojourn %}{% bars bar_rows %}{% funnel funnel_rows %}{% dots dot_rows 1 5 %}"
        "{% against against_rows %}{% flow links %}"
    ).render(Context(samples.LISTS))
    assert page.count("<table") == 5
    assert page.count("<svg") == page.count('aria-hidden="true"')


def test_a_timeline_tells_past_now_and_next():
    page = Template("{% load sojourn %}{% timeline points at=at %}").render(
        Context({"points": samples.STAY["call_points"], "at": samples.AT})
    )
    found = [word for word in page.split('"') if word.startswith("timeline-point")]
    assert [one.split("timeline-")[-1] for one in found] == ["past", "now", "next", "later", "later"]
