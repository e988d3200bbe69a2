"""What the search interface takes and gives, as its OpenAPI description says it (in Chinese)."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Field, Schema

from content.enums import LevelOfEffect, Status
from search.enums import PageKind, Sort
from search.forms import MAX_CHOICES, MAX_PAGE, MAX_VALUE

Words = Annotated[str, Field(max_length=MAX_VALUE)]
AnyStatus = Literal["in_force", "modified", "repealed", "not_yet", "all"]


class SearchParameters(Schema):
    """The parameters of the address of a result page, by the same names."""

    q: str = Field("", description="搜索内容，写法与搜索框相同")
    kind: list[PageKind] = Field([], max_length=MAX_CHOICES, description="类型，可以重复")
    status: list[AnyStatus] = Field(
        [], max_length=MAX_CHOICES, description="效力，可以重复；不写为现行有效，all 为不限"
    )
    level: list[LevelOfEffect] = Field([], max_length=MAX_CHOICES, description="效力层级，可以重复")
    issuing_body: list[Words] = Field([], max_length=MAX_CHOICES, description="制定机关全称，可以重复")
    region: list[Words] = Field([], max_length=MAX_CHOICES, description="地区，可以重复")
    year: list[Annotated[int, Field(ge=1000, le=2999)]] = Field(
        [], max_length=MAX_CHOICES, description="年份，可以重复"
    )
    item: list[Annotated[str, Field(pattern=r"^[0-9]{1,9}-[0-9]{1,4}$")]] = Field(
        [], max_length=MAX_CHOICES, description="严禁事项：清单编号-序号，例如 12-3，可以重复"
    )
    sort: Sort = Field(Sort.RELEVANCE, description="排序")
    page: int = Field(1, ge=1, le=MAX_PAGE, description="第几页")


class SuggestParameters(Schema):
    """What stands in the search box."""

    q: str = Field("", description="已经输入的内容，名称、简称、文号或条号的开头")


class DatedFactOut(Schema):
    """A day and what happened on it."""

    day: str = Field(description="日期，例如 2026-09-01")
    what: str = Field(description="公布、施行、通报等")


class ProvisionOut(Schema):
    """A provision that answers."""

    eid: str = Field(description="条款在文件内的固定编号")
    label: str = Field(description="条号")
    path: str = Field(description="所在章节")
    text: str = Field(description="原文")
    snippet: str = Field(description="命中处的摘录，HTML：文字已转义，命中处在 mark 内")
    reasons: list[str] = Field(description="为什么命中；看标记就能明白的不写")
    url: str = Field(description="网址")


class DocumentOut(Schema):
    """A document with the provisions quoted of it."""

    title: str = Field(description="文件名称")
    url: str = Field(description="网址")
    kind: PageKind = Field(description="类型")
    status: Status | None = Field(description="效力；案例、资料等没有效力的为空")
    level: str = Field(description="效力层级")
    edition: str = Field(description="版本")
    issuing_body: str = Field(description="制定机关")
    region: str = Field(description="地区")
    document_number: str = Field(description="文号")
    dates: list[DatedFactOut] = Field(description="日期")
    items: list[str] = Field(description="所属严禁事项，只列调用者可以查看的清单")
    total: int = Field(description="本文件命中的条数，包括没有列出的")
    provisions: list[ProvisionOut] = Field(description="命中的条款，最多三条")


class RemarkOut(Schema):
    """How the query was understood."""

    code: str = Field(description="代码")
    words: str = Field(description="说明")


class SearchOut(Schema):
    """A screenful of results."""

    total: int = Field(description="命中条数")
    documents_total: int = Field(description="命中文件数，最多计到 1000")
    page: int = Field(description="第几页；超出时为最后一页")
    pages: int = Field(description="共几页")
    remarks: list[RemarkOut] = Field(description="提示")
    documents: list[DocumentOut] = Field(description="文件，按所选排序")


class ValueOut(Schema):
    """A value one may narrow by."""

    value: str = Field(description="参数的取值")
    label: str = Field(description="名称")
    count: int = Field(description="选它以后的条数")
    chosen: bool = Field(description="是否已选")


class FacetOut(Schema):
    """A dimension one may narrow by."""

    name: str = Field(description="参数名")
    label: str = Field(description="名称")
    values: list[ValueOut] = Field(description="取值，最多 50 个")


class SuggestionOut(Schema):
    """A document or an article somebody may mean."""

    title: str = Field(description="名称")
    label: str = Field(description="条号；整份文件为空")
    url: str = Field(description="网址")


class FaultOut(Schema):
    """What is wrong with a parameter."""

    name: str = Field(description="参数名")
    reason: str = Field(description="问题")


class ProblemOut(Schema):
    """An error (RFC 9457)."""

    type: str = Field("about:blank", description="固定为 about:blank")
    title: str = Field(description="出了什么问题")
    status: int = Field(description="HTTP 状态码")
    detail: str = Field(description="怎么办")
    errors: list[FaultOut] = Field([], description="有问题的参数")
