"""Tells the header where one is: call, society, role, and what is due next."""

from django.http import HttpRequest


def where(request: HttpRequest) -> dict:
    return {"where": {}}
