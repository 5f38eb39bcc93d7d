"""The office's settings in the archive, as one text of lines NAME=value: for a person to read and to set by hand, never put in place.

A restoration may stand on another machine with other servers and keys; what differs is named, and people decide.
"""

import re
import zipfile

from django.conf import settings

from tataboo_portal import environment
from tataboo_portal.backups import archives
from tataboo_portal.refusals import Refusal

TEMPLATE = settings.BASE_DIR / ".env.example"
NAME = re.compile(r"^([A-Z_]+)=", re.MULTILINE)
LINE = re.compile(r"([A-Z_]+)=(.*)")
MOST_BYTES = 1024 * 1024
SECRET = ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL")  # whoever reads them may sign, or holds a password
HEADING = "# {site} {version} 版的设置，{made_at} 备份"
LEFT_OUT = "# {name} 设了，里面有密码，没有放进备份：按另外存的填"
TOO_LARGE_SENTENCE = "备份里的设置大得不像设置，没有打开：换一份备份。"
NONE_SENTENCE = "这份备份里没有设置，是以前的版本做的：看看另外存的设置，或者换一份新一点的备份。"


def written(facts, *, with_secrets):
    """Every setting that is set here; without `with_secrets` those that hold a password or the key are only named."""
    lines = [HEADING.format(**facts)]
    for name, value in here().items():
        lines.append(LEFT_OUT.format(name=name) if name in SECRET and not with_secrets else f"{name}={value}")
    return "".join(f"{line}\n" for line in lines)


def here():
    """What is set here, by name, in the order of the template; each on one line, else as it stands."""
    set_here = {name: environment.text(name) for name in NAME.findall(TEMPLATE.read_text(encoding="utf-8"))}
    return {name: archives.plain(" ".join(value.splitlines())) for name, value in set_here.items() if value}


def shown(archive):
    """The settings in an archive that is whole, whatever key it was made with; a refusal when it holds none."""
    archives.verified(archive, other_key=True)
    return "".join(f"{line}\n" for line in _read(archive))


def _read(archive):
    """The lines of the settings in an archive, fit for a terminal."""
    try:
        with zipfile.ZipFile(archive) as source, source.open(archives.SETTINGS) as part:
            content = part.read(MOST_BYTES + 1)
    except KeyError:
        raise Refusal(NONE_SENTENCE) from None
    except (OSError, *archives.BROKEN):  # the disk was taken away since it was verified
        raise Refusal(archives.CUT_SENTENCE) from None
    if len(content) > MOST_BYTES:
        raise Refusal(TOO_LARGE_SENTENCE)
    return [archives.plain(line) for line in content.decode(errors="replace").splitlines()]


def differing(archive):
    """The names of what is set otherwise here than in an archive that was verified, or not here at all, or only here; a refusal when it holds none."""
    there = dict(line.groups() for line in map(LINE.fullmatch, _read(archive)) if line)
    own = here()
    return [name for name in sorted(own | there) if name not in SECRET and own.get(name) != there.get(name)]
