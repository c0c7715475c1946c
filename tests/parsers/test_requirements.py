from parsers.requirements import find_requirements


def test_what_stands_outside_brackets_is_required() -> None:
    assert find_requirements("{settle}~<D>当月") == [{"{settle}"}, {"<D>"}, {"当月"}]


def test_what_is_optional_is_not() -> None:
    assert find_requirements("({must}|请)?(携带)*{bring}") == [{"{bring}"}]


def test_alternatives_require_one_of_them() -> None:
    assert find_requirements("({cannot}|不支持)异地") == [{"{cannot}", "不支持"}, {"异地"}]


def test_an_alternative_that_requires_nothing_frees_the_group() -> None:
    assert find_requirements("(办理|.)销户") == [{"销户"}]


def test_the_last_letter_before_a_question_mark_and_looks_aside_are_not_required() -> None:
    assert find_requirements(r"当日?生效(?!前)") == [{"当"}, {"生效"}]


def test_an_english_word_with_a_star_requires_its_stem() -> None:
    assert find_requirements("refund*~{deposit}") == [{"refund"}, {"{deposit}"}]
