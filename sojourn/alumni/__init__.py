"""Alumni: consent, profile, story; public only for who consented, and only while the consent stands.

Who enters: fellows with a certificate (own), visitors read. Verbs: join, edit_story, leave.
"""
