"""The archive: parts packed as they are read, with a manifest of their SHA-256 that is signed with the site's key.

It is a zip without compression of photos: what is cut off has no directory any more, what is changed has another digest.
"""

import hashlib
import hmac
import json
import os
import struct
import unicodedata
import zipfile
import zlib
from pathlib import PurePosixPath

from django.conf import settings

from tataboo_portal.refusals import Refusal

FORMAT = 2  # since 2 with the settings
PIECE = 1 << 20
MANIFEST, SIGNATURE, DATABASE, MEDIA = "manifest.json", "manifest.hmac", "database", "media/"
SETTINGS, KEY = "settings.env", "secret_key"
TO_READ = {SETTINGS, KEY}  # by people; nothing puts them in place
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError),
    *(ValueError, TypeError, LookupError, OverflowError),
)
MOST_MANIFEST = 500 * 1024 * 1024

NO_ARCHIVE_SENTENCE = "没有这个备份文件：看看路径写得对不对。"
CUT_SENTENCE = "这个文件不是完整的备份，可能没有拷完：重新拷一次，或者换一份。"
UNREAD_SENTENCE = "备份文件读不了（{words}）：看看写的是不是一个文件、这个账号能不能读，再来一次，或者换一份。"
CHANGED_SENTENCE = "备份里的“{name}”和做备份时不一样了，什么都没有动：换一份备份。"
KEY_SENTENCE = "这份备份是用另一个 SECRET_KEY 做的：设回原来的再恢复；确实找不到了，加上 --other-key。"
NEWER_SENTENCE = "这份备份来自更新的版本（{version}），先把平台升级到这个版本再恢复。"


class Packing:
    """An archive being written; nothing refers to it before `finish`."""

    def __init__(self, target):
        self.zip = zipfile.ZipFile(target, "w", zipfile.ZIP_STORED)
        self.parts = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.zip.close()

    def add(self, name, path, compression=zipfile.ZIP_STORED):
        """Pack one file while reading it once."""
        digest, count = hashlib.sha256(), 0
        info = zipfile.ZipInfo(name)
        info.compress_type, info.external_attr = compression, 0o600 << 16
        with path.open("rb") as source, self.zip.open(info, "w", force_zip64=True) as part:
            while piece := source.read(PIECE):
                digest.update(piece)
                count += part.write(piece)
        self.parts[name] = {"sha256": digest.hexdigest(), "bytes": count}

    def finish(self, facts):
        """Write the manifest and its signature, and the zip's own directory."""
        manifest = {"format": FORMAT, "key": fingerprint(), **facts, "parts": self.parts}
        content = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        self.zip.writestr(MANIFEST, content)
        self.zip.writestr(SIGNATURE, _signed(content))
        self.zip.close()
        return manifest


def _signed(content):
    return hmac.new(settings.SECRET_KEY.encode(), b"backup manifest:" + content, hashlib.sha256).hexdigest()


def fingerprint():
    """What tells this site's key from another without telling the key."""
    return _signed(b"whose key is this")[:32]


def verified(path, *, other_key=False):
    """The manifest of an archive that is whole, unchanged, made with this site's key and by no newer portal; else a refusal."""
    try:
        with zipfile.ZipFile(path) as source:
            manifest = _manifest(source, other_key)
            _hold_against(source, manifest)
    except FileNotFoundError:
        raise Refusal(NO_ARCHIVE_SENTENCE) from None
    except BROKEN:
        raise Refusal(CUT_SENTENCE) from None
    except OSError as error:
        raise Refusal(UNREAD_SENTENCE.format(words=error.strerror or error)) from None
    return manifest


def plain(words):
    """These words for a terminal: what would command it or turn the line around is a “?”, for an archive may be forged."""
    return "".join("?" if unicodedata.category(letter)[0] == "C" and letter != "\n" else letter for letter in words)


def _manifest(source, other_key):
    if source.getinfo(MANIFEST).file_size > MOST_MANIFEST:
        raise Refusal(CUT_SENTENCE)
    content = source.read(MANIFEST)
    manifest = json.loads(content)
    if manifest["format"] > FORMAT or _numbers(manifest["version"]) > _numbers(settings.VERSION):
        raise Refusal(NEWER_SENTENCE.format(version=manifest["version"]))
    if manifest["key"] != fingerprint():
        if not other_key:
            raise Refusal(KEY_SENTENCE)
    elif not hmac.compare_digest(source.read(SIGNATURE), _signed(content).encode()):
        raise Refusal(CHANGED_SENTENCE.format(name=MANIFEST))
    return manifest


def _numbers(version):
    return [int(part) for part in version.split(".")]


def _hold_against(source, manifest):
    """Every part there once, under a harmless name, with the bytes it was packed with."""
    names = sorted(source.namelist())
    if names != sorted([*manifest["parts"], MANIFEST, SIGNATURE]):
        raise Refusal(CHANGED_SENTENCE.format(name=MANIFEST))
    for name in manifest["parts"]:
        if not _is_harmless(name):
            raise Refusal(CHANGED_SENTENCE.format(name=name))
        try:
            for _ in _pieces(source, name, manifest["parts"][name]):
                pass
        except (zipfile.BadZipFile, zlib.error, EOFError):
            raise Refusal(CHANGED_SENTENCE.format(name=name)) from None


def _is_harmless(name):
    path = PurePosixPath(name)
    is_inside = not path.is_absolute() and ".." not in path.parts and str(path) == name
    return is_inside and (name in {DATABASE, *TO_READ} or name.startswith(MEDIA))


def _pieces(source, name, promised):
    """The bytes of a part as they come; a refusal at its end when they are not what was promised."""
    digest = hashlib.sha256()
    with source.open(name) as part:
        while piece := part.read(PIECE):
            digest.update(piece)
            yield piece
    if digest.hexdigest() != promised["sha256"]:
        raise Refusal(CHANGED_SENTENCE.format(name=name))


def unpack(path, manifest, target_of):
    """Write every part but those to read where `target_of(name)` says, held against its digest once more."""
    with zipfile.ZipFile(path) as source:
        for name, promised in manifest["parts"].items():
            if name in TO_READ:
                continue
            target = target_of(name)
            target.parent.mkdir(mode=settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS, parents=True, exist_ok=True)
            mode = settings.FILE_UPLOAD_PERMISSIONS  # the web server in front may have to read it
            with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as out:
                out.writelines(_pieces(source, name, promised))
                out.flush()
                os.fsync(out.fileno())


def differing(manifest, folder):
    """How many files of the archive are not in this media folder byte by byte."""
    count = 0
    for name, promised in manifest["parts"].items():
        if name.startswith(MEDIA):
            with (folder / name.removeprefix(MEDIA)).open("rb") as source:
                count += hashlib.file_digest(source, "sha256").hexdigest() != promised["sha256"]
    return count
