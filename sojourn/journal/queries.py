"""Reading the journal."""

from django.db.models import Model, QuerySet

from sojourn.journal.models import Entry, Milestone


def label(thing: Model) -> str:
    return thing._meta.label_lower


def about(thing: Model) -> QuerySet[Entry]:
    """Every entry about one thing, newest first."""
    return Entry.objects.filter(thing_label=label(thing), thing_id=str(thing.pk)).select_related("actor")


def about_many(things: list[Model]) -> QuerySet[Entry]:
    """Entries about things of one kind, newest first."""
    if not things:
        return Entry.objects.none()
    return Entry.objects.filter(
        thing_label=label(things[0]), thing_id__in=[str(thing.pk) for thing in things]
    ).select_related("actor")


def newest(limit: int = 200) -> QuerySet[Entry]:
    return Entry.objects.select_related("actor")[:limit]


def reached(name: str, kind: type[Model]) -> list[str]:
    """The keys, as text, of the things of a kind that have reached a point."""
    found = Milestone.objects.filter(name=name, thing_label=kind._meta.label_lower)
    return list(found.values_list("thing_id", flat=True))


def has_reached(name: str, kind: type[Model], key: object) -> bool:
    return Milestone.objects.filter(name=name, thing_label=kind._meta.label_lower, thing_id=str(key)).exists()
