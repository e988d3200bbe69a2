"""Words that say little in a question, and characters that say little anywhere."""

from __future__ import annotations

# What asks rather than says what about.
_ASKING = """
怎么办 怎么样 怎么 怎样 如何 为什么 为何 什么 哪些 哪个 哪种
哪里 哪 谁 多少 多久 是否 能否 可否 是不是 能不能 会不会
要不要 有没有 吗 呢 吧 么 请问 应该 应当 可以 需要 必须
能够 如果 的话 因为 由于 情况下 有何 何种 何时
"""
QUESTION_WORDS = tuple(_ASKING.split())

FUNCTION_CHARACTERS = frozenset("的和以或其对在及由并他与向之过将从是被就了还也而且都我着把你吗么她呢")

# In more than a tenth of 140,000 articles of law, or asking (什怎): as single characters they find too much.
COMMON_CHARACTERS = FUNCTION_CHARACTERS | frozenset(
    "条第十章人例民法应定当行理规管二有三关市国一政中者部四共用门本施保五务事机业工制等作设华不实经上主公"
    "建合责照进为会区生府发依可地六位单处律任员护省内全下按自安构动提产方监则要家出时级资办七所体权同院组"
    "件立通重得准成县据相开案物报情织八督程于期取查违予利证展大总社营职分交防列划九活高审改服项收使加标化"
    "境治城反款后告个明范节供求场能性海企委具环水未外检根确品备文请负受采度限持入域需执强源止接信调何该如"
    "否什怎"
)
