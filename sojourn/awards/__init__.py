"""Awards: offers with an accept-by, the waiting list, and the grant with its payers and instalments.

Who enters: selected applicants (own offer), society and federation officers. Verbs: offer, accept,
decline, lapse, end; trigger, pay. Awards pull the published release; places are counted under a lock.
"""
