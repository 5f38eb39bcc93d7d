"""The settings of accounts: passwords, how long a sign-in lasts, the lock of the door; the environment makes the difference."""

from tataboo_portal import environment, password_rules

HOUR = 3600


def from_environment():
    """Everything settings.py holds about accounts, by its name there."""
    policy = environment.chosen("PASSWORD_POLICY", password_rules.POLICIES)
    return {
        "PASSWORD_POLICY": policy,
        "AUTH_PASSWORD_VALIDATORS": password_rules.validators(policy),
        "PASSWORD_DAYS": environment.whole("PASSWORD_DAYS", default=password_rules.DAYS[policy], least=0),
        "FIRST_PASSWORD_DAYS": environment.whole("FIRST_PASSWORD_DAYS", default=7),
        "SESSION_ENGINE": "tataboo_portal.sign_ins",
        # At a desk: minutes without a request, and hours in all. On a phone whose person asked for it: days of both.
        "DESK_IDLE_MINUTES": environment.whole("DESK_IDLE_MINUTES", default=30),
        "SESSION_COOKIE_AGE": environment.whole("DESK_HOURS", default=12) * HOUR,
        "PHONE_IDLE_DAYS": environment.whole("PHONE_IDLE_DAYS", default=30),
        "PHONE_MOST_DAYS": environment.whole("PHONE_MOST_DAYS", default=90),
    } | DOOR


# Of the library that counts wrong passwords; how long a lock lasts is decided in lockout.py.
DOOR = {
    # One colleague's wrong passwords must not lock out the office behind the same address.
    "AXES_LOCKOUT_PARAMETERS": [["username", "ip_address"]],
    "AXES_FAILURE_LIMIT": 5,
    "AXES_COOLOFF_TIME": 0.25,  # hours within which failures add up
    # What is tried while locked does not prolong the lock, so the time its page names holds.
    "AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT": False,
    "AXES_HANDLER": "tataboo_portal.lockout.Doorkeeper",
    "AXES_LOCKOUT_CALLABLE": "tataboo_portal.lockout.page",
    "AXES_CLIENT_IP_CALLABLE": "tataboo_portal.public.visitor_address",  # not the proxy's
    "AXES_SENSITIVE_PARAMETERS": ["username", "ip_address", "code"],
    "AXES_RESET_ON_SUCCESS": True,
    "AXES_ENABLE_ADMIN": False,
    "AXES_VERBOSE": False,
}
