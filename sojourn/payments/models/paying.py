"""Who is paid where, by whom and in which batch; what is asked back; what payers owe each other."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from sojourn.payments import states
from sojourn.payments.models.grants import Instalment

PERSON = settings.AUTH_USER_MODEL


class Treasurer(models.Model):
    """Who acts for a payer's money: approves, reads bank data, settles. Named by somebody else."""

    payer = models.ForeignKey("societies.Payer", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    named_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("payer", "user"), name="payments_treasurer_once"),)

    def __str__(self) -> str:
        return f"treasurer of {self.payer_id}"


class PayerAccount(models.Model):
    """The account that a payer pays from; what identifies it lies locked."""

    payer = models.OneToOneField("societies.Payer", on_delete=models.CASCADE, related_name="+")
    locked = models.TextField()
    hint = models.CharField(max_length=40)
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.hint


class BankData(models.Model):
    """Where a fellow or a centre's institution is paid. `locked` is empty once it was replaced or erased."""

    KINDS = (("sepa", "An IBAN in the single euro payments area"), ("other", "An account elsewhere"))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(PERSON, null=True, on_delete=models.CASCADE, related_name="+")
    institution = models.ForeignKey(
        "centres.Institution", null=True, on_delete=models.CASCADE, related_name="+"
    )
    kind = models.CharField(max_length=6, choices=KINDS)
    locked = models.TextField(blank=True)
    hint = models.CharField(max_length=40)  # masked: country and the last four
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    hold_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # replaced or erased

    class Meta:
        ordering = ("-given_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(person__isnull=False, institution__isnull=True)
                | Q(person__isnull=True, institution__isnull=False),
                name="payments_bank_data_of_one",
            ),
            models.UniqueConstraint(
                fields=("person",), condition=Q(ended_at=None), name="payments_one_account_of_a_person"
            ),
            models.UniqueConstraint(
                fields=("institution",), condition=Q(ended_at=None), name="payments_one_account_of_a_centre"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(locked=""), name="payments_ended_bank_data_is_gone"
            ),
        )

    def __str__(self) -> str:
        return self.hint


class Batch(models.Model):
    """Payments of one payer that leave together: one person prepares it, another approves it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    payer = models.ForeignKey("societies.Payer", on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, default=states.BATCH_START)
    leaves_on = models.DateField()
    prepared_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    prepared_at = models.DateTimeField()
    approved_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    approved_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    paid_on = models.DateField(null=True)
    locked = models.TextField(blank=True)  # the payment file as it was approved
    sha256 = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-prepared_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(prepared_by=None) | ~Q(approved_by=F("prepared_by")),
                name="payments_batch_of_two_people",
            ),
        )

    def __str__(self) -> str:
        return f"batch {self.pk}"


class Payment(models.Model):
    """What one payer pays out of one instalment to the fellow or the centre, its own part or all parts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    instalment = models.ForeignKey(Instalment, on_delete=models.PROTECT, related_name="payments")
    payer = models.ForeignKey("societies.Payer", on_delete=models.PROTECT, related_name="+")
    amount = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default=states.PAYMENT_START)
    batch = models.ForeignKey(Batch, null=True, on_delete=models.PROTECT, related_name="payments")
    bank_data = models.ForeignKey(BankData, null=True, on_delete=models.SET_NULL, related_name="+")
    by_hand = models.BooleanField(default=False)  # not in the payment file
    hint = models.CharField(max_length=40, blank=True)
    paid_on = models.DateField(null=True)
    returned_on = models.DateField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("instalment__due_on", "instalment__order", "pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(state__in=("prepared",)) | Q(batch__isnull=False),
                name="payments_prepared_in_a_batch",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("paid", "returned")) | Q(paid_on__isnull=False),
                name="payments_paid_on_a_day",
            ),
        )

    def __str__(self) -> str:
        return f"payment {self.pk}"


class Demand(models.Model):
    """What one payer asks back of a grant, since more was paid than the stay came to."""

    grant = models.ForeignKey("payments.Grant", on_delete=models.PROTECT, related_name="demands")
    payer = models.ForeignKey("societies.Payer", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=8)
    amount = models.PositiveIntegerField()
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=10, default=states.DEMAND_START)
    asked_at = models.DateTimeField()
    repay_by = models.DateField()
    settled_on = models.DateField(null=True)
    waived_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="payments_demand_of_something"),
        )

    def __str__(self) -> str:
        return f"demand {self.pk}"


class Invoice(models.Model):
    """What a payer owes the one who paid all: every advance stands on one invoice. `total` is below nothing
    where more came back than was paid: then the creditor pays."""

    creditor = models.ForeignKey("societies.Payer", on_delete=models.PROTECT, related_name="+")
    debtor = models.ForeignKey("societies.Payer", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=30, unique=True)
    currency = models.CharField(max_length=3)
    total = models.BigIntegerField()
    state = models.CharField(max_length=10, default=states.INVOICE_START)
    issued_on = models.DateField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    pay_by = models.DateField()
    settled_on = models.DateField(null=True)
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ("-issued_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=~Q(creditor=F("debtor")), name="payments_invoice_between_two"),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def word(self) -> str:
        return "Invoice" if self.total > 0 else "Credit note"


class InvoiceLine(models.Model):
    """One advance, or one that came back; a transfer stands on one invoice only."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    transfer = models.OneToOneField("payments.Transfer", on_delete=models.PROTECT, related_name="invoiced")
    amount = models.BigIntegerField()  # below nothing where it came back

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"line {self.pk}"
