"""What a published report is: its content frozen, its hash, and whether what is kept is still what was published."""

import hashlib
import json

from reports import weekly

DRAFT = "draft"


def frozen(report):
    """The content as it is published: everything a reader sees, and which issue of which week it is."""
    issue = {"number": report.number, "meeting_week": report.meeting_week.isoformat()}
    return weekly.shown(report) | issue | {"data_as_of": report.data_as_of.isoformat()}


def sha256(content):
    """The hash of a content, over JSON with sorted keys and without blanks, so that no database changes it by storing it."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def is_whole(version):
    """Whether a version still is what was published."""
    return sha256(version.content) == version.sha256


def in_force(report):
    """The version that stands, or None."""
    return report.versions.select_related("published_by").filter(withdrawn_at=None).first()
