"""The states of an instalment, a payment, a batch, a demand for repayment, an invoice and a claim."""

INSTALMENT_START = "planned"
INSTALMENT_MOVES = {
    "approve": (("planned",), "due"),
    "pay": (("due",), "paid"),
    "reopen": (("paid",), "due"),  # the bank sent it back
    "cancel": (("planned", "due"), "cancelled"),
}

PAYMENT_START = "due"
PAYMENT_MOVES = {
    "enclose": (("due",), "prepared"),
    "take_out": (("prepared",), "due"),
    "book_paid": (("prepared",), "paid"),
    "book_return": (("paid",), "returned"),
    "call_off": (("due",), "cancelled"),
}

BATCH_START = "prepared"
BATCH_MOVES = {
    "approve_batch": (("prepared",), "approved"),
    "drop_batch": (("prepared", "approved"), "dropped"),
    "settle_batch": (("approved",), "settled"),
}
BATCH_OPEN = ("prepared", "approved")

DEMAND_START = "asked"
DEMAND_MOVES = {
    "book_repayment": (("asked",), "repaid"),
    "waive": (("asked",), "waived"),
}

INVOICE_START = "issued"
INVOICE_MOVES = {"settle_invoice": (("issued",), "settled")}

CLAIM_START = "filed"
CLAIM_MOVES = {
    "accept_claim": (("filed",), "accepted"),
    "refuse_claim": (("filed",), "refused"),
    "take_back_claim": (("filed",), "taken_back"),
}
