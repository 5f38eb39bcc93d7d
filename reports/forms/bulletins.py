"""Which days a bulletin tells of, what stands beside its text, its sections and its pairs of photos; validates and never saves."""

from django import forms
from django.utils import timezone

from campaigns.models import Campaign
from reports.bulletins import TITLES, gallery, phrases
from reports.enums import BulletinKind
from reports.forms.meetings import day_field, version_field, words_field
from reports.models import Bulletin
from tataboo_portal.forms import SubmissionForm

MOST_OWN = 5_000
MOST_CAPTION = 120
SPAN_HINT = "起止日期随便选：整年、整月用汇总好的数，零头按每天的数加，都是准数。"
ENDS_SENTENCE = "期间的结束不能早于开始。"
SIGNER_SENTENCE = "通报要写落款，红头用的就是它。"


class BulletinForm(SubmissionForm):
    """起草: the kind, the days, and whose historical figures come along."""

    kind = forms.ChoiceField(
        label="类别",
        choices=BulletinKind.choices,
        initial=BulletinKind.BULLETIN,
        widget=forms.RadioSelect,
        error_messages={"required": "选一个类别。", "invalid_choice": "选一个类别。"},
    )
    start = day_field("期间从")
    end = day_field("期间到")
    issued_on = day_field("日期")
    title = words_field("标题", Bulletin, "title", required=False)
    campaign = forms.ModelChoiceField(
        label="历史基数",
        queryset=Campaign.objects.all(),
        required=False,
        empty_label="只写这段期间自己的",
        help_text="选一个创建活动，它没有写明期间的历史基数就按原文写进来。",
        error_messages={"invalid_choice": "选列出来的创建活动。"},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["issued_on"].initial = timezone.localdate
        self.fields["end"].help_text = SPAN_HINT
        self.fields["issued_on"].help_text = "落款的日期；“今年”“截至目前”按它写。"
        self.fields["title"].help_text = "空着就用这一类的常用标题。"

    def clean(self):
        cleaned = super().clean()
        start, end, campaign = (cleaned.get(name) for name in ("start", "end", "campaign"))
        if start and end and end < start:
            self.add_error("end", ENDS_SENTENCE)
        elif start and end and campaign and not _meet(campaign, start, end):
            self.add_error("campaign", "这个活动的时间和选的期间不重合，换一个，或者不选。")
        if not cleaned.get("title") and cleaned.get("kind"):
            cleaned["title"] = TITLES[cleaned["kind"]]
        return cleaned


def _meet(campaign, start, end):
    """Whether a campaign and some days share one; a campaign that has no end goes on."""
    return campaign.start <= end and (campaign.end is None or start <= campaign.end)


class BulletinFactsForm(forms.Form):
    """What stands beside the text; a 通报 has more of it than the others, and a 奋进篇 no number."""

    PLAIN, CIRCULAR = ("title", "issued_on", "signer"), ("reference", "addressee", "copies_to")
    version = version_field()
    title = words_field("标题", Bulletin, "title")
    number = forms.IntegerField(
        label="期号",
        required=False,
        min_value=1,
        max_value=9999,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), "期号要填 1 到 9999 的数字。"),
    )
    reference = words_field("发文字号", Bulletin, "reference", required=False)
    issued_on = day_field("日期")
    addressee = words_field("主送", Bulletin, "addressee", required=False)
    signer = words_field("落款", Bulletin, "signer", required=False)
    copies_to = words_field("抄送", Bulletin, "copies_to", required=False)
    has_ranking = forms.BooleanField(label="写各单位排名表", required=False)

    def __init__(self, *args, bulletin, **kwargs):
        kept = {name: getattr(bulletin, name) for name in (*self.base_fields,)}
        super().__init__(*args, initial=kept, **kwargs)
        self.fields["reference"].help_text = "比如：××〔2017〕12号。"
        if bulletin.is_circular:
            self.fields["signer"].required = True
            self.fields["signer"].error_messages["required"] = SIGNER_SENTENCE
        else:
            for name in (*self.CIRCULAR, "has_ranking"):
                del self.fields[name]
        if bulletin.kind == BulletinKind.ARTICLE:
            del self.fields["number"]

    def values(self):
        """What was typed, without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class OwnWordsForm(forms.Form):
    """What the office writes itself in one section, below the portal's sentences: a paragraph a line."""

    own = forms.CharField(
        label="自己写的话",
        required=False,
        max_length=MOST_OWN,
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": MOST_OWN}),
        error_messages={"max_length": f"最多 {MOST_OWN} 字。"},
    )

    def __init__(self, *args, bulletin, heading, **kwargs):
        super().__init__(*args, initial={"own": bulletin.own_words.get(heading.code, "")}, **kwargs)
        self.fields["own"].help_text = f"{heading.hint}。一行一段，接在上面的句子后面。"


class PairsForm(forms.Form):
    """Which of the offered pairs are shown, in which section, under which words; `offer` is what there is."""

    version = version_field()

    def __init__(self, *args, bulletin, offer, **kwargs):
        super().__init__(*args, initial={"version": bulletin.version}, **kwargs)
        self.bulletin, self.offer = bulletin, offer
        kept = {item["number"]: item for item in bulletin.pairs}
        self.sections = [(row.code, row.heading or "开头") for row in phrases.headings_of(bulletin.kind)]
        preset = gallery_of(bulletin)
        for place, pair in enumerate(offer):
            item = kept.get(pair.task.number)
            caption = item["caption"] if item else gallery.caption(pair)
            self.fields[f"use{place}"] = forms.BooleanField(
                label=f"用这一组 {pair.task.number}", required=False, initial=bool(item)
            )
            self.fields[f"section{place}"] = forms.ChoiceField(
                label="放在", choices=self.sections, initial=item["section"] if item else preset
            )
            self.fields[f"caption{place}"] = forms.CharField(
                label="图下文字", max_length=MOST_CAPTION, required=False, initial=caption
            )
            self.fields[f"section{place}"].required = False

    def rows(self):
        """Each pair with its three controls."""
        return [
            {"pair": pair, "use": self[f"use{at}"], "section": self[f"section{at}"], "caption": self[f"caption{at}"]}
            for at, pair in enumerate(self.offer)
        ]

    def clean(self):
        cleaned = super().clean()
        if len(self._used(cleaned)) > gallery.MOST_CHOSEN:
            raise forms.ValidationError(f"一份最多 {gallery.MOST_CHOSEN} 组照片，去掉几组。")
        return cleaned

    def _used(self, cleaned):
        return [at for at in range(len(self.offer)) if cleaned.get(f"use{at}")]

    def items(self):
        """The chosen pairs as they are kept: what was chosen before keeps its place, what is new follows."""
        cleaned, preset = self.cleaned_data, gallery_of(self.bulletin)
        chosen = {
            self.offer[at].task.number: gallery.item(
                self.offer[at], cleaned[f"section{at}"] or preset, cleaned[f"caption{at}"]
            )
            for at in self._used(cleaned)
        }
        before = [item["number"] for item in self.bulletin.pairs if item["number"] in chosen]
        return [chosen[number] for number in dict.fromkeys([*before, *chosen])]


def gallery_of(bulletin):
    """The section pairs go to unless somebody says otherwise."""
    return "praised" if bulletin.is_circular else "gallery"


class VoidForm(forms.Form):
    """作废: only with a reason."""

    reason = forms.CharField(label="作废原因", max_length=200, error_messages={"required": "作废要写原因。"})
