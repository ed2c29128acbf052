"""Print whom one can sign in as in the demonstration."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse

from sojourn.upkeep import queries


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options):
        if not queries.is_demonstration():
            self.stdout.write("This is no demonstration: there is no cast.")
            return
        people = queries.cast()
        wide = max(len(one["name"]) for one in people), max(len(_role(one)) for one in people)
        self.stdout.write(
            f"Sign in as anyone, without a password: {settings.SITE_URL}{reverse('upkeep:cast')}\n\n"
        )
        for one in people:
            enters = "by the links in the letter-box" if one["by_link"] else one["email"]
            self.stdout.write(f"  {one['name']:{wide[0]}}  {_role(one):{wide[1]}}  {enters}")


def _role(one: dict) -> str:
    return f"{one['role']}, {one['society']}" if one["society"] else one["role"]
