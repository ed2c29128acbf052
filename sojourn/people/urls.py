"""The doors of this room; of allauth's addresses only those that are used are mounted."""

from allauth.account import views as allauth
from django.urls import path, re_path

from sojourn.people import views

app_name = "people"
urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("profile/edit-profile/", views.edit_profile, name="edit_profile"),
    path("calendar/", views.make_feed, name="make_feed"),
    path("calendar/drop-feed/", views.drop_feed, name="drop_feed"),
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/<int:pk>/", views.letter, name="letter"),
    path("consents/<int:pk>/withdraw-consent/", views.withdraw_consent, name="withdraw_consent"),
    path("join/<uuid:invitation_id>/", views.join, name="join"),
    path("officers/", views.officers, name="officers"),
    path("officers/appoint/", views.appoint, name="appoint"),
    path("officers/<int:pk>/dismiss/", views.dismiss, name="dismiss"),
]

account_patterns = [
    path("sign-in/", allauth.login, name="account_login"),
    path("sign-out/", allauth.logout, name="account_logout"),
    path("register/", allauth.signup, name="account_signup"),
    path("confirm/", allauth.email_verification_sent, name="account_email_verification_sent"),
    path("confirm/<str:key>/", allauth.confirm_email, name="account_confirm_email"),
    path("password/forgotten/", allauth.password_reset, name="account_reset_password"),
    path("password/forgotten/sent/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(  # the key has a hyphen of its own
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/new/done/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
]
