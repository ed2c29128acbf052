"""Reviews: who scores which application, and the scores.

Who enters: reviewers (own assignments), chairs and society officers (coverage).
Verbs: assign, assign_all, unassign; declare, declare_none; score, finish, reopen; close, open_again.
A file opens only to who declared no conflict; a colleague's scores only after one's own are final; who is in
conflict learns nothing.
"""
