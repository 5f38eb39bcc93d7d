"""Sample material for an inspection: some photos looked at for outside, records filed by hand, a few papers."""

import io
import uuid
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from docx import Document

from campaigns.models import WorkRecord
from inspections.models import RemediationTask
from reports import pairs
from reports.actions import dossier as actions
from reports.demo import outside
from reports.dossier.sources import sources
from reports.enums import ProofKind
from reports.models import DossierClause, DossierTag
from tataboo_portal.enums import Role
from tataboo_portal.models import User

PAIRS = 14
# (standard, clause, title, days ago); the last one is older than a year and counts no more.
PAPERS = (
    ("hygiene_2014", "1-5", "示例：年度工作总结", 40),
    ("hygiene_2014", "1-6", "示例：投诉受理办法", 120),
    ("hygiene_2021", "1-2", "示例：群众满意度调查结果", 30),
    ("civilised_materials", "4-2", "示例：创建工作情况说明", 20),
    ("civilised_materials", "4-3", "示例：文明创建统计表", 20),
    ("hygiene_2014", "1-7", "示例：上一年满意度调查结果", 500),
)
FILED = (("hygiene_2014", "3-5", "garbage_truckload"), ("hygiene_2014", "3-7", "garbage_truckload"))


def make(chance):
    """Copies for outside, papers and filed records; how many pieces in all."""
    office = User.objects.filter(role=Role.OFFICE, is_active=True).order_by("pk").first()
    if office is None:
        return 0
    return make_copies(office) + make_papers(office) + file_records(office)


def make_copies(office):
    """The photos of some pairs prepared for outside."""
    found = pairs.with_photos(list(pairs.proven(RemediationTask.objects.filter(closed_at__isnull=False))[:PAIRS]))
    return sum(outside.prepared(photo, office)[1] for pair in found for photo in (pair.before, pair.after))


def make_papers(office):
    """A page of words for each."""
    today = timezone.localdate()
    for standard, code, title, days in PAPERS:
        actions.file_paper(
            by=office,
            client_uuid=uuid.uuid4(),
            clause=clause_of(standard, code),
            title=title,
            day=today - timedelta(days=days),
            unit=None,
            paper=SimpleUploadedFile(f"{title.removeprefix('示例：')}（示例）.docx", page_of(title)),
        )
    return len(PAPERS)


def page_of(title):
    """A paper with this title and nothing invented in it."""
    paper, out = Document(), io.BytesIO()
    paper.add_heading(title)
    paper.add_paragraph("这是示例文件，内容由街道换成自己的材料。")
    paper.save(out)
    return out.getvalue()


def file_records(office):
    """The newest records of an indicator under a clause no rule finds them for."""
    for standard, code, indicator in FILED:
        rows = list(WorkRecord.objects.live().filter(indicator__code=indicator).for_list()[:3])
        facts = {"source": sources()["works"], "rows": rows, "kind": ProofKind.RECORD}
        actions.file_rows(by=office, client_uuid=uuid.uuid4(), clauses=[clause_of(standard, code)], **facts)
    return DossierTag.objects.filings().filter(source="works").count()


def clause_of(standard, code):
    """A clause by its number."""
    return DossierClause.objects.get(chapter__standard__code=standard, code=code)
