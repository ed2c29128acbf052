"""Applications: the task list, ranked choices, documents, referees and their letters, the officer's check.

Who enters: applicants (own), referees (by link, one letter), society officers after closing.
Verbs: begin, edit_*, submit, withdraw; ask, write_letter, decline_letter; admit, refer, bar.
"""
