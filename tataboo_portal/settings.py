"""Settings: one file for the demo on a laptop and for production; the environment makes the difference."""

from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF

from tataboo_portal import account_policy, environment, log_lines

BASE_DIR = Path(__file__).resolve().parent.parent
MODE = environment.mode()
DEMO_MODE = MODE == "demo"
DATA_DIR = environment.data_dir(BASE_DIR / "data")

# The site ------------------------------------------------------------------------------------------------------------
DEBUG = False
SECRET_KEY = environment.kept_secret(DATA_DIR / "secret_key") if DEMO_MODE else environment.signing_key()
ALLOWED_HOSTS = environment.listed("ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]"]
if not DEMO_MODE:
    environment.required("ALLOWED_HOSTS")
    environment.required("DATABASE_URL")
    environment.required("REDIS_URL")
CSRF_TRUSTED_ORIGINS = environment.listed("CSRF_TRUSTED_ORIGINS")
OFFICE_PHONE = environment.text("OFFICE_PHONE")
# How a 督办单 is numbered; {year} and {number} are filled in.
SUPERVISION_NUMBER = environment.text("SUPERVISION_NUMBER", "督〔{year}〕{number}号")

INSTALLED_APPS = [
    "tataboo_portal",
    "campaigns",
    "inspections",
    "publicity",
    "reports",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "axes",
    "csp",
    "django_filters",
    "import_export",
    "django.forms",
]
MIDDLEWARE = [
    "tataboo_portal.middleware.numbered",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tataboo_portal.middleware.SmallPages",
    "csp.middleware.CSPMiddleware",
    "tataboo_portal.middleware.old_browser",
    "tataboo_portal.middleware.private_pages",
    "tataboo_portal.middleware.known_methods",
    "tataboo_portal.middleware.Sessions",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tataboo_portal.middleware.SignInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tataboo_portal.middleware.first_password",
    "tataboo_portal.middleware.refused_attempts",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "tataboo_portal.urls"
WSGI_APPLICATION = "tataboo_portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["tataboo_portal.templatetags.icons"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tataboo_portal.context_processors.portal",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Data ----------------------------------------------------------------------------------------------------------------
DATABASES = {"default": environment.database(DATA_DIR / "portal.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = DATA_DIR / "media"  # never behind a MEDIA_URL: photos go through the gate of their record
# Where the web server in front finds the photo storage inside (X-Accel-Redirect); without it the portal sends photos itself.
PHOTO_ACCEL_PREFIX = environment.text("PHOTO_ACCEL_PREFIX")
# The web server reads as a member of our group what it sends for us; nobody else reads anything.
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = (0o640, 0o750) if PHOTO_ACCEL_PREFIX else (0o600, 0o700)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
# A checklist has two inputs per item, nearly all of them empty; its form says how many photos it takes.
DATA_UPLOAD_MAX_NUMBER_FILES = 100
VERSION = "0.2.0"
BACKUP_DIR = environment.text("BACKUP_DIR")  # without it nothing is backed up by itself
BACKUPS_KEPT = environment.whole("BACKUPS_KEPT", default=14, least=0)
PG_TREE = environment.text("PG_TREE")

# Language and time ---------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# People --------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "tataboo_portal.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "login"
CSRF_FAILURE_VIEW = "tataboo_portal.sign_in_views.stale_page"
LOGIN_REDIRECT_URL = "workbench"
LOGOUT_REDIRECT_URL = "login"
vars().update(account_policy.from_environment())

# Security headers ----------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEMO_MODE
SECURE_SSL_REDIRECT = not DEMO_MODE
SECURE_REDIRECT_EXEMPT = ["^healthz$"]  # asked from the machine itself
SECURE_HSTS_SECONDS = 0 if DEMO_MODE else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEMO_MODE
if environment.switch("BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Static files --------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "tataboo_portal.static_files.SharedSheet",
]
STORAGES = {
    "default": {
        "BACKEND": "tataboo_portal.file_storage.WholeFiles",
        "OPTIONS": {"outlives_power_cuts": not DEMO_MODE},
    },
    "staticfiles": {"BACKEND": "tataboo_portal.static_files.HashedModules"},
}

# Mail ----------------------------------------------------------------------------------------------------------------
vars().update(environment.mail())
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.text("MAIL_FROM", "portal@localhost")
EMAIL_SUBJECT_PREFIX = "【双创平台】"

# Group robots: the only hosts a message may leave to --------------------------------------------------------------------
ROBOT_HOSTS = environment.listed("ROBOT_HOSTS") or ["qyapi.weixin.qq.com", "oapi.dingtalk.com"]

# Where people open the portal: messages that leave it lead there, and lead nowhere without it.
PORTAL_URL = environment.site("PORTAL_URL")
# Pages for residents without sign-in (满意度调查, 随手拍): off unless somebody turns them on.
PUBLIC_PAGES = environment.text("TATABOO_PUBLIC_PAGES") == "1"
# Whose word about the address of a sender is taken (X-Forwarded-For); without any, the address that reached us counts.
TRUSTED_PROXIES = environment.networks("TRUSTED_PROXIES")
if PUBLIC_PAGES and not DEMO_MODE and environment.switch("BEHIND_TLS_PROXY", default=False) and not TRUSTED_PROXIES:
    environment.stop("公众页面打开了，前面又有转发的服务器：TRUSTED_PROXIES 要写它的地址，例如 127.0.0.1。")
# What the public page takes: bytes of a photo, seconds nobody needs less of, and how many reports from where in what time.
PUBLIC_MOST_BYTES = 10 * 1024 * 1024
PUBLIC_LEAST_SECONDS = 2
PUBLIC_LIMITS = {"address_minute": 1, "address_day": 10, "place_hour": 30, "hour": 300, "waiting": 500}
# How many days after the end what residents said of themselves is forgotten.
PUBLIC_DAYS_KEPT = environment.whole("PUBLIC_DAYS_KEPT", default=90)

# The ledgers that come in and go out as sheets; the bottom floor finds them here and imports nothing upward.
OFFICE_SHEETS = [
    "campaigns.sheets.WorkRecordSheet",
    "campaigns.drives.DriveSheet",
    "publicity.sheets.PlacementSheet",
    "inspections.task_sheet.TaskSheet",
    "tataboo_portal.directory.PlaceSheet",
    "tataboo_portal.directory.PersonSheet",
    "campaigns.figures.FigureSheet",
    "campaigns.figures.GoalSheet",
    "inspections.register_sheets.ShopSheet",
    "inspections.register_sheets.PledgeSheet",
    "inspections.register_sheets.BaitSheet",
    "inspections.register_sheets.TreatmentSheet",
    "inspections.register_sheets.VehicleSheet",
    "inspections.register_sheets.StructureSheet",
    "inspections.register_sheets.StreetSheet",
    "inspections.register_sheets.MarketSheet",
    "campaigns.figures.RenovationSheet",
    "publicity.register_sheets.batches.BatchSheet",
    "publicity.register_sheets.boards.BoardSheet",
    "publicity.register_sheets.boards.IssueSheet",
    "publicity.register_sheets.centres.CentreSheet",
    "publicity.register_sheets.activities.ActivitySheet",
    "publicity.register_sheets.gatherings.TrainingSheet",
    "publicity.register_sheets.gatherings.DocumentSheet",
    "publicity.register_sheets.smoking.SmokingSheet",
    "publicity.register_sheets.praise.PraiseSheet",
    "publicity.register_sheets.responses.ResponseSheet",
]
# The registers, in the order their index shows them.
OFFICE_REGISTERS = [
    "inspections.views.register_rows.REGISTERS",
    "campaigns.register_views.REGISTERS",
    "publicity.views.register_rows.REGISTERS",
]
# The lists that can be taken out, with their own filters and gates.
OFFICE_LISTS = [
    "tataboo_portal.lists.LISTS",
    "campaigns.lists.LISTS",
    "inspections.lists.LISTS",
    "publicity.lists.LISTS",
]
# What is taken out in the background and is no list.
OFFICE_PARCELS = {"dossier": "reports.dossier.parcel.asked_for"}

# What else 运行状况 looks at, beside what the ground floor knows.
OFFICE_PROBES = ["reports.drift.PROBES"]

# What is said of a number above the list it leads to.
OFFICE_NUMBERS = "reports.number_cards.card"

# Background work -----------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = environment.broker(DATA_DIR / "redis" / "redis.sock")
CELERY_TIMEZONE = TIME_ZONE
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 540  # below the lease of a job, so that no job runs twice at once
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A page must not wait for a broker that is away; the job row is swept up later.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "max_retries": 0,
}
CELERY_BEAT_SCHEDULER = "tataboo_portal.beat:ElectedScheduler"
CELERY_BEAT_SCHEDULE = {
    "sweep jobs": {"task": "tataboo_portal.sweep_jobs", "schedule": 60},
    "forget abandoned uploads": {
        "task": "tataboo_portal.forget_abandoned_uploads",
        "schedule": crontab(hour=3, minute=40),
    },
    "forget expired exports": {"task": "tataboo_portal.forget_expired_exports", "schedule": crontab(hour=3, minute=50)},
    "forget kept rows": {"task": "tataboo_portal.forget_kept_rows", "schedule": crontab(hour=3, minute=45)},
    "forget public reports": {"task": "inspections.forget_public_reports", "schedule": crontab(hour=3, minute=30)},
    "check photos": {"task": "tataboo_portal.begin_photo_check", "schedule": crontab(hour=4, minute=10)},
    "check attachments": {"task": "tataboo_portal.begin_attachment_check", "schedule": crontab(hour=4, minute=20)},
    "escalate": {"task": "inspections.escalate", "schedule": crontab(minute="*/10")},
    "back up": {"task": "tataboo_portal.back_up", "schedule": crontab(hour=0, minute=30)},
    "drill": {"task": "tataboo_portal.drill", "schedule": crontab(day_of_month=3, hour=5, minute=10)},
    "seal audit": {"task": "tataboo_portal.seal_audit", "schedule": 300},
    "verify audit": {"task": "tataboo_portal.verify_audit", "schedule": crontab(hour=4, minute=40)},
    "watch health": {"task": "tataboo_portal.watch_health", "schedule": 300},
    "resume paused tasks": {"task": "inspections.resume_due", "schedule": 600},
    "refresh rollups": {"task": "reports.refresh_rollups", "schedule": 60},
    "follow search": {"task": "reports.follow_search", "schedule": 60},
    "count burden": {"task": "reports.count_burden", "schedule": crontab(hour=2, minute=10)},
    "plan look backs": {"task": "inspections.plan_look_backs", "schedule": crontab(hour=1, minute=10)},
    "file expired publicity": {"task": "publicity.file_expired", "schedule": crontab(hour=1, minute=20)},
    "remind of boards": {"task": "publicity.remind_boards", "schedule": crontab(hour=6, minute=40)},
    "recount rollups": {"task": "reports.recount_rollups", "schedule": crontab(hour=2, minute=30)},
    "remind of submissions": {"task": "reports.remind_submissions", "schedule": crontab(minute="*/10")},
    "remind of orders": {"task": "reports.remind_orders", "schedule": crontab(hour="8-17", minute=15)},
    "compute scores": {"task": "reports.compute_scores", "schedule": crontab(hour=6, minute=10)},
    "freeze scores": {"task": "reports.freeze_scores", "schedule": crontab(minute="*/10")},
    "build weekly report": {"task": "reports.build_weekly_report", "schedule": crontab(hour=7, minute=0)},
}

# Logs ----------------------------------------------------------------------------------------------------------------
LOGGING = log_lines.SETTINGS
