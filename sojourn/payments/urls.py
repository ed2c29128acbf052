"""The doors of this room."""

from django.urls import path

from sojourn.payments import views

app_name = "payments"
urlpatterns = [
    # the fellow
    path("grants/<uuid:award_id>/", views.grant, name="grant"),
    path("grants/<uuid:award_id>/declare/", views.declare, name="declare"),
    path("grants/<uuid:award_id>/file-claim/", views.file_claim, name="file_claim"),
    path("claims/<int:claim_id>/take-back-claim/", views.take_back_claim, name="take_back_claim"),
    path("claims/<int:claim_id>/receipt.pdf", views.receipt, name="receipt"),
    path("account/", views.bank, name="bank"),
    path("account/give-bank/", views.give_bank, name="give_bank"),
    path("account/erase-bank/", views.erase_bank, name="erase_bank"),
    path("hosts/<slug:slug>/give-host-bank/", views.give_host_bank, name="give_host_bank"),
    # the office
    path("office/", views.office, name="office"),
    path("office/export/", views.export_instalments, name="export_instalments"),
    path("claims/", views.claims, name="claims"),
    path("claims/<int:claim_id>/accept-claim/", views.accept_claim, name="accept_claim"),
    path("claims/<int:claim_id>/refuse-claim/", views.refuse_claim, name="refuse_claim"),
    path("demands/<int:demand_id>/book-repayment/", views.book_repayment, name="book_repayment"),
    path("demands/<int:demand_id>/waive/", views.waive, name="waive"),
    path("payments/<uuid:payment_id>/book-return/", views.book_return, name="book_return"),
    # the payer
    path("payers/", views.payers, name="payers"),
    path("payers/<int:pk>/", views.payer, name="payer"),
    path("payers/<int:pk>/prepare/<str:currency>/", views.prepare, name="prepare"),
    path("payers/<int:pk>/save-payer-account/", views.save_payer_account, name="save_payer_account"),
    path("payers/<int:pk>/name-treasurer/", views.name_treasurer, name="name_treasurer"),
    path(
        "treasurers/<int:treasurer_id>/release-treasurer/", views.release_treasurer, name="release_treasurer"
    ),
    path("batches/<uuid:batch_id>/", views.batch, name="batch"),
    path("batches/<uuid:batch_id>/approve-batch/", views.approve_batch, name="approve_batch"),
    path("batches/<uuid:batch_id>/download-file/", views.download_file, name="download_file"),
    path("batches/<uuid:batch_id>/settle-batch/", views.settle_batch, name="settle_batch"),
    path("batches/<uuid:batch_id>/drop-batch/", views.drop_batch, name="drop_batch"),
    path("accounts/<uuid:bank_data_id>/reveal-bank/", views.reveal_bank, name="reveal_bank"),
    # between payers
    path(
        "payers/<int:pk>/issue-invoice/<int:debtor>/<str:currency>/",
        views.issue_invoice,
        name="issue_invoice",
    ),
    path("invoices/<int:invoice_id>/", views.invoice, name="invoice"),
    path("invoices/<int:invoice_id>/invoice.pdf", views.invoice_paper, name="invoice_paper"),
    path("invoices/<int:invoice_id>/settle-invoice/", views.settle_invoice, name="settle_invoice"),
    path("payers/<int:pk>/statements/<int:year>/", views.statement, name="statement"),
    path("payers/<int:pk>/statements/<int:year>.pdf", views.statement_paper, name="statement_paper"),
    path("payers/<int:pk>/statements/<int:year>.xlsx", views.statement_sheet, name="statement_sheet"),
    path("payers/<int:pk>/statements/<int:year>.csv", views.statement_lines, name="statement_lines"),
]
