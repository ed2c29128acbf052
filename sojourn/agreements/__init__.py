"""Agreements: the letter of invitation and the agreement of a stay, signed by all parties on one page.

Who enters: the fellow, the coordinators and the offices by their accounts, the tutor by a mailed link,
anybody who holds a signed file and checks it. Verbs: edit_wording, ask_letter, draw_up, sign,
object_to, withdraw.
"""
