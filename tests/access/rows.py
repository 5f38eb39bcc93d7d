"""The vocabulary of the access policy: answers, people, and the rows many addresses share."""

OK, MOVED, NO, UNKNOWN, LOGIN, BAD = 200, 302, 403, 404, "login", 400
ROLES = ("wang", "li", "zhang", "zhao", "chen", "liu", "sun", "qian")  # 王 李 张(stranger) 赵 陈 刘 孙 钱


def row(anonymous, wang, li, zhang, zhao, chen, liu, sun, qian):
    """One policy row in the order office, own worker, stranger, market, section, inspector, leader, admin."""
    return {"anonymous": anonymous, **dict(zip(ROLES, (wang, li, zhang, zhao, chen, liu, sun, qian), strict=True))}


EVERYONE = row(LOGIN, OK, OK, OK, OK, OK, OK, OK, OK)
OWN_RECORD = row(LOGIN, OK, OK, UNKNOWN, UNKNOWN, UNKNOWN, OK, OK, OK)
OWN_POST = row(LOGIN, MOVED, MOVED, UNKNOWN, UNKNOWN, UNKNOWN, NO, NO, NO)
ADMIN_ONLY = row(LOGIN, NO, NO, NO, NO, NO, NO, NO, OK)
