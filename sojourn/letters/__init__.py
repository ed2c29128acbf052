"""The office's desk for letters: their words, drafts that wait, letters to many, what arrived, reminders.

Who enters: officers, each for the own societies, the federation's for all. It reads every room of the cycle,
writes letters through the post, and keeps only mailings and rules of reminders of its own.
Verbs: write_words, give_up_words, hold, edit, release, discard, prepare, confirm, retry, readdress, remind.
"""
