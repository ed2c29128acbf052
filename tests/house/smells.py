"""Files that grew past the smell of their door: something to think about, never a failure.

`python -m tests.house.smells` lists them, the worst first.
"""

from tests.house import plan


def smells() -> list[str]:
    counted = [
        (source.path, source.text, plan.SMELL.get(source.door, 300))
        for source in plan.sources()
        if source.door != "migrations"
    ]
    counted += [(path, text, plan.SMELL_OF_A_TEMPLATE) for path, text in plan.templates()]
    sizes = [
        (sum(1 for line in text.splitlines() if line.strip()), limit, path) for path, text, limit in counted
    ]
    large = sorted(
        ((lines / limit, lines, limit, path) for lines, limit, path in sizes if lines > limit), reverse=True
    )
    return [f"{path}: {lines} lines, smells above {limit}" for _, lines, limit, path in large]


if __name__ == "__main__":
    print("\n".join(smells()) or "nothing smells")
