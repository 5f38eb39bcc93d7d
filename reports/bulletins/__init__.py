"""简报, 奋进篇, 通报: written from the totals of any days, shown with what the office made of it, frozen when it is published."""

from copy import deepcopy
from datetime import date

from django.utils import timezone

from reports import sentences, totals
from reports.bulletins import article, period_words, phrases
from reports.bulletins.facts import Facts
from reports.enums import BulletinKind
from tataboo_portal.periods import Span
from tataboo_portal.refusals import Refusal

PUBLISHED_SENTENCE = "这一份已经发布，内容不再变。要改就先撤回，撤回会留下记录。"
SIGNER_SENTENCE = "通报要先写落款，红头用的就是它；点“标题和落款”。"
VOIDED_SENTENCE = "这一份已经作废，不能再改。"
GALLERY = "gallery"
TITLES = {
    BulletinKind.BULLETIN: "塔塔埠街道“双创”工作简报",
    BulletinKind.ARTICLE: "塔塔埠街道“双创”工作奋进篇",
    BulletinKind.CIRCULAR: "关于“双创”工作情况的通报",
}
PLAIN_FACTS = ("kind", "title", "number", "reference", "addressee", "signer", "copies_to")


def span_of(bulletin):
    """The days it tells of."""
    return Span(bulletin.start, bulletin.end)


def label_of(bulletin):
    """The name of its days, with the year."""
    return period_words.label_of(span_of(bulletin))


def written(bulletin):
    """Set what the portal writes of these days from the totals as they are; the office's edits, words and pairs stay beside it."""
    now = timezone.now()
    facts = Facts(span_of(bulletin), bulletin.issued_on, bulletin.campaign)
    has_ranking = bulletin.is_circular and bulletin.has_ranking
    bulletin.content = {"parts": article.compose(bulletin.kind, facts, has_ranking=has_ranking)}
    bulletin.built_at, bulletin.data_as_of = now, totals.as_of() or now
    return bulletin


def refuse_standing(bulletin):
    """Raise a refusal when its words stand still, published or voided."""
    if bulletin.voided_at:
        raise Refusal(VOIDED_SENTENCE)
    if bulletin.is_published:
        raise Refusal(PUBLISHED_SENTENCE)


def shown(bulletin):
    """What everybody reads, on the page and in every file: the version in force, or the draft with all the office made of it.

    A copy: whoever narrows it for a reader changes nothing that is kept.
    """
    if bulletin.is_published:
        return deepcopy(bulletin.versions.get(withdrawn_at=None).content)
    content = drafted(bulletin)
    # Wherever it goes from here, on paper too, it says that it is void.
    return content | {"title": f"{content['title']}（已作废）"} if bulletin.voided_at else content


def drafted(bulletin):
    """The draft: the portal's sentences with their edits, then the office's own paragraphs and pairs, section by section."""
    edited = sentences.applied(bulletin.content, bulletin.edits)
    computed = {section["code"]: section["blocks"] for section in sentences.sections_of(edited["parts"])}
    sections = []
    for heading in phrases.headings_of(bulletin.kind):
        blocks = [*computed.get(heading.code, ()), *_own_blocks(bulletin, heading.code)]
        if blocks:
            sections.append({"code": heading.code, "heading": heading.heading, "label": "", "blocks": blocks})
    if bulletin.kind != BulletinKind.ARTICLE:
        _label(sections)
    plain = {name: getattr(bulletin, name) for name in PLAIN_FACTS}
    dated = {"issued_on": bulletin.issued_on.isoformat(), "period": label_of(bulletin)}
    return plain | dated | {"parts": [{"code": "text", "heading": "", "sections": sections}]}


def _own_blocks(bulletin, code):
    lines = bulletin.own_words.get(code, "").splitlines()
    own = [{"kind": "paragraph", "runs": [{"text": line.strip()}]} for line in lines if line.strip()]
    chosen = [item for item in bulletin.pairs if item["section"] == code]
    return [*own, *([{"kind": "pairs", "items": chosen}] if chosen else [])]


def _label(sections):
    headed = [section for section in sections if section["heading"] and section["code"] != GALLERY]
    for section, mark in zip(headed, article.CHINESE_NUMBERS, strict=False):
        section["label"] = f"{mark}、"


def frozen(bulletin):
    """The content as it is published: everything a reader sees, with the moment its numbers were counted."""
    return drafted(bulletin) | {"data_as_of": bulletin.data_as_of.isoformat()}


def day_of(content):
    """The day a content is dated."""
    return date.fromisoformat(content["issued_on"])


def pairs_of(content):
    """Every pair of photos in a content."""
    blocks = [block for section in sentences.sections_of(content["parts"]) for block in section["blocks"]]
    return [item for block in blocks if block["kind"] == "pairs" for item in block["items"]]
