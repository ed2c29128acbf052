"""People: users, sign-in, profile, consent, and the roles that span the federation.

Who enters: everybody who has an account. Verbs: sign_up, join, edit_profile, consent, withdraw_consent,
appoint, dismiss. What allauth does (sign_in, sign_out, confirm, set_password) is journalled by `adapter`.
"""
