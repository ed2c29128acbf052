"""Desks: one home page per role, the sum of every room's "waiting for you"; statistics. Reads only."""
