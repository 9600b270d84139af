"""What is served: the public data of the newest generation, ready to be read."""

from __future__ import annotations

from service.published.embedded import FOLDER, EmbeddedPublished
from service.published.newest import Published, Served
from service.published.remote import RemotePublished
from service.settings import Settings

__all__ = ["FOLDER", "Published", "Served", "open_published"]


def open_published(settings: Settings) -> Published:
    """What the settings name: generations in the data directory, or the data of another engine."""
    if settings.store_url is None:
        return EmbeddedPublished(settings)
    return RemotePublished(settings)
