"""Kinds of texts that nobody declared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from parsers.kinds import find_kind, is_spam
from schemas.documents import SourceKind

GUIDE = "手机卡不用了怎么注销？一、先结清欠费。二、带身份证去营业厅。总的来说，提前问清楚就行。希望这篇文章对你有帮助。"
GOLD = Path(__file__).parents[2].parent / "shared" / "gold"


@pytest.mark.parametrize(
    ("text", "address", "kind"),
    [
        ("甲方办理销户的，乙方应当在三个工作日内办结。本公司另有规定的除外。", None, SourceKind.CARRIER),
        ("You can end your agreement with us. Call us to close your line in our app.", None, SourceKind.CARRIER),
        ("客服：您好，请问您要办什么？\n用户：我想销户，怎么办啊？\n客服：请到营业厅。", None, SourceKind.COMMUNITY),
        ("3楼　路人甲\n我上个月去销的，没要违约金啊。\n4楼　楼主\n谢谢！", None, SourceKind.COMMUNITY),
        ("据报道，记者昨日走访多家营业厅。消协工作人员表示，王女士反映的问题已受理。", None, SourceKind.NEWS),
        ("特此公告。\n主旨：修正收費上限。\n依據：電信法。\n本會將檢討。", None, SourceKind.REGULATOR),
        (GUIDE, None, SourceKind.AGGREGATOR),
        (GUIDE, "https://www.miit.gov.cn/a/b.html", SourceKind.REGULATOR),
        (GUIDE, "https://news.example.com/2024/0102/1.html", SourceKind.NEWS),
        (GUIDE, "https://forum.example.com/thread-1-1.html", SourceKind.COMMUNITY),
        ("", None, SourceKind.AGGREGATOR),
    ],
)
def test_words_and_address_tell_the_kind(text: str, address: str | None, kind: SourceKind) -> None:
    assert find_kind(text, None, address) is kind


def test_the_own_site_of_a_known_carrier_tells_it_but_not_its_forum() -> None:
    assert find_kind("Leaving", None, "https://www.10086.cn/help/leaving.html") is SourceKind.CARRIER
    assert find_kind("Leaving", None, "https://community.o2.co.uk/t5/Guides/Leaving/ba-p/1") is SourceKind.COMMUNITY
    assert find_kind("Leaving", None, "https://10086.cn.example.com/") is SourceKind.AGGREGATOR


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (GUIDE, "电话卡怎么注销[TG💪+ @abc9876]"),
        (f"加微信：kahao_2024 咨询\n{GUIDE * 12}\n微信：kahao_2024", None),
        ("本店在售套餐全是官方正规产品，办卡不花钱，快递费我们出，下单秒发，姐妹们快来，福利多多，热点随便用！", None),
    ],
)
def test_an_advertisement_is_spam(text: str, title: str | None) -> None:
    assert is_spam(text, title)
    assert find_kind(text, title, None) is SourceKind.SPAM


@pytest.mark.parametrize(
    "text",
    [
        GUIDE,
        "您可以关注“中国移动”微信公众号办理，也可以拨打10086。如需帮助请私信客服。" * 3,
        "WeChat official account: follow us to manage your plan. " * 4,
        "联系我们：Telegram频道 https://t.me/carrier_news" + "。客户须携带身份证办理销户。" * 60,
        "评论区：有福利吗？ 留言区：我也想知道。" + "我上个月去营业厅销户，排队两小时，最后没销成。" * 30,
    ],
)
def test_a_text_that_only_names_a_channel_or_quotes_followers_is_no_spam(text: str) -> None:
    assert not is_spam(text, None)


@pytest.mark.skipif(not GOLD.exists(), reason="the labelled texts are not beside the project")
def test_labelled_texts_are_mostly_told_right_and_spam_exactly() -> None:
    right, spam = 0, []
    paths = sorted(GOLD.glob("*/*.json"))
    for path in paths:
        labelled = json.loads(path.read_text())
        wanted = labelled["source_kind"].removesuffix("_official")
        found = find_kind(labelled["text"], labelled["title"], labelled["url"])
        right += found == wanted
        spam.append((found is SourceKind.SPAM, wanted == "spam"))
    assert right >= 0.85 * len(paths)
    assert all(found == wanted for found, wanted in spam)
