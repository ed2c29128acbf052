"""The rules of the field in pure Python: no Django, no clock, no database.

Who enters: every room, and `python -m sojourn`. What leaves: verdicts, rankings, matches, sums.
Everything that depends on time or chance takes it as an argument.
"""
