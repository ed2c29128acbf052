"""Placements: dates, training plan, logbook, evaluations, report: the three months at the centre.

Who enters: the fellow (own), the tutor (by mailed link), coordinators and officers. Verbs: open,
propose_dates, agree_dates, refuse_dates, edit_plan, sign_plan, confirm_arrival, log, correct_entry,
countersign, query_entry, evaluate, save_report, file_report, accept_report,
return_report, ask_amendment, agree_amendment, refuse_amendment, take_back, end_early, complete.
"""
