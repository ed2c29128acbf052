"""Placements: dates, training plan, logbook, evaluations, report: the three months at the centre.

Who enters: the fellow (own), the tutor (by mailed link), coordinators and officers. Verbs: open, propose_dates,
agree_dates, sign_plan, confirm_arrival, log, countersign, evaluate, file_report, accept_report, complete.
"""
