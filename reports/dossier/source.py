"""One ledger whose rows can prove a clause: how they are dated, found, shown, and what they bring along."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from reports import pairs
from reports.enums import ProofKind
from reports.metrics.cells import moment
from tataboo_portal.enums import PhotoStatus
from tataboo_portal.listings import masked
from tataboo_portal.models import Photo, PhotoRelease
from tataboo_portal.permissions import Permission

RECORD, PHOTO, PAPER = ProofKind.RECORD, ProofKind.PHOTO, ProofKind.PAPER
RELEASED = {"status": PhotoStatus.READY, "withdrawn_at": None}


class About(NamedTuple):
    """What a rule can narrow a ledger to: the field, and the rows (with their code and name) or the choices it takes."""

    name: str
    model: type | None = None
    code: str = "code"
    words: str = "name"
    choices: tuple = ()

    def offered(self):
        """[(code, words)] a rule may name."""
        return list(self.choices) or list(self.model.objects.order_by("pk").values_list(self.code, self.words))

    def condition(self, code):
        """The rows about this one."""
        if self.model is None:
            return Q(**{self.name: code})
        return Q(**{self.name: Subquery(self.model.objects.filter(**{self.code: code}).values("pk")[:1])})


@dataclass(frozen=True)
class Source:
    """One ledger: `day` names the date its rows are dated by, `kinds` what they can prove, the usual first."""

    slug: str
    title: str
    model: type
    day: str = "day"
    kinds: tuple = (RECORD, PHOTO)
    about: About | None = None
    paper: str = ""
    page: str = ""
    live: Callable = field(default=lambda model: model.objects.live())

    def dated(self, start, end):
        """Rows that count, dated from `start`, or ever, to `end`; a row without a date proves nothing."""
        found = self.live(self.model).filter(**{f"{self.day}__lte": end})
        return found.filter(**{f"{self.day}__gte": start}) if start else found

    def searched(self, start, end):
        """The rows among which rules look; of a ledger too long to be read the newest."""
        return self.dated(start, end)

    def proving(self, rows, kind):
        """Of these rows those that can be proof of this kind: with a photo that may leave, with a paper."""
        if kind == PHOTO:
            may_leave = PhotoRelease.objects.filter(photo=OuterRef("photo"), **RELEASED)
            return rows.filter(Exists(self._photos().filter(Exists(may_leave))))
        if kind == PAPER and self.paper:
            return rows.filter(**{f"{self.paper}__isnull": False})
        return rows

    def waiting(self, rows):
        """Of these rows those whose photos would do if a copy of one might leave."""
        return rows.filter(Exists(self._photos())).exclude(pk__in=self.proving(rows, PHOTO).values("pk"))

    def _photos(self):
        return self.model.photos.through.objects.filter(**{self.model._meta.model_name: OuterRef("pk")})

    def matching(self, abouts):
        """The condition of rows about one of these codes."""
        found = Q()
        for code in abouts:
            found |= self.about.condition(code)
        return found

    def newest(self, rows, most):
        """So many of the rows, newest first, with all a page and a parcel say of them."""
        found = rows.for_list().order_by(f"-{self.day}", "-pk")
        found = found.select_related(self.paper) if self.paper else found
        found = found.prefetch_related("photos__release") if PHOTO in self.kinds else found
        return list(found[:most])

    def listed(self, rows, kind):
        """Of these rows those that may be chosen as proof of a kind, for a list: with a photo, also one held back yet."""
        found = rows.filter(Exists(self._photos())) if kind == PHOTO else self.proving(rows, kind)
        return found.for_list()

    def of_unit(self, rows, unit):
        """Of these rows those the unit answers for."""
        return rows.filter(unit=unit)

    def photo_rows(self, row):
        """The photos of a row."""
        return row.photos.all() if PHOTO in self.kinds else Photo.objects.none()

    def photo_url(self, row, photo, size):
        """A photo as the row's own page shows it."""
        if self.page:
            return reverse(self.page.replace("_detail", "_photo"), args=[row.pk, photo.token, size])
        return reverse("register_photo", args=[self.slug, row.pk, photo.token, size])

    def release_url(self, row, photo):
        """Where a photo is prepared for outside."""
        return reverse("dossier_release", args=[self.slug, row.pk, photo.token])

    def day_of(self, row):
        """The date of a row."""
        return getattr(row, self.day)

    def unit_of(self, row):
        """The unit that answers for a row, or None."""
        return row.unit

    def may_be_filed(self, user, row):
        """Whether this person may file the row or take it out: who keeps the dossier any, others those of their own unit."""
        if not user.may(Permission.FILE_EVIDENCE):
            return False
        unit = self.unit_of(row)
        return user.may(Permission.MANAGE_DOSSIER) or (unit is not None and unit.pk == user.unit_id)

    def words(self, row):
        """What a row is, without long numbers."""
        return masked(str(row))

    def url(self, row):
        """The row's own page."""
        return reverse(self.page, args=[row.pk]) if self.page else reverse("register_detail", args=[self.slug, row.pk])

    def paper_of(self, row):
        """The row's paper, or None."""
        return getattr(row, self.paper) if self.paper else None

    def photos_of(self, row):
        """[(words, photo)] of a row, whether or not they may leave."""
        return [("照片", photo) for photo in row.photos.all()] if PHOTO in self.kinds else []

    def about_words(self, code):
        """What a rule narrows the ledger to, in words."""
        return dict(self.about.offered()).get(code, code) if self.about and code else ""


class TaskSource(Source):
    """Closed tasks with both photos; proof are only those of which both copies may leave."""

    def dated(self, start, end):
        """Tasks closed on these days."""
        return pairs.closed_tasks(moment(start) if start else None, moment(end + timedelta(days=1)))

    def searched(self, start, end):
        """The newest so many of them."""
        closed = self.dated(start, end)
        return pairs.nearer(closed, pairs.edge_of(closed, None))

    def proving(self, rows, kind):
        """Pairs of which both copies may leave."""
        return pairs.proven(rows).filter(*self._copies())

    def waiting(self, rows):
        """Pairs of which a copy is wanting."""
        before, after = self._copies()
        return pairs.proven(rows).exclude(before & after)

    @staticmethod
    def _copies():
        for stage in ("before", "after"):
            yield Q(Exists(PhotoRelease.objects.filter(photo=OuterRef(f"{stage}_id"), **RELEASED)))

    def listed(self, rows, kind):
        """The tasks with both photos."""
        return pairs.proven(rows).for_list()

    def release_url(self, row, photo):
        """The task's own page for that."""
        return reverse("task_photo_release", args=[row.number, photo.token])

    def photo_rows(self, row):
        """The photos of the task's steps."""
        return Photo.objects.filter(pk__in=row.photos.values("photo"))

    def newest(self, rows, most):
        """So many of the tasks, the last closed first, their pairs with them."""
        found = list(pairs.proven(rows).for_list().order_by("-closed_at", "-pk")[:most])
        for pair in pairs.with_photos(found):
            pair.task.pair = pair
        return found

    def day_of(self, row):
        """The day it was closed."""
        return timezone.localdate(row.closed_at)

    def words(self, row):
        """What was put right, where."""
        return masked(" ".join(part for part in (row.number, row.title, row.where) if part))

    def url(self, row):
        """The task's page."""
        return reverse("task_detail", args=[row.number])

    def photos_of(self, row):
        """Its photo before and its photo after."""
        return [("整改前", row.pair.before), ("整改后", row.pair.after)]


class CheckSource(Source):
    """Checks of places, which the area's community answers for."""

    def of_unit(self, rows, unit):
        """Checks in the community's area."""
        return rows.filter(community=unit)

    def unit_of(self, row):
        """The community the place lies in."""
        return row.community
