"""The states of a letter to many: one officer prepares it, another confirms; the rest can be halted."""

START = "prepared"
MOVES = {
    "confirm": (("prepared",), "confirmed"),
    "drop": (("prepared",), "dropped"),
    "halt": (("confirmed",), "halted"),
}
