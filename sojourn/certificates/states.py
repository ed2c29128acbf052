"""The states of a certificate."""

START = "issued"
MOVES = {"revoke": (("issued",), "revoked")}
