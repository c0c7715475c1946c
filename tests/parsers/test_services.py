"""What a source declares the line to be."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from parsers.lexicon import load_lexicons
from parsers.read import read_capture
from schemas.captures import Capture
from schemas.errors import DeclarationError
from schemas.sources import Service, Source

_ENGLISH = (
    "<h1>Cancelling your service</h1><h2>Home broadband</h2>"
    "<p>You can cancel your broadband by phone. We need 30 days' notice to cancel your broadband.</p>"
    "<p>An early termination fee of $150 applies if you cancel your internet service before your contract ends.</p>"
)
_CHINESE = (
    "<h1>宽带退订须知</h1><p>办理宽带拆机须携带身份证原件到营业厅。宽带拆机前须结清欠费，7个工作日内办结，余额可退还。</p>"
)
_VOIP = (
    "<h1>Digital voice: your agreement</h1>"
    "<p>To cancel your digital voice, call us on 0800 123 4567. Give 14 days' notice to cancel your landline.</p>"
)


def read(page: str, service: str) -> set[str]:
    source = Source.model_validate(
        {"name": "terms", "url": "https://isp.example/terms", "publisher": "us-isp", "tier": "carrier",
         "country": "US", "service": service}
    )  # fmt: skip
    when = datetime(2026, 7, 1, tzinfo=UTC)
    capture = Capture(source.id, str(source.url), when, "crawl", status=200, headers=(("content-type", "text/html"),))
    reading = read_capture(page.encode(), capture, source)
    assert reading.document is not None
    for claim in reading.claims:
        assert reading.document.text[claim.evidence.start : claim.evidence.end] == claim.evidence.quote
    return {f"{claim.attribute}.{claim.code} {claim.polarity}" for claim in reading.claims}


def test_what_is_said_of_broadband_is_other_business_of_a_mobile_page() -> None:
    assert "channel.phone available" not in read(_ENGLISH, "mobile")


@pytest.mark.parametrize(
    ("page", "service", "wanted"),
    [
        (_ENGLISH, "broadband",
         {"channel.phone available", "notice.period required", "fee.termination charged"}),
        (_CHINESE, "broadband",
         {"document.id_original required", "channel.store available", "precondition.no_arrears required",
          "refund.balance refundable"}),
        (_VOIP, "voip", {"channel.phone available", "notice.period required"}),
    ],
)  # fmt: skip
def test_the_declared_service_is_the_line(page: str, service: str, wanted: set[str]) -> None:
    found = read(page, service)
    assert wanted <= found, found
    assert "precondition.broadband_released required" not in found


def test_an_unknown_service_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(ValidationError, match="'mobile', 'broadband' or 'voip'"):
        Source.model_validate({"name": "terms", "url": "https://isp.example/terms", "service": "gas"})


def test_every_service_but_the_mobile_one_has_words_in_each_language() -> None:
    for lexicon in load_lexicons().values():
        assert set(lexicon.services) == {service.value for service in Service if service is not Service.MOBILE}


def test_a_stand_in_of_another_length_is_refused_since_offsets_must_stay(tmp_path: Path) -> None:
    for language in ("en", "zh"):
        (tmp_path / language).mkdir()
        (tmp_path / language / "services.toml").write_text('[voip]\n"voip" = "lines"\n')
    with pytest.raises(DeclarationError, match=r"en/services\.toml"):
        load_lexicons(tmp_path)
