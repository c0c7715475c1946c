"""Links and pages about ending a line weigh more than those about anything else."""

from __future__ import annotations

import pytest

from parsers.relevance import weigh

ABOUT = [
    ("http://x.test/help/1", "手机号码销户"), ("http://x.test/help/2", "如何注销手机卡"),
    ("http://x.test/3", "號碼註銷須知"),
    ("http://x.test/4", "携号转网服务指引"), ("http://x.test/5", "终止服务申请"),
    ("http://x.test/support/cancel", "Cancel your plan"), ("http://x.test/6", "Leaving us"),
    ("http://x.test/7", "How to get your PAC code"),
    ("http://x.test/8", "Early termination fee for your mobile contract"),
]  # fmt: skip
ASIDE = [
    ("http://x.test/1", "信用卡销户"), ("http://x.test/2", "微信号注销"), ("http://x.test/3", "5G套餐推荐"),
    ("http://x.test/4", "Cancel order"), ("http://x.test/5", "Broadband router setup"),
    ("http://x.test/6", "Investor relations"), ("http://x.test/7", "营业厅查询"), ("http://x.test/8", "公司注销流程"),
    ("http://x.test/9", "Cancel my gym membership"),
]  # fmt: skip


@pytest.mark.parametrize(("address", "text"), ABOUT)
def test_what_is_about_ending_a_line_is_enough(address: str, text: str) -> None:
    assert weigh(address, text).is_enough


@pytest.mark.parametrize(("address", "text"), ASIDE)
def test_what_is_about_something_else_is_not(address: str, text: str) -> None:
    assert not weigh(address, text).is_enough


def test_the_address_alone_helps_and_says_so() -> None:
    bare = weigh("http://x.test/help/xiaohu.html", "详情")
    assert 0 < bare.points < weigh("http://x.test/help/xiaohu.html", "号码销户").points
    assert bare.reasons == ("address: xiaohu",)


def test_reasons_name_the_words_and_their_places() -> None:
    found = weigh("http://x.test/1", "宽带销户", title="帮助")
    assert found.reasons == ("text: 销户, but 宽带",)
