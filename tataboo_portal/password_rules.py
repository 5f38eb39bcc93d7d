"""Password rules beyond Django's own (等保 2.0 二级 asks for complexity)."""

import string

from django.core.exceptions import ValidationError

SENTENCE = "密码要包含大写字母、小写字母、数字、符号里的至少三种。"
VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name", "phone")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "tataboo_portal.password_rules.ThreeOfFourClassesValidator"},
]
CLASSES = (str.isupper, str.islower, str.isdigit, lambda character: character in string.punctuation)


class ThreeOfFourClassesValidator:
    """Refuses passwords with fewer than three of the four classes of characters."""

    def validate(self, password, user=None):
        present = sum(any(is_in_class(character) for character in password) for is_in_class in CLASSES)
        if present < 3:
            raise ValidationError(SENTENCE, "too_few_classes")

    def get_help_text(self):
        return SENTENCE
