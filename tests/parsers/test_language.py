"""Languages and scripts told from characters alone."""

from __future__ import annotations

import pytest

from parsers.language import count_scripts, find_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("客户办理销户须携带身份证原件，余额可以退还。", "zh-Hans"),
        ("客戶終止服務須繳清費用，門號將於次月停用。", "zh-Hant"),
        ("You can cancel your plan at any time and we will refund the balance.", "en"),
        ("下载中国移动 APP，搜索 10086 online service，按提示办理销户手续即可。", "zh-Hans"),
        ("You can dial *123# (查询) to see if your line is active or not.", "en"),
        ("Vous pouvez résilier votre contrat à tout moment sans frais supplémentaires.", "und"),
        ("ソフトバンクの解約手続きは、お電話またはお近くの店舗で承ります。", "und"),
        ("해지 신청은 고객센터에서 가능합니다", "und"),
        ("10086 / 10010", "und"),
        ("", "und"),
    ],
)
def test_the_language_of_most_of_the_text_is_found(text: str, language: str) -> None:
    assert find_language(text) == language


def test_a_mixed_text_has_the_script_of_its_majority() -> None:
    assert find_language("客戶須繳清費用，門號將於次月停用。（电信）") == "zh-Hant"


def test_characters_of_both_scripts_decide_nothing() -> None:
    assert count_scripts("中文") == (0, 0)
    assert count_scripts("这们") == (2, 0)
    assert count_scripts("這們") == (0, 2)
