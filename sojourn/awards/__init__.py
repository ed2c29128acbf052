"""Awards: offers with an accept-by, and the waiting list.

Who enters: selected applicants (own offer), society and federation officers. Verbs: offer, accept,
decline, lapse, end. Awards pull the published release; places are counted under a lock.
"""
