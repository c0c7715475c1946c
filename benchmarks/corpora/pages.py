"""Pages made for benchmarks, in one language each: help pages as carriers' sites have them, and long terms."""

from __future__ import annotations

import random

_BYTES = {"zh": 3, "en": 1}  # of a character
_RULES = {
    "zh": [
        "注销号码须携带身份证原件到归属地营业厅办理",
        "销户前请先结清欠费并解除宽带绑定",
        "账户余额于次月{day}日退还至其他号码",
        "停机保号费{fee}元/月，最长不超过{months}个月",
        "合约期内提前解约须支付剩余月费的{percent}%作为违约金",
        "申请提交后{days}个工作日内完成审核",
        "代办须出示双方身份证和委托书，副卡须先取消",
        "App暂不支持办理，请拨打10086咨询",
    ],
    "en": [
        "You can cancel by phone, in the app or at any store",
        "We need {days} days' notice and charge £{fee}.50 to process it",
        "Unused credit is not refundable",
        "Text PAC to 65075 to keep your number; the code is valid for {days} days",
        "An early termination fee of {percent}% of the remaining charges applies if you leave before month {months}",
        "Please bring a valid photo ID and clear any outstanding balance first",
        "Your deposit is returned within {days} working days of the final bill",
        "Somebody else may do it for you with a signed letter of authority",
    ],
}
_FILLER = {
    "zh": [
        "新入网用户首月按实际使用天数折算套餐费用，套餐内容、适用地区与办理时限以业务受理单及网站公布的最新页面为准",
        "流量当月有效，套餐外流量按照{fee}元/GB收取，达到双方约定的上限后将为您关闭上网功能，次日零时自动恢复",
        "为给您带来更好的体验，我们在全国{days}00多个城市开展了网络优化，地铁、高铁与商圈的下载速率明显提升",
        "办理前请确认您的联系方式真实有效，以便我们在{days}天内与您联系",
        "如对处理结果有异议，可以通过客户服务热线反映，我们会在{days}个工作日内答复",
        "套餐变更自次月{day}日起生效，每月只能变更一次，变更前的赠送内容不再保留",
    ],
    "en": [
        "Our network covers {percent} per cent of the population, and new sites are built every week",
        "Choose the bundle that suits you and your family, add a watch or a tablet, and enjoy films wherever you are",
        "The offers shown here are for new customers in selected areas; see the price guide for all that is left out",
        "Each bill shows what you used in the last {days} days, and you can see it in your account at any time",
        "If you go over your allowance we charge £{fee} for each extra gigabyte until the end of the month",
        "We may change these terms from time to time and will tell you at least {days} days before we do",
    ],
}
_MENU = {
    "zh": ["首页", "套餐资费", "办理业务", "充值缴费", "网上选号", "家庭宽带", "国际漫游", "积分商城", "服务与支持",
           "政企客户", "门店查询", "常见问题"],
    "en": ["Home", "Phones and tablets", "SIM only deals", "Pay as you go", "Broadband", "Roaming abroad",
           "Accessories", "Help and support", "Find a store", "For business", "My account", "Coverage checker"],
}  # fmt: skip
_ICON = (
    '<svg class="icon icon-{n}" width="24" height="24" viewBox="0 0 24 24">'
    '<path d="M{n} 2l8.5 {n}c.6.7-.1 1.9-1 1.8z"/></svg>'
)


def generate_page(random_source: random.Random) -> bytes:
    """Make one page of 20 to 80 kB in one language.

    A main part of 1 to 4 kB of text, a fifth of its sentences rules, which is what labelled texts about leaving have
    (2 kB, and 9 claims to the thousand characters); around it menus of two levels, teasers and a footer, which grow
    with the page to some 30 kB, and for the rest scripts, state and style sheets.
    """
    size, language = random_source.randint(20_000, 80_000), random_source.choice(["zh", "en"])
    length = random_source.randint(1_000, 4_000) // _BYTES[language]
    main = _write_main(random_source, language, length, rules=1, others=4)
    menu = _write_menu(random_source, language, 12 + size // 4_000)
    teasers = "".join(_write_teaser(random_source, language, number) for number in range(size // 8_000))
    footer = f'<footer class="site-footer"><div class="cols">{menu}</div><p>© 2026 Example</p></footer>'
    body = (
        f'<body class="page page-help"><header class="site-header"><nav class="main-nav">{menu}</nav></header>'
        f'<div class="crumbs"><a href="/">1</a> &gt; <a href="/help">2</a></div><main id="content">{main}</main>'
        f'<aside class="related">{teasers}</aside>{footer}'
    )
    rest = max(0, size - len(body.encode()))
    style = ".c-{n}>li:hover a{{color:#0{n}f;padding:{n}px}}"
    sheet = "".join(style.format(n=number % 90 + 10) for number in range(rest // 3 // len(style)))
    item = '{{"id":{n},"sku":"SKU-{n}","price":{{"amount":{n},"currency":"EUR"}},"url":"/shop/p/{n}","tags":["a"]}},'
    state = "".join(item.format(n=number) for number in range(rest // 3 * 2 // len(item)))
    title = "销户须知" if language == "zh" else "How to cancel"
    return (
        f"<!doctype html><html lang={language}><head><meta charset=utf-8><title>{title}</title><style>{sheet}</style>"
        f"</head>{body}<script>window.__STATE__=[{state}];</script></body></html>"
    ).encode()


def generate_terms(random_source: random.Random) -> bytes:
    """Make one page of long terms: 20 to 80 kB of main text, a fifth of its sentences rules, hardly anything around."""
    language = random_source.choice(["zh", "en"])
    length = random_source.randint(20_000, 80_000) // _BYTES[language]
    main = _write_main(random_source, language, length, rules=1, others=4)
    return (
        "<!doctype html><html><head><meta charset=utf-8><title>Terms</title></head>"
        f"<body><main>{main}</main></body></html>"
    ).encode()


def _write_main(random_source: random.Random, language: str, length: int, rules: int, others: int) -> str:
    parts, written, stop = [], 0, "。" if language == "zh" else ". "
    while written < length:
        forms = random_source.choices(_RULES[language], k=rules) + random_source.choices(_FILLER[language], k=others)
        random_source.shuffle(forms)
        sentences = [_fill(form, random_source) for form in forms]
        kind = random_source.random()
        if kind < 0.15:
            parts.append(f"<h2>{sentences[0][:24]}</h2>")
            written += 24
            continue
        if kind < 0.4:
            parts.append('<ul class="list">' + "".join(f"<li><span>{s}</span></li>" for s in sentences) + "</ul>")
        elif kind < 0.5:
            rows = "".join(f"<tr><th>{n + 1}</th><td>{s}</td></tr>" for n, s in enumerate(sentences))
            parts.append(f"<table><tbody>{rows}</tbody></table>")
        else:
            parts.append(f'<p class="text">{stop.join(sentences)}{stop}</p>')
        written += sum(map(len, sentences))
    return "".join(parts)


def _fill(form: str, random_source: random.Random) -> str:
    """Fill in figures, so that few sentences are alike."""
    return form.format(
        day=random_source.randint(1, 28), days=random_source.randint(2, 90), fee=random_source.randint(2, 60),
        months=random_source.randint(3, 36), percent=random_source.randint(10, 99),
    )  # fmt: skip


def _write_menu(random_source: random.Random, language: str, count: int) -> str:
    entries = []
    for number in range(count):
        words = random_source.sample(_MENU[language], 4)
        inner = "".join(
            f'<li class="menu__item menu__item--sub"><a class="menu__link" data-track="nav-{number}-{n}" '
            f'href="/{language}/section-{number}/page-{n}.html"><span>{word}</span></a></li>'
            for n, word in enumerate(words[1:])
        )
        icon = _ICON.format(n=number)
        entries.append(f'<li class="menu__item"><a href="#">{icon}{words[0]}</a><ul>{inner}</ul></li>')
    return f'<ul class="menu" role="menubar">{"".join(entries)}</ul>'


def _write_teaser(random_source: random.Random, language: str, number: int) -> str:
    text = _fill(random_source.choice(_FILLER[language]), random_source)
    return (
        f'<div class="card card--{number}"><div class="card__media"><img src="/img/{number}.webp" alt=""></div>'
        f'<h3 class="card__title"><a href="/news/{number}">{text[:20]}</a></h3><p class="card__text">{text}</p></div>'
    )
