"""A generated archive: sources whose pages change where it is planted, under noise that must not be told as a change.

The pages are Chinese help pages made up here. Noise of every capture: a counter, the day, a token in a script, another
order of the conditions, news beside them; of some: another layout, another encoding, an error page instead, a value
that goes and comes back at the next capture (a flap: two changes, both planted).
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

START = datetime(2024, 1, 1, tzinfo=UTC)
CONDITIONS: dict[str, tuple[str, ...]] = {
    "refund": tuple(f"账户余额在销户后{days}个工作日内退还。" for days in (5, 7, 15, 20)),
    "processing": ("办理销户须缴纳手续费10元。", "办理销户须缴纳手续费20元。", "办理销户须缴纳手续费30元。"),
    "app": ("中国移动APP可以在线办理销户。", "中国移动APP暂不支持办理销户。"),
    "sim_card": ("办理销户须携带SIM卡。", "办理销户无需携带SIM卡。"),
    "service_password": ("办理销户须提供服务密码。", ""),
}
CHATTER = ("新春流量大放送。", "最新手机上市。", "国际漫游资费说明。", "五星服务体验月。", "宽带提速公告。")
DECLARATION = 'name = "{name}"\ntier = "carrier"\ncountry = "CN"\ncarriers = ["cn-mobile"]\nlanguage = "zh-Hans"\n'
PAGE = '[[source]]\nname = "p{number}"\nurl = "https://made.example/p{number}"\nstale_after_days = 90\n'

Planted = set[tuple[str, str, datetime]]  # source, code, the instant at which the change is seen


def write_archive(folder: Path, sources: int, captures: int, seed: int = 1) -> tuple[Path, Planted]:
    """Write declarations to sources/ and bodies with a manifest for the import; return that and what is planted."""
    declared = folder / "sources" / "cn"
    declared.mkdir(parents=True)
    pages = "".join(PAGE.format(number=number) for number in range(sources))
    (declared / "made.toml").write_text(DECLARATION.format(name="Made up") + pages, "utf-8")
    (folder / "bodies").mkdir()
    planted: Planted = set()
    lines = []
    for number in range(sources):
        life = _live(f"cn-made/p{number}", captures, random.Random(f"{seed} {number}"), planted)
        for place, (body, at) in enumerate(life):
            path = folder / "bodies" / f"{number}-{place}.html"
            path.write_bytes(body)
            lines.append(
                json.dumps({"path": str(path), "source": f"cn-made/p{number}", "captured_at": at.isoformat()})
            )
    manifest = folder / "manifest.jsonl"
    manifest.write_text("\n".join(lines) + "\n", "utf-8")
    return manifest, planted


def _live(source: str, captures: int, chance: random.Random, planted: Planted) -> Iterator[tuple[bytes, datetime]]:
    """Yield the bodies of one source's life; a change behind an error page is seen at the next page that is none."""
    policy = {code: chance.choice(texts) for code, texts in CONDITIONS.items()}
    seen, returning, layout, charset = dict(policy), {}, 0, "utf-8"
    for place in range(captures):
        at = START + timedelta(days=place, minutes=chance.randrange(600))
        if place and chance.random() < 0.08:
            yield _error(chance), at
            continue
        policy.update(returning)
        returning = {}
        if place and chance.random() < 0.12:
            code = chance.choice(sorted(CONDITIONS))
            if chance.random() < 0.25:
                returning[code] = policy[code]
            policy[code] = chance.choice([text for text in CONDITIONS[code] if text != policy[code]])
        planted |= {(source, code, at) for code in policy if policy[code] != seen[code]}
        seen = dict(policy)
        layout = chance.randrange(3) if chance.random() < 0.1 else layout
        charset = chance.choice(["utf-8", "gb18030"]) if chance.random() < 0.1 else charset
        yield _write_page(policy, layout, charset, at, chance), at


def _write_page(policy: dict[str, str], layout: int, charset: str, at: datetime, chance: random.Random) -> bytes:
    lines = [text for text in policy.values() if text]
    chance.shuffle(lines)
    item = ("<li>{}</li>", "<p>{}</p>", "<tr><td>{}</td></tr>")[layout]
    frame = ("<ul>{}</ul>", "<div>{}</div>", "<table>{}</table>")[layout]
    rules = frame.format("".join(item.format(line) for line in lines))
    news = "".join(f"<p>{line}</p>" for line in chance.sample(CHATTER, 2))
    return (
        f'<html><head><meta charset="{charset}"><title>销户办理</title>'
        f'<script>token="{chance.random()}"</script></head><body><nav>首页 套餐 {chance.randrange(9)}</nav>'
        f"<main><h1>销户办理</h1><p>个人客户办理销户，请了解以下条件。</p>{rules}</main>"
        f"<aside>{news}</aside><footer>今日{at:%Y-%m-%d} 访问量{chance.randrange(10**6)}</footer></body></html>"
    ).encode(charset)


def _error(chance: random.Random) -> bytes:
    text = chance.choice(["系统繁忙，请稍后再试", "页面不存在", "访问过于频繁，请输入验证码"])
    return f'<html><head><meta charset="utf-8"><title>{text}</title></head><body><p>{text}</p></body></html>'.encode()
