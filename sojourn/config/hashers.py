"""Argon2id with 19 MiB, two passes, one lane: the OWASP minimum, some 20 ms a sign-in."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Django's hasher with our cost figures."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
