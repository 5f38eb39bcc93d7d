"""Celery tasks of the ground floor: ids only, safe to run twice."""

from celery import shared_task

from tataboo_portal import attachments, audit, exports, jobs, photo_integrity, photos, pulses, releases, robots, uploads
from tataboo_portal.backups import nightly
from tataboo_portal.health import data, looking, work
from tataboo_portal.imports import checking, kept, writing


@shared_task(name=photos.PROCESS_TASK)
def process_photo(job_id):
    """Draw the served sizes of one photo."""
    jobs.run(job_id, photos.process)


@shared_task(name=releases.DRAW_TASK)
def draw_release(job_id):
    """Draw or remove the copy of one photo for outside."""
    jobs.run(job_id, releases.draw)


@shared_task(name=robots.DELIVER_TASK)
def deliver_robot(job_id):
    """Send one message to one group."""
    jobs.run(job_id, robots.deliver)


@shared_task(name=exports.WRITE_TASK)
def write_export(job_id):
    """Write one large export."""
    jobs.run(job_id, exports.write_export)


@shared_task(name=checking.CHECK_TASK)
def check_import(job_id):
    """Judge every row of one import."""
    jobs.run(job_id, checking.check)


@shared_task(name=writing.RUN_TASK)
def run_import(job_id):
    """Write the good rows of one import."""
    jobs.run(job_id, writing.run)


@shared_task(name="tataboo_portal.forget_expired_exports")
def forget_expired_exports():
    """Remove exports whose day is over."""
    return exports.forget_expired()


@shared_task(name="tataboo_portal.forget_kept_rows")
def forget_kept_rows():
    """Remove the rows that checks of other days kept."""
    return kept.forget_old()


@shared_task(name="tataboo_portal.sweep_jobs")
def sweep_jobs():
    """Wake workers for jobs whose message or worker was lost; that a worker does so each minute is its sign of life."""
    pulses.beat(work.WORKER)
    return jobs.sweep()


@shared_task(name="tataboo_portal.seal_audit")
def seal_audit():
    """Chain the audit events written since the last run."""
    return audit.seal()


@shared_task(name="tataboo_portal.verify_audit")
def verify_audit():
    """Walk the whole trail and write down whether it holds."""
    return data.verify_chain()


@shared_task(name="tataboo_portal.watch_health")
def watch_health():
    """Look at everything, and tell the administrators what turned red and what is well again."""
    looking.watch()


@shared_task(name="tataboo_portal.forget_abandoned_uploads")
def forget_abandoned_uploads():
    """Remove pieces of photos nobody went on sending."""
    return uploads.forget_abandoned()


@shared_task(name=photo_integrity.CHECK_TASK)
def check_photos(job_id):
    """Check one batch of photos."""
    jobs.run(job_id, photo_integrity.check_batch)


@shared_task(name="tataboo_portal.begin_photo_check")
def begin_photo_check():
    """Start the night's walk over all photos."""
    return photo_integrity.begin()


@shared_task(name=attachments.CHECK_TASK)
def check_attachments(job_id):
    """Check one batch of papers."""
    jobs.run(job_id, attachments.check_batch)


@shared_task(name="tataboo_portal.begin_attachment_check")
def begin_attachment_check():
    """Start the night's walk over all papers."""
    return attachments.begin_check()


@shared_task(name="tataboo_portal.back_up", time_limit=nightly.SECONDS)
def back_up():
    """Make the night's archive."""
    nightly.back_up()


@shared_task(name="tataboo_portal.drill", time_limit=nightly.SECONDS)
def drill():
    """Prove the newest archive."""
    nightly.drill()
