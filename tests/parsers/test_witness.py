"""Near-copies are known as one witness: the other script, pinyin, layout and small cuts do not make a second."""

import itertools

import pytest

from parsers.witness import BINS, sign

SIMPLIFIED = """
记者昨日从多家营业厅了解到，用户办理注销手机卡业务时遇到的要求并不一致。有的门店要求本人携带身份证原件到归属地办理，有的门店则允许
用户在任意一家自营厅提出申请。一位用户表示，他在外地工作三年，为了注销一张已经不用的号码专门请假返乡，来回车票就花去了四百多元。
客服人员解释称，账户内的余额可以在销户时一并退还，但参加合约活动的号码需要先结清违约金。专家认为，运营商应当公开全部条件，
并且在应用程序内提供同等方便的办理入口，用户不应当为了离开而付出比加入时更多的代价。
"""
TRADITIONAL = """
記者昨日從多家營業廳了解到，用戶辦理註銷手機卡業務時遇到的要求並不一致。有的門店要求本人攜帶身份證原件到歸屬地辦理，有的門店則允許
用戶在任意一家自營廳提出申請。一位用戶表示，他在外地工作三年，為了註銷一張已經不用的號碼專門請假返鄉，來回車票就花去了四百多元。
客服人員解釋稱，賬戶內的餘額可以在銷戶時一併退還，但參加合約活動的號碼需要先結清違約金。專家認為，運營商應當公開全部條件，
並且在應用程序內提供同等方便的辦理入口，用戶不應當為了離開而付出比加入時更多的代價。
"""
ANOTHER = """
一位读者来信说，她上周在手机应用里申请销户，当天就收到了短信确认，剩余的话费三个工作日后退回了原来的支付账户。她提醒其他用户，
申请之前先解除银行卡和社交账号的绑定，否则号码被重新投放以后，验证码会发到别人手里。她还说，客服没有挽留，也没有要求她到门店去，
这和她几年前在另一家公司的经历完全不同。那一次她跑了两趟营业厅，填了三张表，最后才被告知副卡必须先行取消。
"""
COPIES = {
    "traditional": TRADITIONAL,
    "layout": SIMPLIFIED.replace("，", ", \n  ").replace("。", "。\n\n"),
    "pinyin": SIMPLIFIED.replace("注销", "注销（zhù xiāo）").replace("运营商", "运营商 [yùn yíng shāng]"),
    "cut": SIMPLIFIED.strip()[:-12] + "（来源：转载）",
}


def equal_marks(left: str, right: str) -> int:
    return len(set(sign(left)) & set(sign(right)))


@pytest.mark.parametrize("copy", COPIES)
def test_a_near_copy_shares_three_quarters_of_its_marks(copy):
    assert equal_marks(SIMPLIFIED, COPIES[copy]) >= BINS * 3 // 4


@pytest.mark.parametrize("copy", [SIMPLIFIED, *COPIES.values()])
def test_another_text_on_the_same_matter_shares_few(copy):
    assert equal_marks(ANOTHER, copy) <= BINS // 4


def test_a_short_text_has_no_signature():
    assert sign("用户可以在应用程序内申请销户。") == ()
    assert len(sign(SIMPLIFIED)) == BINS


def test_a_signature_does_not_depend_on_order_of_hashing():
    pieces = SIMPLIFIED.strip().split("\n")
    assert all(
        equal_marks(SIMPLIFIED, "\n".join(order)) >= BINS * 3 // 4 for order in itertools.permutations(pieces)
    )
