"""Who gets what at every address: the policy as data, checked against the running site and against the URL resolver."""

OK, MOVED, NO, UNKNOWN, LOGIN, BAD = 200, 302, 403, 404, "login", 400
ROLES = ("wang", "li", "zhang", "zhao", "chen", "liu", "sun", "qian")  # 王 李 张(stranger) 赵 陈 刘 孙 钱


def row(anonymous, wang, li, zhang, zhao, chen, liu, sun, qian):
    """One policy row in the order office, own worker, stranger, market, section, inspector, leader, admin."""
    return {"anonymous": anonymous, **dict(zip(ROLES, (wang, li, zhang, zhao, chen, liu, sun, qian), strict=True))}


EVERYONE = row(LOGIN, OK, OK, OK, OK, OK, OK, OK, OK)
OWN_RECORD = row(LOGIN, OK, OK, UNKNOWN, UNKNOWN, UNKNOWN, OK, OK, OK)
OWN_POST = row(LOGIN, MOVED, MOVED, UNKNOWN, UNKNOWN, UNKNOWN, NO, NO, NO)
ADMIN_ONLY = row(LOGIN, NO, NO, NO, NO, NO, NO, NO, OK)

# (method, url name): policy. The record, task, placement and photos belong to 绣品厂社区 (李); 张 is the stranger.
POLICY = {
    ("GET", "login"): row(OK, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED),
    ("POST", "logout"): row(MOVED, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED),
    ("GET", "account"): EVERYONE,
    ("POST", "text_size"): row(MOVED, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED),
    ("GET", "healthz"): row(OK, OK, OK, OK, OK, OK, OK, OK, OK),
    ("GET", "manage_zones"): ADMIN_ONLY,
    ("GET", "work_list"): EVERYONE,
    ("POST", "work_list"): row(LOGIN, BAD, BAD, BAD, BAD, BAD, NO, NO, NO),
    ("GET", "work_detail"): OWN_RECORD,
    ("POST", "work_detail"): row(LOGIN, BAD, BAD, UNKNOWN, UNKNOWN, UNKNOWN, NO, NO, NO),
    ("POST", "work_void"): OWN_POST,
    ("GET", "work_photo"): OWN_RECORD,
    ("GET", "campaign_list"): EVERYONE,
    ("GET", "campaign_detail"): EVERYONE,
    ("GET", "task_report"): row(LOGIN, OK, OK, OK, OK, OK, OK, NO, NO),
    ("POST", "task_report"): row(LOGIN, BAD, BAD, BAD, BAD, BAD, BAD, NO, NO),
    ("GET", "task_list"): EVERYONE,
    ("GET", "task_detail"): OWN_RECORD,
    ("GET", "task_assign"): row(LOGIN, OK, NO, UNKNOWN, UNKNOWN, UNKNOWN, NO, NO, NO),
    ("POST", "task_assign"): row(LOGIN, BAD, NO, UNKNOWN, UNKNOWN, UNKNOWN, NO, NO, NO),
    ("GET", "task_fix"): row(LOGIN, NO, OK, UNKNOWN, UNKNOWN, UNKNOWN, NO, NO, NO),
    ("POST", "task_fix"): row(LOGIN, NO, BAD, UNKNOWN, UNKNOWN, UNKNOWN, NO, NO, NO),
    ("GET", "task_verify"): row(LOGIN, OK, NO, UNKNOWN, UNKNOWN, UNKNOWN, OK, NO, NO),
    ("POST", "task_verify"): row(LOGIN, BAD, NO, UNKNOWN, UNKNOWN, UNKNOWN, BAD, NO, NO),
    ("GET", "task_void"): row(LOGIN, OK, NO, UNKNOWN, UNKNOWN, UNKNOWN, NO, NO, NO),
    ("POST", "task_void"): row(LOGIN, BAD, NO, UNKNOWN, UNKNOWN, UNKNOWN, NO, NO, NO),
    ("GET", "task_reshoot"): row(LOGIN, NO, NO, UNKNOWN, UNKNOWN, UNKNOWN, NO, NO, NO),
    ("POST", "task_reshoot"): row(LOGIN, NO, NO, UNKNOWN, UNKNOWN, UNKNOWN, NO, NO, NO),
    ("GET", "task_photo"): OWN_RECORD,
    ("GET", "placement_list"): EVERYONE,
    ("POST", "placement_list"): row(LOGIN, BAD, BAD, BAD, BAD, BAD, NO, NO, NO),
    ("GET", "placement_detail"): OWN_RECORD,
    ("POST", "placement_detail"): row(LOGIN, BAD, BAD, UNKNOWN, UNKNOWN, UNKNOWN, NO, NO, NO),
    ("POST", "placement_void"): OWN_POST,
    ("GET", "placement_photo"): OWN_RECORD,
    ("GET", "workbench"): row(LOGIN, OK, OK, OK, OK, OK, OK, MOVED, OK),
    ("GET", "grid"): EVERYONE,
    ("GET", "dashboard"): EVERYONE,
    ("POST", "dashboard_refresh"): row(LOGIN, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED, MOVED),
    ("GET", "meeting_list"): EVERYONE,
    ("GET", "meeting_detail"): EVERYONE,
    ("POST", "meeting_build"): row(LOGIN, MOVED, NO, NO, NO, NO, NO, NO, NO),
    ("GET", "meeting_docx"): EVERYONE,
}
