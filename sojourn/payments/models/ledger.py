"""The books: accounts, and transfers that take from one account what they give to another.

One row is both sides of an entry, so that the sum of all accounts is nothing, whatever happens. `balance` is
a guarded counter, written only with a transfer; what is a pot of money never goes below nothing.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

PERSON = settings.AUTH_USER_MODEL


class Account(models.Model):
    """Where money is: `key` names it once, `payer` says whose it is, `counter` who advanced it."""

    KINDS = (
        ("purse", "the payer's own money"),
        ("promised", "promised, not due yet"),
        ("approved", "approved, not paid yet"),
        ("received", "received by the fellow or the centre"),
        ("demanded", "asked back"),
        ("advanced", "advanced for another payer"),
        ("owed", "owed to the payer who advanced it"),
    )
    OPEN = ("purse", "advanced", "owed")  # may stand below nothing

    key = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=10, choices=KINDS)
    payer = models.ForeignKey("societies.Payer", on_delete=models.PROTECT, related_name="+")
    counter = models.ForeignKey("societies.Payer", null=True, on_delete=models.PROTECT, related_name="+")
    grant = models.ForeignKey("payments.Grant", null=True, on_delete=models.PROTECT, related_name="accounts")
    purpose = models.CharField(max_length=8, blank=True)
    currency = models.CharField(max_length=3)
    balance = models.BigIntegerField(default=0)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(balance__gte=0) | Q(kind__in=("purse", "advanced", "owed")),
                name="payments_pots_not_below_nothing",
            ),
        )

    def __str__(self) -> str:
        return self.key


class Posting(models.Model):
    """One act of the books with its transfers. Never changed: a mistake is put right by another posting."""

    KINDS = (
        ("draw_up", "Grant drawn up"),
        ("raise", "Grant raised"),
        ("lower", "Grant lowered"),
        ("approve", "Instalment approved"),
        ("pay", "Paid"),
        ("advance", "Paid for another payer"),
        ("return", "Returned by the bank"),
        ("demand", "Asked back"),
        ("repay", "Paid back"),
        ("waive", "Repayment waived"),
        ("settle", "Between payers, settled"),
        ("take_over", "Taken over from the former books"),
    )

    kind = models.CharField(max_length=10, choices=KINDS)
    grant = models.ForeignKey("payments.Grant", null=True, on_delete=models.PROTECT, related_name="postings")
    on = models.DateField()  # in the zone of the call: the year of the statement
    at = models.DateTimeField()
    by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Transfer(models.Model):
    """So much from one account to another."""

    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="transfers")
    source = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="given")
    target = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="taken")
    amount = models.PositiveBigIntegerField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="payments_transfer_of_something"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="payments_transfer_moves"),
        )

    def __str__(self) -> str:
        return f"transfer {self.pk}"
