"""Host institutions, the centres they offer to societies, their coordinators and tutors.

Who enters: coordinators keep their own institution, officers of a society approve and retire its centres.
Verbs: add_institution, coordinate, offer, approve, retire, edit_institution, edit_centre, edit_calendar,
edit_closures, edit_requirements, name_tutor, retire_tutor.
"""
