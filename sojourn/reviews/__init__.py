"""Reviews: who scores which application, and the scores.

Who enters: reviewers (own assignments), society officers (coverage). Verbs: assign, declare, score, finish, reopen.
A colleague's scores are shown only after one's own are final.
"""
