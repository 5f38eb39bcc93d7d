"""Forms of the door: name and password, the second step's code, and a new password."""

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm

from tataboo_portal import password_rules, sign_ins


class SignInForm(AuthenticationForm):
    """Sign-in: never says which of the two was wrong."""

    error_messages = {
        "invalid_login": "手机号或密码不对，检查后再试。",
        "inactive": "手机号或密码不对，检查后再试。",
    }

    keep = forms.BooleanField(label="在这台手机上保持登录", required=False)

    def __init__(self, request=None, *args, **kwargs):
        super().__init__(request, *args, **kwargs)
        self.fields["username"].widget.attrs["autocomplete"] = "username"
        self.fields["keep"].help_text = f"{settings.PHONE_IDLE_DAYS} 天不用才退出；手机丢了马上告诉双创办。"
        if not sign_ins.is_phone(request):
            del self.fields["keep"]


class CodeForm(forms.Form):
    """A code of the second step."""

    code = forms.CharField(
        label="验证码",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "one-time-code", "autocapitalize": "none"}),
        error_messages={"required": "先填验证码。", "max_length": "验证码是 6 位数字，备用码是 10 位。"},
    )

    def refuse(self):
        """Say that the code opened nothing."""
        self.add_error("code", "验证码不对，或者已经用过。等验证器换下一个再填。")


class NewPasswordForm(PasswordChangeForm):
    """A person's own new password."""

    error_messages = PasswordChangeForm.error_messages | {
        "password_incorrect": "原密码不对，再输一次。",
        "password_mismatch": "两次输入的新密码不一样。",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Opening 我的 is not yet changing the password: a phone would raise its keyboard.
        self.fields["old_password"].widget.attrs.pop("autofocus", None)
        self.fields["new_password1"].help_text = password_rules.WORDS[settings.PASSWORD_POLICY]
        self.fields["new_password2"].help_text = ""
