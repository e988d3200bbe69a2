"""People who sign in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models.units import OrgUnit
from accounts.rules import normalize_phone


def check_phone(text: str) -> None:
    """Refuse a text that is no mobile number.

    Raises:
        ValidationError: it is none.
    """
    if normalize_phone(text) is None:
        raise ValidationError(_("请输入11位手机号。"))


class PhoneField(models.CharField[str | None, str | None]):
    """A mobile number, stored as eleven digits however it is written."""

    default_validators = [check_phone]

    def to_python(self, value: Any) -> str | None:
        """Eleven digits; other texts as they are, for the validator; nothing as NULL, which may repeat."""
        if value is None or value == "":
            return None
        return normalize_phone(str(value)) or str(value)

    def get_prep_value(self, value: Any) -> str | None:
        """What is stored and compared; unlike a form, a query may mean the empty text."""
        return None if value is None else normalize_phone(str(value)) or str(value)

    def formfield(self, **kwargs: Any) -> Any:
        """A form field with room for spaces, hyphens and a country code."""
        return super().formfield(**{"max_length": 32, "empty_value": None, **kwargs})

    def deconstruct(self) -> Any:
        """To migrations it is the text column it is."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class UserManager(BaseUserManager["User"]):
    """Creates accounts with a hashed password."""

    use_in_migrations = True

    def create_user(self, staff_number: str, password: str | None = None, **fields: Any) -> User:
        """Create an account; the caller is a service, a test or a migration."""
        phone = fields.pop("phone", None) or None
        user = self.model(staff_number=staff_number.strip(), phone=phone, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, staff_number: str, password: str | None = None, **fields: Any) -> User:
        """Create the account of the installation; it is to be disabled once administrators exist."""
        return self.create_user(staff_number, password, **{**fields, "is_superuser": True})


class User(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing] # Wagtail's pages
    """A person with an account: cadre, editor, reviewer, learner or administrator."""

    staff_number = models.CharField(
        _("工号"),
        max_length=32,
        unique=True,
        validators=[
            RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9_-]*$", _("工号只能包含字母、数字、连字符和下划线。")),
            # A staff number that is somebody's phone number would sign in as either.
            RegexValidator(r"^1[3-9][0-9]{9}$", _("工号不能与手机号同形。"), inverse_match=True),
        ],
        error_messages={"unique": _("该工号已存在。")},
    )
    name = models.CharField(_("姓名"), max_length=60)
    phone = PhoneField(
        _("手机号"),
        max_length=11,
        unique=True,
        null=True,
        blank=True,
        error_messages={"unique": _("该手机号已被其他账号使用。")},
    )
    email = models.EmailField(_("电子邮箱"), blank=True, default="")
    unit = models.ForeignKey(
        OrgUnit,
        verbose_name=_("单位"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="people",
    )
    rank = models.CharField(_("职级"), max_length=40, blank=True, default="")
    post = models.CharField(_("职务"), max_length=80, blank=True, default="")
    is_active = models.BooleanField(_("启用"), default=True, help_text=_("停用的账号立即不能访问。"))
    must_change_password = models.BooleanField(_("下次登录须修改密码"), default=False)
    date_joined = models.DateTimeField(_("建立时间"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "staff_number"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    # Filled by accounts.rules.roles_of; forgotten when the groups change.
    remembered_roles: frozenset[Role] | None = None

    class Meta:
        verbose_name = _("用户")
        verbose_name_plural = _("用户")
        ordering = ["staff_number"]
        constraints = [
            models.CheckConstraint(condition=~Q(phone=""), name="user_phone_null_not_empty"),
            models.CheckConstraint(
                condition=~Q(name=""), name="user_name_not_empty", violation_error_message=_("姓名不能为空。")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.staff_number}）"

    def get_full_name(self) -> str:
        """The name as Wagtail shows it."""
        return self.name

    def get_short_name(self) -> str:
        """The same name: Chinese names are not shortened."""
        return self.name

    @property
    def first_name(self) -> str:
        """The name again: Wagtail's sidebar greets a person by it."""
        return self.name
