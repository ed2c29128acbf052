"""Load the demonstration into an empty database."""

from django.core.management.base import BaseCommand, CommandError

from sojourn.people import queries as people
from sojourn.upkeep.demo import load
from sojourn.upkeep.demo.scene import STAGES


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--stage", choices=STAGES, default="open")

    def handle(self, *, stage, **options):
        if people.people().exists():
            raise CommandError(
                "This database has people in it; a demonstration is loaded into an empty one only."
            )
        load.hurry()
        now = load.load(stage, tell=lambda text: self.stdout.write(f"  {text}"))
        self.stdout.write(f"  it is {now:%A %d %B %Y} there")
