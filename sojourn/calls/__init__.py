"""The yearly call and its programmes: every rule that changes from year to year, as rows.

Who enters: officers prepare a call until it opens, then its rules are frozen.
Verbs: begin, clone, load, edit_dates, edit_programme, edit_offers, announce, complete.
Whether a call is open is computed from its dates, never stored. `data` holds what is known of
the call of 2024, and what a new programme begins with.
"""
