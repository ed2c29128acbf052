"""Pages of offers, waiting, and money."""

from sojourn.awards.views.applicant import accept, decline, letter, mine, offer, waiting
from sojourn.awards.views.grants import export_payments, ledger, pay, payers, payments
from sojourn.awards.views.office import export_list, office, round_file

__all__ = [
    "accept",
    "decline",
    "export_list",
    "export_payments",
    "ledger",
    "letter",
    "mine",
    "offer",
    "office",
    "pay",
    "payers",
    "payments",
    "round_file",
    "waiting",
]
