"""The world of the house's walks, and the stage of the applications."""

from tests.house.conftest import _walker, walked, walked_to

__all__ = ("_walker", "walked", "walked_to")
