"""Policy of the admin: 管理员 alone; what is read there, what is configured there, what may be taken out of it."""

from tests.access.rows import MOVED, NO, OK, UNKNOWN

# Everybody but 管理员 is led to the admin's own door, which nobody passes, whatever they asked for.
DOOR = "/admin/login/"
EVERYBODYS = ("login/", "logout/", "password_change/")  # these lead to the portal's own pages
CONFIGURED = frozenset(
    (
        *("tataboo_portal/unit", "tataboo_portal/place", "tataboo_portal/user", "tataboo_portal/workcalendarday"),
        *("tataboo_portal/workhours", "tataboo_portal/standardtext", "tataboo_portal/robotchannel"),
        *("campaigns/campaign", "campaigns/indicator", "campaigns/basefigure", "campaigns/goal"),
        *("inspections/taskcategory", "inspections/caserule", "inspections/escalationrule"),
        *("inspections/lookbackrule", "inspections/standardset", "inspections/standarditem"),
        *("inspections/fivepledgeitem", "inspections/baitspacing"),
        *("publicity/publicitykind", "publicity/adrequirement", "publicity/boardkind"),
        *("publicity/activitytheme", "publicity/facilitykind"),
        *("reports/submissionmoment", "reports/dossierstandard", "reports/dossierchapter"),
    )
)
READ = frozenset(
    (
        *("tataboo_portal/auditevent", "tataboo_portal/backuprun", "tataboo_portal/job"),
        *("tataboo_portal/robotdelivery", "tataboo_portal/notice"),
        *("campaigns/workrecord", "inspections/remediationtask"),
        *("publicity/placement", "publicity/materialbatch", "publicity/board", "publicity/boardissue"),
        *("publicity/survey", "publicity/surveyresponse", "publicity/training", "publicity/plandocument"),
        *("publicity/smokingcheck", "publicity/praise", "publicity/culturecentre", "publicity/activity"),
        "reports/rolluprun",
    )
)
TAKEN_OUT = frozenset(
    (
        *("tataboo_portal/place", "tataboo_portal/user", "campaigns/basefigure", "campaigns/goal"),
        *("campaigns/workrecord", "inspections/remediationtask", "publicity/placement", "publicity/materialbatch"),
        *("publicity/board", "publicity/boardissue", "publicity/surveyresponse", "publicity/training"),
        *("publicity/plandocument", "publicity/smokingcheck", "publicity/praise", "publicity/culturecentre"),
        *("publicity/activity",),
    )
)

# What 管理员 gets: of GET, of POST with nothing in it, and where the row is missing.
LIST, SHEET = (OK, OK, None), (OK, OK, None)
CONFIGURED_PAGES = {
    "": LIST,
    "add/": (OK, OK, None),
    "*/change/": (OK, OK, MOVED),
    "*/history/": (OK, OK, MOVED),
    "*/delete/": (NO, NO, NO),
    "*/": (MOVED, MOVED, MOVED),
}
READ_PAGES = CONFIGURED_PAGES | {"add/": (NO, NO, None), "*/change/": (OK, NO, MOVED)}
# Of a draft the number of its issue is set there, and nothing is added.
NUMBERED = ("reports/weeklyreport",)
NUMBERED_PAGES = READ_PAGES | {"*/change/": (OK, OK, MOVED)}
PAGES = {
    "": (OK, OK, None),
    "login/": (NO, NO, None),
    "logout/": (405, MOVED, None),
    "password_change/": (MOVED, MOVED, None),
    "password_change/done/": (OK, 405, None),
    "autocomplete/": (NO, 405, None),
    "jsi18n/": (OK, 405, None),
    "r/*/*/": (UNKNOWN, UNKNOWN, UNKNOWN),
    "^(?P<app_label>tataboo_portal|campaigns|inspections|publicity|reports)/$": (OK, OK, None),
    "(?P<url>.*)$": (UNKNOWN, UNKNOWN, None),
}


def rows():
    """{kind of page: its row} of all the admin's pages."""
    found = dict(PAGES)
    for models, pages in ((CONFIGURED, CONFIGURED_PAGES), (READ, READ_PAGES), (NUMBERED, NUMBERED_PAGES)):
        found |= {f"{model}/{page}": row for model in models for page, row in pages.items()}
    return found | {f"{model}/export/": SHEET for model in TAKEN_OUT}
