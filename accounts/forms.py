"""Sign-in and password forms; the account form of the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import Role
from accounts.models import OrgUnit, User
from accounts.rules import held_roles, may_hold_together, scope_path
from accounts.services import people, roles
from common import clock

_PASSWORDS = ("password1", "password2")


class SignInForm(forms.Form):
    """Staff number or phone, and password. Says the same for an unknown number and a wrong password."""

    username = forms.CharField(
        label=gettext_lazy("工号或手机号"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=gettext_lazy("密码"),
        strip=False,
        max_length=1024,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.user: User | None = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("username") and data.get("password"):
            # Named as axes counts it; see accounts.backends.lockout_name.
            user = authenticate(self.request, staff_number=data["username"], password=data["password"])
            if not isinstance(user, User):
                raise ValidationError(_("工号、手机号或密码不正确。"), code="invalid_login")
            self.user = user
        return data


class OwnPasswordForm(forms.Form):
    """The old password and the new one twice."""

    old_password = forms.CharField(
        label=gettext_lazy("原密码"),
        strip=False,
        max_length=1024,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new_password1 = forms.CharField(
        label=gettext_lazy("新密码"),
        strip=False,
        max_length=1024,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    new_password2 = forms.CharField(
        label=gettext_lazy("再次输入新密码"),
        strip=False,
        max_length=1024,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, user: User, *args: Any, address: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.address = address

    @property
    def rules(self) -> list[str]:
        """What a password must be like, in words."""
        return password_validators_help_texts()

    def clean_old_password(self) -> str:
        password: str = self.cleaned_data["old_password"]
        if not self.user.check_password(password):
            raise ValidationError(_("原密码不正确。"))
        return password

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("new_password1") != data.get("new_password2"):
            self.add_error("new_password2", _("两次输入的新密码不一致。"))
        return data

    def save(self) -> bool:
        """Change the password; False, with an error on the form, when it breaks a rule."""
        try:
            people.change_own_password(
                user=self.user,
                password=self.cleaned_data["new_password1"],
                at=clock.now(),
                address=self.address,
            )
        except ValidationError as error:
            self.add_error("new_password1", error)
            return False
        return True


class UnitCodeField(forms.CharField):
    """A unit by its code: a list of a thousand townships, thirty-five names of them twice, helps nobody.

    A unit outside the subtree at ``path`` is as good as none, and within a subtree everybody has a unit.
    """

    def __init__(self, *, unit: OrgUnit | None, path: str) -> None:
        name = f"（{unit.name}）" if unit is not None else ""
        super().__init__(
            label=_("单位代码"),
            required=path != "",
            max_length=32,
            help_text=_("填写在用单位的代码，如 500101；可在“单位”列表中查找。") + name,
        )
        self.path = path

    def prepare_value(self, value: Any) -> Any:
        """Show the code of the unit stored."""
        if isinstance(value, int):
            return OrgUnit.objects.filter(pk=value).values_list("code", flat=True).first() or ""
        return value

    def clean(self, value: Any) -> OrgUnit | None:
        code = super().clean(value).strip()
        if not code:
            return None
        found = list(OrgUnit.objects.filter(code=code, valid_to__isnull=True).under_path(self.path)[:2])
        if len(found) != 1:
            raise ValidationError(_("没有代码为“%(code)s”的在用单位。") % {"code": code})
        return found[0]


class AccountForm(forms.ModelForm):
    """An account in the Wagtail admin; every change goes through the services and into the audit log.

    What the acting person may not change is no field of the form, so a forged value is never read:
    a system administrator has the account but no roles, a security administrator the roles and nothing
    else, a district administrator some data of the own people. Nobody can make a superuser here.
    """

    password1 = forms.CharField(
        label=gettext_lazy("密码"),
        strip=False,
        required=False,
        max_length=1024,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("留空表示不修改。设置后，本人下次登录须自行修改。"),
    )
    password2 = forms.CharField(
        label=gettext_lazy("再次输入密码"),
        strip=False,
        required=False,
        max_length=1024,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("角色"),
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = User
        fields = [*people.EDITABLE_FIELDS, "is_active"]

    def __init__(
        self, *args: Any, acting: User, address: str = "", editing_self: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.acting = acting
        self.address = address
        self.is_new = self.instance.pk is None
        self.own_account = editing_self
        self._leave_what_may_be_changed()
        if "unit" in self.fields:
            self.fields["unit"] = UnitCodeField(unit=self.instance.unit, path=scope_path(acting) or "")
        if "roles" in self.fields:
            self.initial["roles"] = [role.value for role in held_roles(self.instance)]

    def _leave_what_may_be_changed(self) -> None:
        allowed = self._fields_of_a_new_account() if self.is_new else self._fields_of_an_account()
        for name in set(self.fields) - allowed:
            del self.fields[name]

    def _fields_of_a_new_account(self) -> set[str]:
        manages = people.may_manage_accounts(self.acting)
        return {*people.EDITABLE_FIELDS, *_PASSWORDS} if manages else set()

    def _fields_of_an_account(self) -> set[str]:
        allowed = set(people.changeable_fields(actor=self.acting, subject=self.instance))
        if self.own_account:
            return allowed
        if allowed:
            allowed.add("is_active")
        if people.may_change_account(actor=self.acting, subject=self.instance):
            allowed.update(_PASSWORDS)
        if roles.may_grant_roles(self.acting):
            allowed.add("roles")
        return allowed

    def clean_roles(self) -> list[Role]:
        chosen = [Role(value) for value in self.cleaned_data["roles"]]
        if not may_hold_together(frozenset(chosen)):
            raise ValidationError(
                _("系统管理员、安全管理员、审计管理员须由不同人员担任，且不得兼任业务角色（读者除外）。")
            )
        return chosen

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "password1" in self.fields:
            if self.is_new and not data.get("password1"):
                self.add_error("password1", _("请设置初始密码。"))
            if data.get("password1") != data.get("password2"):
                self.add_error("password2", _("两次输入的密码不一致。"))
        return data

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc] # fills the instance the validators compare with
        password = self.cleaned_data.get("password1")
        if password:
            try:
                validate_password(password, self.instance)
            except ValidationError as error:
                self.add_error("password1", error)

    def save(self, commit: bool = True) -> User:  # noqa: ARG002 - the services write at once
        """Hand the changes to the services."""
        user = self._create() if self.is_new else self._change()
        if "roles" in self.fields:
            self._set_roles(user)
        self.instance = user
        return user

    def _create(self) -> User:
        fields = {name: getattr(self.instance, name) for name in people.EDITABLE_FIELDS}
        return people.create_user(
            **fields,
            password=self.cleaned_data["password1"],
            must_change_password=True,
            by=self.acting,
            at=clock.now(),
            address=self.address,
        )

    def _change(self) -> User:
        user: User = self.instance
        context: dict[str, Any] = {"by": self.acting, "at": clock.now(), "address": self.address}
        fields = {name: getattr(user, name) for name in people.EDITABLE_FIELDS if name in self.fields}
        if fields:
            people.change_user(user=user, **fields, **context)
        if "is_active" in self.fields:
            people.set_active(user=user, active=self.cleaned_data["is_active"], **context)
        if self.cleaned_data.get("password1"):
            people.reset_password(user=user, password=self.cleaned_data["password1"], **context)
        return user

    def _set_roles(self, user: User) -> None:
        wanted, held = frozenset(self.cleaned_data["roles"]), held_roles(user)
        context: dict[str, Any] = {"by": self.acting, "at": clock.now(), "address": self.address}
        for role in Role:  # revoking first, so that a change of office never looks like two offices
            if role in held - wanted:
                roles.revoke_role(user=user, role=role, **context)
        for role in Role:
            if role in wanted - held:
                roles.grant_role(user=user, role=role, **context)
