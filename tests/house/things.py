"""What the rows of `doors.txt` are about: each function makes one thing by the real actions.

A function returns the arguments of the address and the invitation whose mailed link leads to it, or None.
"""


def people(about: str) -> dict:
    """Role -> user, once the thing is made."""
    return {}
