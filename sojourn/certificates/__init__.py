"""Certificates: issue, seal, verify, revoke.

Who enters: society officers issue and revoke, fellows download, anybody verifies by code without an account.
"""
