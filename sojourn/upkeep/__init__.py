"""Upkeep: the one room with every key: clock, worker, demonstration, set-up, health, letters' troubles.

Who enters: the operator, officers and, in a demonstration, anybody. Verbs: set_up, move_clock, sign_in_as,
retry_letter. Pages of the demonstration (letters, cast, clock) answer 404 in a real installation.
"""
