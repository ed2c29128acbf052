"""Every verb of money: the books, grants and what a stay makes of them, paying out, bank data, invoices."""

from sojourn.payments.actions.bank import (
    WrongPassword,
    erase_bank,
    erase_outlived,
    give_bank,
    give_host_bank,
    reveal_bank,
    save_payer_account,
)
from sojourn.payments.actions.batches import (
    approve_batch,
    book_return,
    download_file,
    drop_batch,
    prepare,
    settle_batch,
)
from sojourn.payments.actions.books import Move, book
from sojourn.payments.actions.claims import accept_claim, file_claim, refuse_claim, take_back_claim
from sojourn.payments.actions.clock import forget, tick
from sojourn.payments.actions.grants import declare, draw_up, draw_up_all, follow, follow_all
from sojourn.payments.actions.invoices import issue_invoice, settle_invoice
from sojourn.payments.actions.people import name_treasurer, release_treasurer
from sojourn.payments.actions.repaying import book_repayment, waive

__all__ = [
    "Move",
    "WrongPassword",
    "accept_claim",
    "approve_batch",
    "book",
    "book_repayment",
    "book_return",
    "declare",
    "download_file",
    "draw_up",
    "draw_up_all",
    "drop_batch",
    "erase_bank",
    "erase_outlived",
    "file_claim",
    "follow",
    "follow_all",
    "forget",
    "give_bank",
    "give_host_bank",
    "issue_invoice",
    "name_treasurer",
    "prepare",
    "refuse_claim",
    "release_treasurer",
    "reveal_bank",
    "save_payer_account",
    "settle_batch",
    "settle_invoice",
    "take_back_claim",
    "tick",
    "waive",
]
