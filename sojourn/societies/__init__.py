"""The federation, its societies, payers, officers, committees, memberships, and every conflict of interest.

Who enters: officers and committee members. Verbs: appoint, dismiss, seat, unseat, declare, confirm, clear.
All conflicts live here so that every later room can subtract them.
"""
