from parsers.keys import fold_key


def test_traditional_full_width_and_capitals_fold_to_one_form() -> None:
    assert fold_key("門號ＳＩＭ卡，１２個月") == "门号sim卡，12个月"


def test_every_character_becomes_one_so_that_offsets_hold() -> None:
    text = "İstanbul ﬁne 帳單 𠮷 \ue000 e\u0301"
    assert len(fold_key(text)) == len(text)


def test_private_use_characters_of_a_text_cannot_pose_as_quantities() -> None:
    assert "\ue000" not in fold_key("\ue000\ue00f")
