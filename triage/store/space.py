"""Is there room on the disk for one more mail? Asked before it is taken, so that the disk is never full."""

import shutil
from pathlib import Path

from triage.domain.failures import RetryLater

AGAIN_SECONDS = 60.0


class Space:
    """Watches the file system that a folder stands on; `least` are bytes that stay free."""

    def __init__(self, folder: Path | None, *, least: int) -> None:
        self._folder = folder
        self.least = least

    def check(self) -> None:
        """Return when a mail may come in; raises `RetryLater` while less than the least is free."""
        if self._folder is None:
            return
        try:
            free = shutil.disk_usage(self._folder).free
        except OSError as error:
            raise RetryLater("the disk does not answer", after_seconds=AGAIN_SECONDS) from error
        if free < self.least:
            raise RetryLater(
                f"the disk is nearly full: {free // 2**20} MiB free, {self.least // 2**20} MiB must stay so",
                after_seconds=AGAIN_SECONDS,
            )
