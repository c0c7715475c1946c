from parsers.selectors import select_evidence
from schemas.claims import Evidence


def test_both_selectors_find_the_quote() -> None:
    text = "x" * 50 + "欠费不能销户" + "y" * 50
    target = select_evidence(text, Evidence(50, 56, "欠费不能销户"), "https://carrier.example/leave")
    assert target["type"] == "SpecificResource"
    quote, position = target["selector"]
    assert target["source"] == "https://carrier.example/leave"
    assert (quote["prefix"] + quote["exact"] + quote["suffix"]) in text
    assert text[position["start"] : position["end"]] == quote["exact"]
