"""Pages of this room; not built yet."""

from django.http import Http404


def _soon(request, **ids):
    raise Http404


accept_report = agree_dates = complete = confirm_arrival = correct_entry = countersign = edit_plan = (
    end_early
) = evaluate = evaluation = file_report = hosted = log = logbook = mine = office = plan = plan_version = (
    propose_dates
) = query_entry = refuse_dates = report = return_report = sign_plan = stay = tutor_arrival = tutor_dates = (
    tutor_evaluate
) = tutor_page = tutor_plan = _soon
