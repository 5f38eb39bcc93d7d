"""The one page of a survey that opens without sign-in: a resident's answer, once per code."""

import re

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from publicity.actions import surveys as acts
from publicity.forms.survey_answers import AnswerForm
from publicity.models import SurveyLink
from publicity.models.surveys import LINK_LENGTH
from tataboo_portal.models.places import CODE_LETTERS
from tataboo_portal.public import is_too_large, public_page
from tataboo_portal.refusals import Refusal

CODE = re.compile(f"[{CODE_LETTERS}]{{{LINK_LENGTH}}}")
TOO_LONG = "写得太长了，一次收不下。写短一点再交。"


# No cookie is asked for: nothing a browser carries lets anybody in here, the code in the address alone does, and whoever
# knows it needs no one else's browser. The form's own signed token ties what is sent to a page served for this code.
@csrf_exempt
@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def survey_answer(request, code):
    """Answer the questions, or be thanked; an unknown code, a survey not open and a code of one that ended look alike."""
    link = link_or_404(code)
    if link.answered_at:
        return render(request, "publicity/survey_thanks.html", {"survey": link.survey})
    questions = list(link.survey.questions.all())
    if request.method == "POST" and is_too_large(request, 0):
        return page(request, AnswerForm(link=link, questions=questions), told=TOO_LONG, status=413)
    form = AnswerForm(request.POST if request.method == "POST" else None, link=link, questions=questions)
    if form.is_bound and form.is_valid():
        try:
            acts.answer(link=link, answers=form.answers(), remark=form.cleaned_data["remark"])
        except acts.AlreadyAnswered:
            return redirect("survey_answer", code)
        except acts.NotOpen:
            raise Http404 from None
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("survey_answer", code)
    if form.is_bound:
        form.again()
    return page(request, form, status=400 if form.is_bound else 200)


def page(request, form, *, told="", status=200):
    """The questions."""
    context = {"form": form, "survey": form.link.survey, "told": told}
    return render(request, "publicity/survey_answer.html", context, status=status)


def link_or_404(code):
    """The link of a survey that is open today."""
    if not CODE.fullmatch(code):
        raise Http404
    link = SurveyLink.objects.select_related("survey", "community").filter(code=code).first()
    if link is None or not link.survey.is_open(timezone.localdate()):
        raise Http404
    return link
