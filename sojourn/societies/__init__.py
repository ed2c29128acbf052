"""The federation, its societies, payers, officers, committees, memberships, and every conflict of interest.

Who enters: officers and chairs. Verbs: edit_federation, add, edit, appoint, dismiss, seat, unseat,
drop_awaited, add_payer, remove_payer; declare, find, confirm, clear. All conflicts live here so that every
later room can subtract them. A person without an account is awaited: the letter's link leads to
`people:join`, and the next tick pulls the new account into its office (this room never writes people, and
people never hears of it).
"""
