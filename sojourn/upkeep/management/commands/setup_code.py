"""Make the one-time code for the first officer of an empty installation; only its hash is kept."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse

from sojourn.upkeep import actions, queries


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="say nothing if there is an officer")

    def handle(self, *, if_empty, **options):
        if queries.is_set_up():
            if not if_empty:
                self.stdout.write("This installation is set up; its officers name further ones.")
            return
        code = actions.make_setup_code()
        self.stdout.write("Nobody runs this installation yet. Its first officer sets it up with this code:")
        self.stdout.write(f"\n    {code}\n\nat {settings.SITE_URL}{reverse('upkeep:set_up')}")
