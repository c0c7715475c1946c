"""Generated readings for a warehouse of any size: declared pages with a history, and dated articles, in Parquet.

A document has 25 claims, and a page's claims change one or two at a state. So many claims are about sqrt(claims) pages:
ten thousand are 100 pages in 4 states, five million 2,236 pages in 80 states; a tenth of the documents are articles of
ten publishers. Three in ten captures saw what the one before saw, one in twenty failed.
"""

from __future__ import annotations

from math import isqrt
from pathlib import Path

import duckdb
import pyarrow as pa

from schemas.carriers import load_carriers
from schemas.regions import RegionKind, load_regions
from schemas.tables import READINGS
from schemas.vocabulary import load_vocabulary

CLAIMS_PER_DOCUMENT = 25

_PAGE = """
[[source]]
name = "p{number}"
url = "https://{publisher}.example/p{number}"
{regions}"""
_PRESS = """
name = "Press {number}"
tier = "{tier}"
country = "CN"
language = "zh-Hans"
[[source]]
name = "all"
kind = "listing"
url = "https://press{number}.example/"
"""

# For each page and state a document; for each document its statements.
_DOCUMENTS = """
CREATE OR REPLACE TEMP TABLE made_documents AS
SELECT
    md5(source_id || address || state) AS document_id, source_id, address, page, state, kind, carriers,
    TIMESTAMPTZ '2016-01-01 00:00:00+00' + to_minutes(page % 1440) + to_hours(24 * state)
        + CASE WHEN kind = 'carrier' THEN INTERVAL 0 HOUR ELSE to_hours(24 * (page % 3000)) END AS captured_at
FROM made_pages, range(CASE WHEN kind = 'carrier' THEN $states ELSE 1 END) AS numbers(state)
WHERE publisher = $publisher
"""
_CLAIMS = """
CREATE OR REPLACE TEMP TABLE made_claims AS
WITH placed AS (
    SELECT document_id, place, (hash(page, place) % 1000003)::BIGINT AS seed,
        (state + (hash(page, place) % 16)::BIGINT) // 16 AS version,
        (page * 7 + place * 3) % (SELECT count(*) FROM codes) AS code_no
    FROM made_documents, range($places) AS places(place)
),
said AS (
    SELECT placed.*, codes.* EXCLUDE (code_no, polarities),
        polarities[1 + (seed + CASE WHEN form = 'none' THEN version ELSE 0 END) % len(polarities)] AS polarity,
        1 + (seed // 16 + version * 7) % 60 AS amount
    FROM placed JOIN codes USING (code_no)
    WHERE len(polarities) > 1 OR form <> 'none' OR version % 4 <> 3
),
worded AS (
    SELECT *,
        rpad(concat_ws(' ', attribute, code, polarity, CASE WHEN form <> 'none' THEN amount END), 48, '.') AS quote,
        row_number() OVER (PARTITION BY document_id ORDER BY place) - 1 AS line
    FROM said
)
SELECT md5(document_id || place) AS claim_id, document_id, attribute, code, polarity,
    CASE form WHEN 'duration' THEN '{"amount":' || amount || ',"unit":"day"}'
        WHEN 'money' THEN '{"amount":' || amount || ',"currency":"CNY"}' END AS value,
    CASE WHEN form = 'duration' THEN amount::DOUBLE END AS value_days,
    CASE WHEN form = 'money' THEN amount::DOUBLE END AS value_amount,
    CASE WHEN form = 'money' THEN 'CNY' END AS value_currency,
    NULL::VARCHAR AS channel, CASE WHEN place % 8 = 1 THEN 'agent' END AS applicant,
    CASE WHEN place % 5 = 0 THEN 'prepaid' END AS line_type,
    []::VARCHAR[] AS carriers, []::VARCHAR[] AS regions, 'home' AS region_role, 'unknown' AS said_by,
    NULL::DATE AS effective_from, NULL::DATE AS effective_to,
    (line * 80)::INTEGER AS span_start, (line * 80 + 48)::INTEGER AS span_end, quote,
    quote || ' and what else stands around it' AS passage, 1.0::DOUBLE AS support, line
FROM worded
"""
_READINGS = {
    "captures": """
        WITH fetches AS (
            SELECT *, 0 AS hours, 'ok' AS found FROM made_documents
            UNION ALL
            SELECT *, 7, 'not_modified' FROM made_documents WHERE hash(document_id) % 10 < 3 AND kind = 'carrier'
            UNION ALL
            SELECT *, 11, 'blocked' FROM made_documents WHERE hash(document_id) % 20 = 7 AND kind = 'carrier'
        )
        SELECT md5(document_id || found) AS capture_id, source_id, address,
            captured_at + to_hours(hours) AS captured_at, 'crawl' AS method, NULL AS final_address,
            200 AS status,
            CASE WHEN found <> 'blocked' THEN document_id END AS digest, 4000 AS body_bytes,
            found AS outcome, found AS verdict, CASE WHEN found <> 'blocked' THEN document_id END AS document_id
        FROM fetches ORDER BY capture_id""",
    "documents": """
        SELECT document_id, source_id, address, document_id AS digest, 'A page' AS title, 'en' AS language, kind,
            made_documents.carriers, []::VARCHAR[] AS regions,
            string_agg(passage, chr(10) ORDER BY line) || repeat(' more text', 40) AS text,
            CASE WHEN kind <> 'carrier' THEN captured_at::DATE END AS published_on, document_id AS text_key,
            []::VARCHAR[] AS signature,
            'utf-8' AS encoding, 'header' AS encoding_reason, count(*) AS claims_count, 1 AS unexplained_count
        FROM made_documents JOIN made_claims USING (document_id) GROUP BY ALL ORDER BY document_id""",
    "claims": "SELECT * EXCLUDE (line) FROM made_claims ORDER BY document_id, claim_id",
    "unexplained": """
        SELECT document_id, 0 AS span_start, 40 AS span_end, 'A sentence that nothing explains' AS sentence,
            ['end'] AS triggers, 'no_claim' AS reason
        FROM made_documents ORDER BY document_id""",
}


def write_readings(folder: Path, claims: int) -> None:
    """Write below `folder`: declarations in sources/, readings of about so many claims in data/read/."""
    pages, articles = isqrt(claims), claims // CLAIMS_PER_DOCUMENT // 10
    states = max(1, round(claims * 0.9 / CLAIMS_PER_DOCUMENT / pages))
    declared = _declare_pages(folder / "sources", pages) + _declare_press(folder / "sources", articles)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.register("made_pages", pa.Table.from_pylist(declared))
        connection.register("codes", pa.Table.from_pylist(_list_codes()))
        for publisher in sorted({page["publisher"] for page in declared}):
            _write_publisher(connection, folder / "data" / "read", publisher, states)


def _write_publisher(connection: duckdb.DuckDBPyConnection, folder: Path, publisher: str, states: int) -> None:
    connection.execute(_DOCUMENTS, {"publisher": publisher, "states": states})
    connection.execute(_CLAIMS, {"places": CLAIMS_PER_DOCUMENT})
    for table in READINGS:
        path = folder / table.name / f"{publisher}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        connection.execute(f"COPY ({_READINGS[table.name]}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")


def _declare_pages(folder: Path, pages: int) -> list[dict[str, object]]:
    """Declare the carriers' pages, theirs in turn, every second of China's for a province; return them."""
    carriers = [carrier for carrier in load_carriers() if carrier.active_to is None]
    regions = load_regions()
    provinces = [place.id for place in regions if place.kind is RegionKind.PROVINCE and place.id.startswith("CN-")]
    texts, declared = {}, []
    for number in range(pages):
        carrier = carriers[number % len(carriers)]
        province = provinces[number // 2 % len(provinces)] if carrier.country == "CN" and number % 2 else None
        head = f'name = "{carrier.id}"\ntier = "carrier"\ncountry = "{carrier.country}"\n'
        head += f'carriers = ["{carrier.id}"]\n'
        place = f'regions = ["{province}"]\n' if province else ""
        page = _PAGE.format(number=number, publisher=carrier.id, regions=place)
        texts[carrier.id] = texts.get(carrier.id, head) + page
        address, source = f"https://{carrier.id}.example/p{number}", f"{carrier.id}/p{number}"
        declared.append({
            "page": number, "publisher": carrier.id, "source_id": source, "address": address, "kind": "carrier",
            "carriers": [carrier.id],
        })  # fmt: skip
    for publisher, text in texts.items():
        _write(folder, publisher, text)
    return declared


def _declare_press(folder: Path, articles: int) -> list[dict[str, object]]:
    carriers = [carrier.id for carrier in load_carriers() if carrier.country == "CN"]
    for number in range(10):
        tier = "news" if number % 2 else "community"
        _write(folder, f"{tier}-press{number}", _PRESS.format(number=number, tier=tier))
    return [
        {
            "page": number, "publisher": f"{tier}-press{number % 10}", "source_id": f"{tier}-press{number % 10}/all",
            "address": f"https://press{number % 10}.example/{number}", "kind": tier,
            "carriers": [carriers[number % len(carriers)]],
        }
        for number in range(articles)
        for tier in ["news" if number % 2 else "community"]
    ]  # fmt: skip


def _list_codes() -> list[dict[str, object]]:
    forms = {"duration": "duration", "duration_or_symbol": "duration", "money_or_formula": "money"}
    return [
        {
            "code_no": number, "attribute": code.attribute, "code": code.code, "polarities": list(code.polarities),
            "form": forms.get(code.value_kind.value, "none"),
        }
        for number, code in enumerate(load_vocabulary().codes.values())
    ]  # fmt: skip


def _write(folder: Path, publisher: str, text: str) -> None:
    group, _, name = publisher.partition("-")
    path = folder / group / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
