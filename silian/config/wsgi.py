"""The application that granian serves."""

import os
import signal
import threading
import time

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "silian.config.settings")
application = get_wsgi_application()


def _end_with(server: int) -> None:
    """End this process when ``silian serve``, which began it, was killed: it holds the port."""
    while os.getppid() == server:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGKILL)


if os.environ.get("SILIAN_SERVER_PID") == str(os.getppid()):
    threading.Thread(
        target=_end_with, args=(os.getppid(),), daemon=True, name="end with the server"
    ).start()
