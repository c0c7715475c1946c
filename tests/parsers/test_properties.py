"""What holds of reading whatever the text is."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers.read import extract_text
from schemas.claims import Claim

_WORDS = st.sampled_from(
    [
        "注销",
        "销户",
        "营业厅",
        "不能",
        "须",
        "结清",
        "欠费",
        "余额",
        "退还",
        "次月",
        "30天",
        "5元/月",
        "身份证",
        "代办",
        "。",
        "，",
        "\n",
        "1. ",
        "（",
        "）",
        "宽带",
        "合约期",
        "10086",
        "門號",
        "違約金",
        "cancel",
        "your plan",
        "30 days' notice",
        "refund",
        "credit",
        "must",
        "not",
        "in store",
        " ",
        ". ",
        "£10.50",
        "early termination fee",
        "PAC",
        "65075",
        "\ue000",
        "\u200b",
        "｜",
        "|",
    ]
)
_TEXTS = st.one_of(st.text(max_size=300), st.lists(_WORDS, max_size=60).map("".join))
_ENDING = "注销号码须携带身份证原件到营业厅办理。销户前须结清欠费。余额次月退还。"


def statements(claims: tuple[Claim, ...]) -> list[tuple[object, ...]]:
    return [(c.attribute, c.code, c.polarity, c.value_json, c.evidence.quote) for c in claims]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_TEXTS)
def test_any_text_gives_grounded_sorted_distinct_repeatable_claims(text: str) -> None:
    claims = extract_text(text).claims
    assert all(text[c.evidence.start : c.evidence.end] == c.evidence.quote for c in claims)
    assert [c.evidence.start for c in claims] == sorted(c.evidence.start for c in claims)
    records = [repr(c.to_record()) for c in claims]
    assert len(set(records)) == len(records)
    assert [repr(c.to_record()) for c in extract_text(text).claims] == records


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(["今天天气很好，适合散步。", "The museum opens at nine on weekdays.", "蘋果和梨都是水果。"]),
    st.booleans(),
)
def test_an_unrelated_paragraph_changes_only_offsets(paragraph: str, is_first: bool) -> None:
    text = f"{paragraph}\n\n{_ENDING}" if is_first else f"{_ENDING}\n\n{paragraph}"
    assert statements(extract_text(text).claims) == statements(extract_text(_ENDING).claims)
