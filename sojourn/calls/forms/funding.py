"""Who pays what of a grant, in which parts, and what becomes of it when a stay changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from sojourn.calls.models import GrantShare, GrantTerms, InstalmentRule
from sojourn.calls.queries import BLOCKS
from sojourn.ui import forms as fields

MORE = 2
TERMS = (
    "shortened",
    "extended",
    "no_show",
    "refused_visa",
    "no_double_funding",
    "by_receipt",
    "claim_days",
    "near_days",
    "hold_hours",
    "claims_block",
)
DAYS = {
    "claim_days": ("Days after the end in which receipts are taken", 365),
    "near_days": ("Days before a payment from which bank data is asked", 180),
    "hold_hours": ("Hours for which a change of bank data holds a payment back", 720),
}
HOLD_LEAST = 24  # hours: a change of bank data is always held for a day at least


class EditMoney(forms.Form):
    """Shares and instalments as numbered blocks; an empty one is none."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *given: Any,
        payers: Iterable[Any],
        currency: str,
        shares: list[GrantShare],
        instalments: list[Any],
        terms: GrantTerms,
        **more: Any,
    ) -> None:
        super().__init__(*given, **more)
        named = [(str(payer.pk), payer.name) for payer in payers]
        self.shares_shown, self.parts_shown = len(shares) + MORE, len(instalments) + MORE
        for number in range(self.shares_shown):
            self._share(number, shares[number] if number < len(shares) else None, named, currency)
        for number in range(self.parts_shown):
            self._part(number, instalments[number] if number < len(instalments) else None)
        self._terms(terms, named)

    def _share(self, number: int, row: GrantShare | None, named: list, currency: str) -> None:
        made = {
            "payer": forms.ChoiceField(
                label="Payer",
                choices=[("", "Nobody"), *named],
                required=False,
                initial=str(row.payer_id) if row else "",
            ),
            "purpose": forms.ChoiceField(
                label="For", choices=GrantShare.PURPOSES, initial=row.purpose if row else "stay"
            ),
            "amount": fields.Money(
                "Amount", currency=currency, required=False, initial=row.amount if row else None
            ),
            "unit": forms.ChoiceField(
                label="Counted", choices=GrantShare.UNITS, initial=row.unit if row else "lump"
            ),
            "cap": fields.Money(
                "At most",
                currency=currency,
                required=False,
                initial=row.cap if row else None,
                help_text="Leave empty for no limit",
            ),
        }
        self.fields |= {f"share-{number}-{name}": field for name, field in made.items()}

    def _part(self, number: int, row: Any) -> None:
        made = {
            "purpose": forms.ChoiceField(
                label="Of", choices=GrantShare.PURPOSES, initial=row.purpose if row else "stay"
            ),
            "percent": forms.DecimalField(
                label="Per cent",
                max_digits=5,
                decimal_places=2,
                min_value=0,
                max_value=100,
                required=False,
                initial=_percent(row.share) if row else None,
            ),
            "trigger": forms.ChoiceField(
                label="Due when", choices=InstalmentRule.TRIGGERS, initial=row.trigger if row else "agreed"
            ),
            "on": fields.Day(
                "Day",
                required=False,
                initial=row.on if row else None,
                help_text="Only where a named day makes it due",
            ),
            "days": forms.IntegerField(
                label="Leaves within so many days",
                min_value=0,
                max_value=180,
                required=False,
                initial=row.days if row else 14,
            ),
        }
        self.fields |= {f"part-{number}-{name}": field for name, field in made.items()}

    def _terms(self, terms: GrantTerms, named: list) -> None:
        self.fields["lead"] = forms.ChoiceField(
            label="Who pays it out",
            choices=[("", "Each payer its own share"), *named],
            required=False,
            initial=str(terms.lead_id or ""),
            help_text="Where one pays all, the others are charged their shares",
        )
        choices = (
            ("shortened", "When a stay becomes shorter", GrantTerms.LENGTHS),
            ("extended", "When a stay becomes longer", GrantTerms.LENGTHS),
            ("no_show", "When a fellow does not come", GrantTerms.NO_SHOW),
            ("refused_visa", "When the visa is refused", GrantTerms.REFUSED_VISA),
        )
        for name, label, values in choices:
            self.fields[name] = forms.ChoiceField(label=label, choices=values, initial=getattr(terms, name))
        for name, label in (
            (
                "no_double_funding",
                "Before the first payment the fellow declares that nobody else pays for it",
            ),
            ("by_receipt", "Travel is paid against receipts, up to its sum"),
        ):
            self.fields[name] = forms.BooleanField(label=label, required=False, initial=getattr(terms, name))
        for name, (label, most) in DAYS.items():
            least = HOLD_LEAST if name == "hold_hours" else 0
            self.fields[name] = forms.IntegerField(
                label=label, min_value=least, max_value=most, initial=getattr(terms, name)
            )
        for name, label in (("claims_block", "Receipts that are still owed hold back"),):
            self.fields[name] = forms.MultipleChoiceField(
                label=label,
                choices=BLOCKS,
                required=False,
                initial=getattr(terms, name),
                widget=forms.CheckboxSelectMultiple,
            )

    # --- as the page shows it ---

    def share_blocks(self) -> list[dict[str, Any]]:
        return self._blocks("share", self.shares_shown, ("payer", "purpose", "amount", "unit", "cap"))

    def part_blocks(self) -> list[dict[str, Any]]:
        return self._blocks("part", self.parts_shown, ("purpose", "percent", "trigger", "on", "days"))

    def _blocks(self, kind: str, count: int, names: tuple[str, ...]) -> list[dict[str, Any]]:
        return [
            {
                "number": number + 1,
                "new": number >= count - MORE,
                "fields": [self[f"{kind}-{number}-{name}"] for name in names],
            }
            for number in range(count)
        ]

    def change_fields(self) -> list[Any]:
        return [self[n] for n in ("lead", "shortened", "extended", "no_show", "refused_visa")]

    def duty_fields(self) -> list[Any]:
        return [
            self[name]
            for name in (
                "by_receipt",
                "claim_days",
                "claims_block",
                "no_double_funding",
                "near_days",
                "hold_hours",
            )
        ]

    # --- as it is kept ---

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        seen: set[tuple[str, str]] = set()
        for number in range(self.shares_shown):
            payer, purpose = (values.get(f"share-{number}-{name}") for name in ("payer", "purpose"))
            amount = values.get(f"share-{number}-amount")
            if amount is not None and not payer:
                self.add_error(f"share-{number}-payer", "Say who pays this, or empty the amount.")
            if payer and (payer, purpose) in seen:
                self.add_error(
                    f"share-{number}-payer", "This payer has a share for this already. Change that one."
                )
            seen.add((payer or "", purpose or ""))
        parts = self.instalments()
        for purpose, words in GrantShare.PURPOSES:
            of_it = [row for row in parts if row["purpose"] == purpose]
            if of_it and sum(row["share"] for row in of_it) != 10_000:
                self.add_error(None, f"{words}: the instalments must come to 100 per cent together.")
        for number in range(self.parts_shown):
            dated = values.get(f"part-{number}-trigger") == "date"
            if values.get(f"part-{number}-percent") and dated and not values.get(f"part-{number}-on"):
                self.add_error(f"part-{number}-on", "Name the day.")
        self._paid_in_parts(values, parts)
        if sum(row["amount"] or 0 for row in self.shares()) > fields.MOST:
            self.add_error(None, "Together the shares are more than any grant here can be.")
        return values

    def _paid_in_parts(self, values: dict[str, Any], parts: list[dict[str, Any]]) -> None:
        """A share without an instalment would be promised and never paid."""
        paid = {row["purpose"] for row in parts} | ({"travel"} if values.get("by_receipt") else set())
        for row in self.shares():
            if row["amount"] and row["purpose"] not in paid:
                words = dict(GrantShare.PURPOSES)[row["purpose"]]
                self.add_error(None, f"{words}: say in which instalments it is paid.")
                return

    def shares(self) -> list[dict[str, Any]]:
        found = []
        for number in range(self.shares_shown):
            row = {
                name: self.cleaned_data.get(f"share-{number}-{name}")
                for name in ("payer", "purpose", "amount", "unit", "cap")
            }
            if row["payer"]:
                row["payer_id"] = int(row.pop("payer"))
                found.append(row)
        return found

    def instalments(self) -> list[dict[str, Any]]:
        found = []
        for number in range(self.parts_shown):
            row = {
                name: self.cleaned_data.get(f"part-{number}-{name}")
                for name in ("purpose", "percent", "trigger", "on", "days")
            }
            percent = row.pop("percent")
            if percent:
                row["days"] = 14 if row["days"] is None else row["days"]
                row["on"] = row["on"] if row["trigger"] == "date" else None
                found.append(row | {"share": int(percent * 100)})
        return found

    def terms(self) -> dict[str, Any]:
        lead = self.cleaned_data["lead"]
        return {name: self.cleaned_data[name] for name in TERMS} | {"lead_id": int(lead) if lead else None}


def _percent(share: int) -> str:
    return f"{share / 100:g}"
