"""Private files: keep, check, serve. The room knows no stage and has no URL.

Who enters: rooms that own a file, through `actions.keep` and `actions.serve`.
A file is called received only after its stored bytes were read back and their SHA-256 compared.
"""
