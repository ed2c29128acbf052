"""The doors of this room. Those under `verify/` open to everybody."""

from django.urls import path

from sojourn.certificates import views

app_name = "certificates"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("office/", views.office, name="office"),
    path("office/export/", views.export_list, name="export_list"),
    path("office/issue/<uuid:placement_id>/", views.issue, name="issue"),
    path("verify/", views.verify, name="verify"),
    path("verify/<str:code>/", views.verify_code, name="verify_code"),
    path("issuer/", views.issuer, name="issuer"),
    path("keys/", views.keys, name="keys"),
    path("keys/renew-key/", views.renew_key, name="renew_key"),
    path("keys/<str:kid>/", views.key, name="key"),
    path("revoked/", views.revoked, name="revoked"),
    path("<uuid:certificate_id>/", views.certificate, name="certificate"),
    path("<uuid:certificate_id>/download/", views.download, name="download"),
    path("<uuid:certificate_id>/credential/", views.credential, name="credential"),
    path("<uuid:certificate_id>/reissue/", views.reissue, name="reissue"),
    path("<uuid:certificate_id>/revoke/", views.revoke, name="revoke"),
]
