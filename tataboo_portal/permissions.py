"""What a person may do, and the one table that says which role holds what."""

from enum import StrEnum

from tataboo_portal.enums import Role


class Permission(StrEnum):
    """What a person may do (a role holds it through the table below)."""

    SEE_ALL_UNITS = "see_all_units"
    SEE_TOTALS = "see_totals"
    LOG_WORK = "log_work"
    LOG_FOR_ANY_UNIT = "log_for_any_unit"
    REPORT_PROBLEM = "report_problem"
    ASSIGN_TASK = "assign_task"
    FIX_TASK = "fix_task"
    VERIFY_TASK = "verify_task"
    VOID_TASK = "void_task"
    DECIDE_REQUEST = "decide_request"
    PATROL = "patrol"
    INSPECT = "inspect"
    MANAGE_PLACES = "manage_places"
    PREVIEW_ALARMS = "preview_alarms"
    BUILD_REPORT = "build_report"
    SEE_BURDEN = "see_burden"
    ANSWER_SUGGESTION = "answer_suggestion"
    ISSUE_ORDER = "issue_order"
    RELEASE_PHOTO = "release_photo"
    FILE_EVIDENCE = "file_evidence"
    MANAGE_DOSSIER = "manage_dossier"
    SCORE_UNITS = "score_units"
    MANAGE = "manage"
    READ_AUDIT = "read_audit"
    USE_SECOND_STEP = "use_second_step"


_FIELD_WORK = frozenset(
    {
        Permission.SEE_TOTALS,
        Permission.LOG_WORK,
        Permission.REPORT_PROBLEM,
        Permission.FIX_TASK,
        Permission.PATROL,
        Permission.INSPECT,
        Permission.FILE_EVIDENCE,
    }
)

ROLE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.OFFICE: frozenset(
        {
            Permission.SEE_ALL_UNITS,
            Permission.SEE_TOTALS,
            Permission.LOG_WORK,
            Permission.LOG_FOR_ANY_UNIT,
            Permission.REPORT_PROBLEM,
            Permission.ASSIGN_TASK,
            Permission.VERIFY_TASK,
            Permission.VOID_TASK,
            Permission.DECIDE_REQUEST,
            Permission.PATROL,
            Permission.INSPECT,
            Permission.MANAGE_PLACES,
            Permission.PREVIEW_ALARMS,
            Permission.BUILD_REPORT,
            Permission.SEE_BURDEN,
            Permission.ANSWER_SUGGESTION,
            Permission.ISSUE_ORDER,
            Permission.RELEASE_PHOTO,
            Permission.FILE_EVIDENCE,
            Permission.MANAGE_DOSSIER,
            Permission.SCORE_UNITS,
            Permission.USE_SECOND_STEP,
        }
    ),
    Role.COMMUNITY: _FIELD_WORK,
    Role.MARKET: _FIELD_WORK,
    Role.SECTION: _FIELD_WORK,
    Role.INSPECTOR: frozenset(
        {
            Permission.SEE_ALL_UNITS,
            Permission.SEE_TOTALS,
            Permission.REPORT_PROBLEM,
            Permission.VERIFY_TASK,
            Permission.PATROL,
            Permission.INSPECT,
        }
    ),
    Role.LEADER: frozenset(
        {Permission.SEE_ALL_UNITS, Permission.SEE_TOTALS, Permission.SEE_BURDEN, Permission.ISSUE_ORDER}
    ),
    Role.ADMIN: frozenset(
        {
            Permission.SEE_ALL_UNITS,
            Permission.SEE_TOTALS,
            Permission.MANAGE,
            Permission.USE_SECOND_STEP,
            Permission.MANAGE_PLACES,
            Permission.PREVIEW_ALARMS,
            Permission.READ_AUDIT,
            Permission.RELEASE_PHOTO,
            Permission.FILE_EVIDENCE,
            Permission.MANAGE_DOSSIER,
        }
    ),
}
