"""The states of a certificate."""

START = "issued"
MOVES = {"revoke": (("issued",), "revoked"), "reissue": (("issued",), "superseded")}
VOID = ("revoked", "superseded")
