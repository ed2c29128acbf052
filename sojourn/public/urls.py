"""The doors that are open to everybody."""

from django.urls import path

from sojourn.public import views

app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("robots.txt", views.robots, name="robots"),
    path("programmes/", views.programmes, name="programmes"),
    path("calls/", views.calls, name="calls"),
    path("calls/<slug:slug>/", views.call, name="call"),
    path("calls/<slug:slug>/<slug:society>/", views.programme, name="programme"),
    path("calls/<slug:slug>/<slug:society>/check/", views.check, name="check"),
    path("centres/", views.centres, name="centres"),
    path("centres/compare/", views.compare, name="compare"),
    path("centres/<slug:slug>/", views.centre, name="centre"),
    path("tips/", views.tips, name="tips"),
    path("tips/<int:pk>/", views.tip, name="tip"),
    path("tips/<int:pk>/captions.vtt", views.captions, name="captions"),
    path("stories/", views.stories, name="stories"),
    path("stories/<uuid:pk>/", views.story, name="story"),
    path("statistics/", views.statistics, name="statistics"),
    path("statistics.json", views.statistics_json, name="statistics_json"),
    path("statistics.csv", views.statistics_csv, name="statistics_csv"),
    path("about/", views.about, name="about"),
    path("help/", views.help, name="help"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
]
