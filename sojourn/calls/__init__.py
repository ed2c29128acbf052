"""The yearly call and its programmes: every rule that changes from year to year, as rows.

Who enters: officers prepare a call until it opens, then its rules are frozen. Verbs: edit_dates, edit_programme,
announce, extend. Whether a call is open is computed from its dates, never stored.
"""
