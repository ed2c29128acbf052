"""People: users, sign-in, profile, consent, and the roles that span the federation.

Who enters: everybody who has an account. Verbs: sign_up, edit_profile, appoint, dismiss.
"""
