"""Payments: what each payer gives to a grant, what fell due, what left, what came back.

Pulls from awards (who has a grant) and placements (how far a stay is); neither hears of it. Every cent is in
an account, and moves by transfers that take from one what they give to another: draw up, approve, prepare,
settle, return, ask back, recharge. Entered by the fellow (bank data, claims), by the officers of a society
(prepare, decide on claims), and by a payer's treasurers, who alone read bank data (approve, reveal, settle).
"""
