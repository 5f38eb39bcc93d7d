"""How Chinese words are typed by their first letters (绣品厂 → xpc) and in full (xiupinchang), one character at a time."""

import os
import re
import unicodedata
from functools import cache, lru_cache
from itertools import islice, product

from django.utils.module_loading import import_string

MOST_WAYS = 4
HAN = re.compile(r"[\u3400-\u9fff]")
# Characters of names and addresses that are as often read another way than the table's first.
READ_OTHERWISE = {
    "长": "chang",
    "重": "chong",
    "行": "hang",
    "乐": "yue",
    "朝": "chao",
    "单": "shan",
    "曾": "zeng",
    "解": "xie",
    "仇": "qiu",
    "查": "zha",
    "翟": "zhai",
    "区": "ou",
    "盖": "ge",
    "厦": "xia",
    "都": "du",
    "弹": "dan",
    "屏": "bing",
    "车": "ju",
}


@cache
def _table():
    """{code point: readings}; read when the first row is written, and without the phrases, which would take 50 MB."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    return import_string("pypinyin.pinyin_dict.pinyin_dict")


@lru_cache(maxsize=8192)
def readings(letter):
    """The ways a letter is typed, its usual one first; what is not Chinese is typed as it is."""
    first = _table().get(ord(letter), "").split(",")[0] if HAN.match(letter) else letter
    marks = unicodedata.normalize("NFD", first).replace("u\u0308", "v")
    usual = "".join(mark for mark in marks if not unicodedata.combining(mark))
    return tuple(dict.fromkeys(way for way in (usual, READ_OTHERWISE.get(letter)) if way)) or (letter,)


def spellings(run, *, in_full=False):
    """The ways to type one stretch by first letters, and in full where asked; nothing where no Chinese is in it."""
    if not HAN.search(run):
        return []
    ways = list(islice(product(*(readings(letter) for letter in run)), MOST_WAYS))
    short = ["".join(syllable[0] for syllable in way) for way in ways]
    return list(dict.fromkeys([*short, *("".join(way) for way in ways)] if in_full else short))
