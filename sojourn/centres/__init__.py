"""Host institutions, the centres they offer to societies, their coordinators and tutors.

Who enters: coordinators keep their own centre; officers approve. Verbs: offer, approve, retire, edit, name_tutor.
"""
