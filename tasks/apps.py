from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "tasks"

    def ready(self) -> None:
        from common.jobs import set_waker
        from tasks.relay import wake

        set_waker(wake)
