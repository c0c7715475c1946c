from parsers.requirements import FAR, WORD_START, Requirements

CHINESE = Requirements((10, 40), is_english=False, measure=lambda name: (0, 4, 0), weigh=len)
ENGLISH = Requirements((30, 90), is_english=True, measure=lambda name: (0, 12, 0), weigh=len)


def steps(source: str, language: Requirements = CHINESE) -> list[list[tuple[set[str], int]]]:
    return [[(set(step.names), step.reach) for step in path] for path in language.find(source)]


def test_what_stands_outside_brackets_is_required_in_its_order_and_reach() -> None:
    assert steps("{settle}~<D>~~当月") == [[({"{settle}"}, 0), ({"<D>"}, 10), ({"当月"}, 40)]]


def test_what_is_optional_is_not_but_may_lie_between() -> None:
    assert steps("{must}(请您)?(携带){0,2}{bring}") == [[({"{must}"}, 0), ({"{bring}"}, 6)]]
    assert steps("({must}|请)?(携带)*{bring}") == [[({"{bring}"}, FAR)]]


def test_alternatives_require_one_of_them() -> None:
    assert steps("({cannot}|不支持)异地") == [[({"{cannot}", "不支持"}, 0), ({"异地"}, 0)]]


def test_an_alternative_that_requires_nothing_frees_the_group() -> None:
    assert steps("(办理|.)销户") == [[({"销户"}, 2)]]


def test_alternatives_of_the_whole_are_paths_of_their_own() -> None:
    assert steps("{end}~<M>|<M>~{end}") == [[({"{end}"}, 0), ({"<M>"}, 10)], [({"<M>"}, 0), ({"{end}"}, 10)]]


def test_within_a_group_the_widest_alternative_sets_the_reach() -> None:
    assert steps("(其他的任何号码|本)销户[^，]{0,8}?{refund}") == [
        [({"其他的任何号码", "本"}, 0), ({"销户"}, 0), ({"{refund}"}, 8)]
    ]
    assert steps("(为.{3}|本)销户") == [[({"为", "本"}, 0), ({"销户"}, 3)]]


def test_the_last_letter_before_a_question_mark_and_looks_aside_are_not_required() -> None:
    assert steps(r"当日?生效(?!前)") == [[({"当"}, 0), ({"生效"}, 1)]]


def test_an_english_word_with_a_star_requires_its_stem_at_a_words_beginning() -> None:
    for source in ("refund*~{deposit}", "refund[a-z]*~{deposit}"):
        assert steps(source, ENGLISH) == [[({f"{WORD_START}refund"}, 0), ({"{deposit}"}, 30)]]


def test_an_english_literal_behind_a_blank_may_be_any_part_of_a_word() -> None:
    assert steps("{must} be paid", ENGLISH) == [[({"{must}"}, 0), ({"be paid"}, 1)]]
