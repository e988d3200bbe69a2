from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        import portal.celery  # noqa: F401 - makes it the application the tasks are sent with
        from portal import receivers

        receivers.connect()
