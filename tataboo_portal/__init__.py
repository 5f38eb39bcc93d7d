"""塔塔埠街道“双创”工作平台: the ground floor every room stands on."""

from tataboo_portal.celery import app as celery_app

__all__ = ["celery_app"]
