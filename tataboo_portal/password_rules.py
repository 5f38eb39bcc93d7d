"""Which rules passwords keep: 等保 2.0 二级 asks for kinds of characters and change, OWASP ASVS 5.0 for length and neither."""

import string

from django.core.exceptions import ValidationError

DENGBAO, ASVS = POLICIES = ("dengbao", "asvs")
SENTENCE = "密码要包含大写字母、小写字母、数字、符号里的至少三种。"
CONTEXT_SENTENCE = "密码里不要有平台和街道的名字，别人最先猜这个。"
# What anybody who has seen the login page would try first.
CONTEXT_WORDS = ("tataboo", "tatabu", "塔塔埠", "双创", "shuangchuang")
DJANGO = "django.contrib.auth.password_validation"
LEAST = {DENGBAO: 10, ASVS: 15}
# Days until a password has to be changed; 0 for never.
DAYS = {DENGBAO: 90, ASVS: 0}
CLASSES = (str.isupper, str.islower, str.isdigit, lambda character: character in string.punctuation)
REST_WORDS = "不用常见密码和最近 5 次用过的，不含自己的姓名和号码。"
WORDS = {
    DENGBAO: f"至少 10 个字符，大写字母、小写字母、数字、符号里至少三种，{REST_WORDS}",
    ASVS: f"至少 15 个字符，可以是一句话，{REST_WORDS}",
}


def validators(policy):
    """Django's setting for one of the two policies."""
    own = ["tataboo_portal.password_rules.ContextWordsValidator", "tataboo_portal.old_passwords.NotOneOfTheLast"]
    if policy == DENGBAO:
        own.insert(0, "tataboo_portal.password_rules.ThreeOfFourClassesValidator")
    alike = {"user_attributes": ("username", "full_name", "phone")}
    return [
        {"NAME": f"{DJANGO}.MinimumLengthValidator", "OPTIONS": {"min_length": LEAST[policy]}},
        {"NAME": f"{DJANGO}.UserAttributeSimilarityValidator", "OPTIONS": alike},
        {"NAME": f"{DJANGO}.CommonPasswordValidator"},
        *({"NAME": name} for name in own),
    ]


class ThreeOfFourClassesValidator:
    """Refuses passwords with fewer than three of the four classes of characters."""

    def validate(self, password, user=None):
        present = sum(any(is_in_class(character) for character in password) for is_in_class in CLASSES)
        if present < 3:
            raise ValidationError(SENTENCE, "too_few_classes")

    def get_help_text(self):
        return SENTENCE


class ContextWordsValidator:
    """Refuses passwords made of the portal's own name."""

    def validate(self, password, user=None):
        if any(word in password.lower() for word in CONTEXT_WORDS):
            raise ValidationError(CONTEXT_SENTENCE, "context_word")

    def get_help_text(self):
        return CONTEXT_SENTENCE
