"""Accounts and transfers; grants and their parts; how they are paid out. Money: minor units."""

from sojourn.payments.models.grants import Claim, Grant, Instalment, Part, Share
from sojourn.payments.models.ledger import Account, Posting, Transfer
from sojourn.payments.models.paying import (
    BankData,
    Batch,
    Demand,
    Invoice,
    InvoiceLine,
    PayerAccount,
    Payment,
    Treasurer,
)

__all__ = [
    "Account",
    "BankData",
    "Batch",
    "Claim",
    "Demand",
    "Grant",
    "Instalment",
    "Invoice",
    "InvoiceLine",
    "Part",
    "PayerAccount",
    "Payment",
    "Posting",
    "Share",
    "Transfer",
    "Treasurer",
]
