"""Selection: each committee's ranking and decisions, the one match, centres asked in confidence, the release.

Who enters: chairs (own society), federation officers, the second signer; coordinators by link.
Verbs: decide, sign, reopen; run, ask_centres, accept_nomination, decline_nomination; read; prepare, publish.
Nothing of it can be inferred by anybody else before the release is published.
"""
