"""The journal: who did what, to what, when, and the only function that turns a state.

Who enters: every room above, through `actions.turn` and `actions.note`; officers read it.
Verbs: turn, note. An entry names people by id and things by label; it never holds content.
"""
