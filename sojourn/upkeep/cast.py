"""Whom one can be in the demonstration: the named cast, with how each of them enters."""

from sojourn.upkeep.demo.people import CAST, LINK_ONLY, email

PEOPLE = [
    {
        "key": one["key"],
        "email": email(one["key"]),
        "name": " ".join(filter(None, one["name"])),
        "role": one["role"],
        "society": one["society"],
        "by_link": False,
    }
    for one in CAST
] + [{**one, "society": "", "by_link": True} for one in LINK_ONLY]
