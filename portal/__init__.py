"""Wiring only: settings, addresses, background work, health and error pages."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
