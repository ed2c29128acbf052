"""Every room's doors, one line each."""

from django.urls import include, path

from sojourn.people import urls as people

urlpatterns = [
    path("", include("sojourn.public.urls")),
    path("account/", include(people.account_patterns)),
    path("account/", include("sojourn.people.urls")),
    path("link/", include("sojourn.post.urls")),
    path("", include("sojourn.ui.urls")),
    path("desk/", include("sojourn.desks.urls")),
    path("societies/", include("sojourn.societies.urls")),
    path("hosts/", include("sojourn.centres.urls")),
    path("office/calls/", include("sojourn.calls.urls")),
    path("applications/", include("sojourn.applications.urls")),
    path("reviews/", include("sojourn.reviews.urls")),
    path("selection/", include("sojourn.selection.urls")),
    path("awards/", include("sojourn.awards.urls")),
    path("placements/", include("sojourn.placements.urls")),
    path("agreements/", include("sojourn.agreements.urls")),
    path("payments/", include("sojourn.payments.urls")),
    path("certificates/", include("sojourn.certificates.urls")),
    path("alumni/", include("sojourn.alumni.urls")),
    path("letters/", include("sojourn.letters.urls")),
    path("api/", include("sojourn.api.urls")),
    path("upkeep/", include("sojourn.upkeep.urls")),
]
handler400 = "sojourn.ui.errors.bad_request"
handler403 = "sojourn.ui.errors.refused"
handler404 = "sojourn.ui.errors.missing"
handler500 = "sojourn.ui.errors.broken"
