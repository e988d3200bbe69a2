"""Forms of the import of rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import validate_slug
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from content.enums import ChangeKind, Grammar, LevelOfEffect
from content.importing.cleaning import clean
from content.importing.limits import check_file_size
from content.importing.metadata import ProposedMetadata
from content.importing.reading import ReadText, read_pasted, read_upload
from content.importing.refusals import ImportRefused
from content.services.importing import RuleDraft


class LongTextField(forms.CharField):
    """A text of any length and with any characters: the importer says in its own words what is wrong."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)
        # Django's own validator refuses NUL without saying where it is.
        self.validators = []


class SourceForm(forms.Form):
    """Where a rule text comes from: a file or the clipboard."""

    file = forms.FileField(
        label=_("文件"),
        required=False,
        allow_empty_file=True,
        help_text=_("支持 .docx、.txt、.md，不超过 10 MB。"),
        widget=forms.FileInput(attrs={"accept": ".docx,.txt,.md,.markdown"}),
    )
    pasted = LongTextField(
        label=_("粘贴正文"),
        required=False,
        help_text=_("从标题开始粘贴全文，包括题注和目录。"),
        widget=forms.Textarea(attrs={"rows": 14}),
    )

    def clean(self) -> dict[str, Any]:
        """Read the source; the result is ``cleaned_data["source"]`` (ReadText)."""
        cleaned = super().clean() or {}
        upload, pasted = cleaned.get("file"), cleaned.get("pasted") or ""
        if upload is not None and pasted.strip():
            raise forms.ValidationError(_("文件和粘贴的正文请只选一种。"))
        if upload is None and not pasted.strip():
            raise forms.ValidationError(_("请选择文件，或粘贴正文。"))
        try:
            cleaned["source"] = self._read_file(upload) if upload is not None else read_pasted(pasted)
        except ImportRefused as refusal:
            self.add_error("file" if upload is not None else "pasted", refusal.message)
        return cleaned

    @staticmethod
    def _read_file(upload: Any) -> ReadText:
        check_file_size(upload.size)  # before the file is brought into memory
        return read_upload(upload.name, upload.read())


class DraftForm(forms.Form):
    """A recognized text with the facts that make it an edition; every proposal can be changed."""

    title = forms.CharField(label=_("规则名称"), max_length=255)
    level_of_effect = forms.ChoiceField(
        label=_("效力层级"), choices=[("", _("请选择")), *LevelOfEffect.choices]
    )
    issuing_body = forms.CharField(label=_("制定机关"), max_length=120)
    change_kind = forms.ChoiceField(label=_("变动方式"), choices=ChangeKind.choices)
    document_number = forms.CharField(label=_("发文字号"), max_length=60, required=False)
    promulgation_date = forms.DateField(label=_("公布日期"), widget=AdminDateInput)
    effective_date = forms.DateField(
        label=_("施行日期"),
        required=False,
        widget=AdminDateInput,
        help_text=_("未载明的留空，按公布日期计。"),
    )
    end_date = forms.DateField(
        label=_("失效日期"),
        required=False,
        widget=AdminDateInput,
        help_text=_("自该日起不再有效；没有则留空。"),
    )
    region = forms.CharField(
        label=_("适用区域"), max_length=40, required=False, help_text=_("全国适用的留空。")
    )
    subject = forms.CharField(label=_("主题"), max_length=80, required=False)
    short_names = forms.CharField(
        label=_("简称"),
        required=False,
        max_length=400,
        help_text=_("每行一个，例如“监察法”。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    slug = forms.CharField(
        label=_("网址名"),
        max_length=60,
        required=False,
        help_text=_("只用小写字母、数字和连字符；留空则自动编号。已有规则沿用原网址。"),
    )
    content_source = forms.CharField(label=_("来源"), max_length=120, required=False)
    grammar = forms.ChoiceField(label=_("结构"), choices=Grammar.choices, initial=Grammar.AUTO)
    text = LongTextField(
        label=_("正文"),
        help_text=_("可直接改正；改后点“重新识别”。"),
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}),
        error_messages={"required": _("没有可导入的文字，请检查文件或粘贴的内容。")},
    )

    def clean_text(self) -> str:
        """The text as the importer would have read it: line ends, invisible and control characters."""
        try:
            return clean(self.cleaned_data["text"])[0]
        except ImportRefused as refusal:
            raise forms.ValidationError(refusal.message) from refusal

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"]).lower()
        if slug:
            try:
                validate_slug(slug)
            except forms.ValidationError:
                raise forms.ValidationError(_("网址名只能用小写字母、数字和连字符。")) from None
        return slug

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        promulgated, effective = cleaned.get("promulgation_date"), cleaned.get("effective_date")
        ends = cleaned.get("end_date")
        if promulgated and effective and effective < promulgated:
            self.add_error("effective_date", _("施行日期不能早于公布日期。"))
        if promulgated and ends and ends <= (effective or promulgated):
            self.add_error("end_date", _("失效日期必须晚于施行日期。"))
        return cleaned

    def draft(self) -> RuleDraft:
        """The valid form as the service takes it."""
        data = self.cleaned_data
        names = (name.strip() for name in data["short_names"].splitlines())
        return RuleDraft(
            title=data["title"],
            text=data["text"],
            promulgation_date=data["promulgation_date"],
            level_of_effect=LevelOfEffect(data["level_of_effect"]),
            issuing_body=data["issuing_body"],
            change_kind=ChangeKind(data["change_kind"]),
            grammar=Grammar(data["grammar"]),
            effective_date=data["effective_date"],
            end_date=data["end_date"],
            document_number=data["document_number"],
            region=data["region"],
            subject=data["subject"],
            short_names=tuple(name for name in names if name),
            slug=data["slug"],
            content_source=data["content_source"],
        )


def values_of(proposed: ProposedMetadata) -> dict[str, str]:
    """Proposals as the values of ``DraftForm``'s fields."""
    return {
        "title": proposed.title,
        "level_of_effect": proposed.level_of_effect or "",
        "issuing_body": proposed.issuing_body,
        "change_kind": proposed.change_kind or ChangeKind.ENACTMENT,
        "document_number": proposed.document_number,
        "promulgation_date": proposed.promulgation_date.isoformat() if proposed.promulgation_date else "",
        "effective_date": proposed.effective_date.isoformat() if proposed.effective_date else "",
        "region": proposed.region,
        "grammar": Grammar.AUTO.value,
    }
