from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "sojourn.ui"
    label = "ui"
    verbose_name = "interface"
