"""Locked fields: not readable, not movable to another purpose, openable after the key has changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sojourn.ui import lockbox


@given(some.text())
def test_what_was_locked_opens_and_shows_nothing(text):
    locked = lockbox.lock(text, purpose="bank")
    assert lockbox.unlock(locked, purpose="bank") == text
    assert len(text) < 4 or text not in locked


def test_another_purpose_does_not_open_it():
    locked = lockbox.lock("AT61 1904 3002 3457 3201", purpose="bank")
    with pytest.raises(lockbox.Shut):
        lockbox.unlock(locked, purpose="key")


def test_an_older_key_still_opens_and_a_dropped_one_does_not(settings):
    settings.FIELD_KEYS = ["old-key-of-the-installation"]
    locked = lockbox.lock("words", purpose="bank")
    settings.FIELD_KEYS = ["new-key-of-the-installation", "old-key-of-the-installation"]
    assert lockbox.unlock(locked, purpose="bank") == "words"
    settings.FIELD_KEYS = ["new-key-of-the-installation"]
    with pytest.raises(lockbox.Shut):
        lockbox.unlock(locked, purpose="bank")
