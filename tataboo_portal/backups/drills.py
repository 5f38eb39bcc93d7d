"""The drill: the newest archive is restored into an empty place, held against what it promises, and the record is kept.

The empty place is looked at by a portal process of its own, as if it were the site.
"""

import json
import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from tataboo_portal import audit, inbox, photo_integrity
from tataboo_portal.backups import archives, databases, keeping, restoring
from tataboo_portal.enums import BackupKind, Role
from tataboo_portal.models import Attachment, AuditEvent, Photo, User
from tataboo_portal.refusals import Refusal

NONE_SENTENCE = "还没有备份，没有可以演练的：先 make backup（正式的服务器上是 sudo tataboo backup）。"
FILES_SENTENCE = "恢复出来的文件有 {count} 个和备份时不一样：再演练一次；还是这样就检查硬盘，旧的备份先不要删。"
PORTAL_SENTENCE = "恢复出来的平台起不来（{words}）：把括号里的话告诉维护平台的人，旧的备份先不要删。"
UNFINISHED = "表结构没有升级完"
WHOLE_SENTENCE = "恢复出来的站点有问题：{words}。看看“运行状况”里是不是也这样，旧的备份先不要删，告诉维护平台的人。"
GOOD_SENTENCE = "演练做成了：{rows} 行、{files} 个文件都和备份时一样，平台能在上面运行。"
OLD = "drill-"


def drill(folder, archive=None):
    """Restore and compare; returns the record of a good or a bad end. A bad one is told to the administrators."""
    started = timezone.now()
    with keeping.alone(keeping.shared(folder)):
        archive = Path(archive) if archive else next(iter(keeping.newest(folder)), None)
        try:
            facts, sentence, is_good = *_drilled(archive), True
        except Refusal as refusal:
            facts, sentence, is_good = {}, refusal.sentence, False
        except OSError as error:
            facts, sentence, is_good = {}, restoring.DISK_SENTENCE.format(words=error.strerror or error), False
    run = keeping.note(BackupKind.DRILL, started, sentence, path=archive, facts=facts, is_good=is_good)
    if not is_good:
        tell("恢复演练没有做成", sentence)
    return run


def tell(title, sentence):
    """One notice a day to every administrator."""
    url = reverse("admin:tataboo_portal_backuprun_changelist")
    for person in User.objects.filter(role=Role.ADMIN, is_active=True):
        inbox.tell(person=person, key=f"backup:{title}:{timezone.localdate()}", title=title, body=sentence, url=url)


def _drilled(archive):
    if archive is None:
        raise Refusal(NONE_SENTENCE)
    for left in settings.DATA_DIR.glob(f"{OLD}*"):
        shutil.rmtree(left)
    manifest = restoring.looked_at(archive)
    fresh = databases.beside("drill")
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix=OLD) as name:
        folder = Path(name)
        try:
            return _compared(archive, manifest, folder, fresh)
        finally:
            databases.drop(fresh)


def _compared(archive, manifest, folder, fresh):
    archives.unpack(archive, manifest, lambda part: folder / part)
    (folder / "media").mkdir(exist_ok=True)
    restoring.compare(manifest["counts"], databases.load(folder / archives.DATABASE, fresh))
    if count := archives.differing(manifest, folder / "media"):
        raise Refusal(FILES_SENTENCE.format(count=count))
    if restoring.missing_here(
        manifest
    ):  # made before an upgrade: the portal of today brings it up, as a restoration would
        _asked(fresh, folder, "migrate", "--noinput", "-v0")
    found = json.loads(_asked(fresh, folder, "look_over"))
    if found["damaged"] or found["broken"]:
        words = [f"照片和附件 {found['damaged']} 个对不上"] if found["damaged"] else []
        words += [f"操作日志断在第 {found['broken']} 条"] if found["broken"] else []
        raise Refusal(WHOLE_SENTENCE.format(words="，".join(words)))
    rows = sum(manifest["counts"].values())
    files = sum(name.startswith(archives.MEDIA) for name in manifest["parts"])
    facts = {"rows": rows, "tables": len(manifest["counts"]), "files": files, "made_at": manifest["made_at"], **found}
    return facts, GOOD_SENTENCE.format(rows=rows, files=files)


def _asked(fresh, folder, *arguments):
    result = restoring.portal(fresh, folder, *arguments)
    if result.returncode:
        raise Refusal(PORTAL_SENTENCE.format(words=result.stderr.strip()[-120:] or UNFINISHED))
    return result.stdout


def look_over():
    """What is whole in this site: originals and papers by their digests, the chain of the trail. Writes nothing.

    Damage the night's check already reported was there before the backup, and is no finding about it.
    """
    checked, damaged = 0, 0
    for model, field in ((Photo, "original"), (Attachment, "file")):
        reported = AuditEvent.objects.filter(object_type=model._meta.label, reason__contains="检查：")
        known = set(reported.values_list("object_id", flat=True))
        for pk, path, sha256 in model.objects.values_list("pk", field, "sha256").iterator():
            checked += 1
            damaged += bool(path and str(pk) not in known and photo_integrity.damage_of(path, sha256))
    return {"checked": checked, "damaged": damaged, "broken": audit.first_broken_position()}
