"""考核规则: drafted, tried beside the rules in force, put in force from a day on, retired; a version in use never changes."""

from datetime import timedelta

from django.db import IntegrityError, transaction

from reports.enums import RulesState
from reports.models import AssessmentScheme, SchemeItem, SchemeVersion
from tataboo_portal import audit, switches
from tataboo_portal.enums import AuditAction
from tataboo_portal.models import FeatureSwitch
from tataboo_portal.refusals import Refusal, StaleEdit

IN_USE_SENTENCE = "v{number}已经{state}，不能改；出一个新版本再改。"
CODE_SENTENCE = "已经有一个方案用这个代码，换一个。"
STALE_SENTENCE = "刚有人改过这一版，看看再办。"
EMPTY_SENTENCE = "还没有考核项目，先加项目。"
DRAFT_WAITS_SENTENCE = "v{number}还是草稿，改那一版。"
EARLIER_SENTENCE = "起始日期要晚于正在执行的 v{number} 的起始日期 {day:%Y-%m-%d}。"
STATE_SENTENCE = "v{number}现在是{state}，不能这样办。"
COPIED = ("source", "flag_least", "flag_first_only", "improve_below", "least_measured")
COPIED_ITEM = (
    "code",
    "name",
    "points",
    "fact",
    "fact_params",
    "formula",
    "params",
    "least_sample",
    "source",
    "position",
)


def locked(rules, version=None):
    """The version held until the end of the transaction; stale where it is not the one that was looked at."""
    found = SchemeVersion.objects.select_for_update(of=("self",)).select_related("scheme").get(pk=rules.pk)
    if version not in (None, found.version):
        raise StaleEdit(STALE_SENTENCE)
    return found


def draft(rules, version=None):
    """The version, locked, if it may still be changed."""
    found = locked(rules, version)
    if not found.is_draft:
        raise Refusal(IN_USE_SENTENCE.format(number=found.number, state=found.get_state_display()))
    return found


def moved(rules, *, by, reason, **values):
    """One change of a version, with its audit event."""
    before = audit.snapshot(rules)
    for name, value in values.items():
        setattr(rules, name, value)
    rules.version += 1
    rules.save()
    audit.record(
        by=by,
        action=AuditAction.CHANGE,
        subject=rules,
        before=before,
        after=audit.snapshot(rules),
        reason=reason,
    )
    return rules


def add_scheme(*, by, **values):
    """A scheme with an empty first draft."""
    try:
        with transaction.atomic():
            scheme = AssessmentScheme.objects.create(**values)
            audit.record(by=by, action=AuditAction.ADD, subject=scheme, after=audit.snapshot(scheme))
            return SchemeVersion.objects.create(scheme=scheme, number=1, created_by=by)
    except IntegrityError:
        raise Refusal(CODE_SENTENCE) from None


@transaction.atomic
def change_scheme(*, by, scheme, **values):
    """What a scheme is called, how long results are open to appeals, and whether it is still scored; its units and cycle stay."""
    found = AssessmentScheme.objects.select_for_update().get(pk=scheme.pk)
    if all(getattr(found, name) == value for name, value in values.items()):
        return found
    before = audit.snapshot(found)
    for name, value in values.items():
        setattr(found, name, value)
    found.save()
    audit.record(by=by, action=AuditAction.CHANGE, subject=found, before=before, after=audit.snapshot(found))
    return found


@transaction.atomic
def new_version(*, by, scheme):
    """The next version as a draft: a copy of the newest; one that is a draft already is the one to change."""
    scheme = AssessmentScheme.objects.select_for_update().get(pk=scheme.pk)
    newest = scheme.versions.order_by("-number").first()
    if newest and newest.is_draft:
        raise Refusal(DRAFT_WAITS_SENTENCE.format(number=newest.number))
    values = {name: getattr(newest, name) for name in COPIED} if newest else {}
    made = SchemeVersion.objects.create(
        scheme=scheme, number=newest.number + 1 if newest else 1, created_by=by, **values
    )
    if newest:
        copies = ({name: getattr(item, name) for name in COPIED_ITEM} for item in newest.items.all())
        SchemeItem.objects.bulk_create(SchemeItem(rules=made, **values) for values in copies)
    audit.record(by=by, action=AuditAction.ADD, subject=made, after=audit.snapshot(made))
    return made


@transaction.atomic
def change_rules(*, by, rules, version, **values):
    """How standings are told, of a draft."""
    return moved(draft(rules, version), by=by, reason="改规则", **values)


@transaction.atomic
def save_item(*, by, rules, version, item=None, **values):
    """One item of a draft, new or changed."""
    found = draft(rules, version)
    row = item or SchemeItem(rules=found)
    before = audit.snapshot(row) if item else None
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    found.version += 1
    found.save(update_fields=("version",))
    action = AuditAction.CHANGE if item else AuditAction.ADD
    audit.record(by=by, action=action, subject=row, before=before, after=audit.snapshot(row))
    return row


@transaction.atomic
def drop_item(*, by, rules, version, item):
    """One item out of a draft; the trail keeps what it was."""
    found = draft(rules, version)
    audit.record(by=by, action=AuditAction.VOID, subject=item, before=audit.snapshot(item), reason="删去项目")
    item.delete()
    found.version += 1
    found.save(update_fields=("version",))


@transaction.atomic
def start_trial(*, by, rules, version):
    """试算: figured out beside the rules in force from now on."""
    found = draft(rules, version)
    refuse_empty(found)
    return moved(found, by=by, reason="开始试算", state=RulesState.TRIAL)


@transaction.atomic
def back_to_draft(*, by, rules, version):
    """A version on trial becomes a draft again; what was tried is thrown away."""
    found = locked(rules, version)
    if found.state != RulesState.TRIAL:
        raise Refusal(STATE_SENTENCE.format(number=found.number, state=found.get_state_display()))
    found.scorings.filter(is_trial=True).delete()
    return moved(found, by=by, reason="试算改回草稿", state=RulesState.DRAFT)


@transaction.atomic
def bring_into_force(*, by, rules, version, valid_from):
    """执行 from a day on: the version before ends the day before, and stays what earlier periods are scored by."""
    found = locked(rules, version)
    if found.state not in {RulesState.DRAFT, RulesState.TRIAL}:
        raise Refusal(STATE_SENTENCE.format(number=found.number, state=found.get_state_display()))
    refuse_empty(found)
    before = found.scheme.versions.select_for_update().filter(state=RulesState.IN_FORCE).first()
    if before and before.valid_from >= valid_from:
        raise Refusal(EARLIER_SENTENCE.format(number=before.number, day=before.valid_from))
    if before:
        end = valid_from - timedelta(days=1)
        moved(before, by=by, reason=f"由 v{found.number} 接替", state=RulesState.RETIRED, valid_until=end)
    return moved(found, by=by, reason="执行", state=RulesState.IN_FORCE, valid_from=valid_from)


@transaction.atomic
def retire(*, by, rules, version, valid_until):
    """停用 without a successor: periods that begin later are not scored."""
    found = locked(rules, version)
    if found.state != RulesState.IN_FORCE:
        raise Refusal(STATE_SENTENCE.format(number=found.number, state=found.get_state_display()))
    if valid_until < found.valid_from:
        raise Refusal(f"停用日期不能早于起始日期 {found.valid_from}。")
    return moved(found, by=by, reason="停用", state=RulesState.RETIRED, valid_until=valid_until)


def refuse_empty(rules):
    """Refuse to use rules without items."""
    if not rules.items.exists():
        raise Refusal(EMPTY_SENTENCE)


@transaction.atomic
def switch(*, by, feature, is_on, reason):
    """Switch a whole feature on or off; as it is already, nothing is written."""
    row = FeatureSwitch.objects.select_for_update().filter(feature=feature).first() or FeatureSwitch(feature=feature)
    if row.is_on == is_on:
        return row
    before = audit.snapshot(row) if row.pk else {"is_on": True}
    row.is_on, row.reason, row.changed_by = is_on, reason, by
    row.save()
    switches.forget()
    audit.record(by=by, action=AuditAction.CHANGE, subject=row, before=before, after=audit.snapshot(row), reason=reason)
    return row
