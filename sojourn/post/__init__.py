"""Letters and links: the outbox, rendering, sending, and invitations for people without an account.

Who enters: every room above writes through `actions.write`; the worker sends through `actions.send_due`.
Verbs: write, send, stop; invite, open_link, mail_code. A token is stored only as its hash.
"""
