"""Stories in a real browser, one a file; what they share is in conftest.py."""
