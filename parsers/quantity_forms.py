"""The forms of quantities in Chinese and English: one factored pattern, and the words around that say what is counted.

What a find means is quantities.py's to read.
"""

from __future__ import annotations

import re

from parsers.numerals import MONTHS, NUMBER

CURRENCIES = {
    "hk$": "HKD",
    "hkd": "HKD",
    "港币": "HKD",
    "港元": "HKD",
    "港纸": "HKD",
    "nt$": "TWD",
    "ntd": "TWD",
    "twd": "TWD",
    "新台币": "TWD",
    "台币": "TWD",
    "us$": "USD",
    "usd": "USD",
    "美元": "USD",
    "s$": "SGD",
    "sgd": "SGD",
    "a$": "AUD",
    "aud": "AUD",
    "nz$": "NZD",
    "nzd": "NZD",
    "c$": "CAD",
    "ca$": "CAD",
    "cad": "CAD",
    "mop": "MOP",
    "mop$": "MOP",
    "澳门币": "MOP",
    "澳门元": "MOP",
    "rm": "MYR",
    "ringgit": "MYR",
    "myr": "MYR",
    "rs": "INR",
    "rs.": "INR",
    "inr": "INR",
    "₹": "INR",
    "rupees": "INR",
    "rupee": "INR",
    "php": "PHP",
    "₱": "PHP",
    "pesos": "PHP",
    "peso": "PHP",
    "p": "PHP",
    "£": "GBP",
    "gbp": "GBP",
    "pounds": "GBP",
    "pound": "GBP",
    "英镑": "GBP",
    "€": "EUR",
    "eur": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "欧元": "EUR",
    "aed": "AED",
    "dhs": "AED",
    "dh": "AED",
    "dirham": "AED",
    "dirhams": "AED",
    "zar": "ZAR",
    "r": "ZAR",
    "rand": "ZAR",
    "rmb": "CNY",
    "cny": "CNY",
    "人民币": "CNY",
    "¥": "CNY",
    "yuan": "CNY",
}
_PREFIXES = (
    r"(?:人民币|新台币|台币|港币|澳门币|(?:hk|nt|us|nz|ca|mop|[sac])?\$|(?<![a-z])(?:rm|rs\.?|inr|php|usd|hkd|ntd"
    r"|twd|sgd|aud|nzd|cad|gbp|eur|aed|dhs?|zar|rmb|cny|myr|mop)|[¥£€₹₱]|(?<![a-z0-9])[rp](?=\d))"
)
_SUFFIXES = (
    r"(?:元人民币|元|块钱|块(?![儿地])|圆|港元|港币|港纸|美元|欧元|英镑|澳门元|(?:yuan|rmb|dollars?|pesos?|rupees?"
    r"|pounds?|euros?|dirhams?|rand|aed|usd|hkd|cad|php|pence|ringgit)(?![a-z]))"
)
_MONTH_NAMES = "|".join(MONTHS)
_UNITS_ZH = (
    r"(?:分钟|个?小时|个钟头?|个?工作[日天]|个?自然[日天]|个?日历[日天]|天|日(?!期|常|元|益|志)|周(?![边围期末])"
    r"|个?星期|个?礼拜|个(?:整|自然)?月|整月|月(?=[内以之后未]|的?(?:合约|协议|承诺))|(?:周)?年(?![月底初度]|\d)"
    r"|个?季度|个?账期|个(?:账单|计费|出账)?周期)"
)
_UNITS_EN = (
    r"(?:(?:calendar|consecutive|full|complete|clear)[ -])?(?:(?:working|business|billing|bill"
    r"|banking)[ -])?(?:minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|yrs?|cycles?|periods?)(?![a-z])"
)

# Where a quantity can begin; without it the many alternatives would be tried at every character.
_ENGLISH_BEGINNINGS = (
    r"jan|feb|ma[ry]|apr|ju[nl]|aug|sep|oct|nov|dec|r[ms]|[rp]\d|inr|php|usd|hk|nt|twd|sgd|aud|nz|ca[d$]|gbp|eur|aed|dh"
    r"|zar|cny|myr|mop|us\$|[sac]\$|zero|one|t(?:wo|hr|en|we|hir)|f(?:our|ive|ort|ift)|s(?:ix|even)|eigh|nine|elev|hund"
    r"|half|several|some|a\ (?:few|coup)|an?\s|next|following|the\ (?:next|foll|end|last|close|expi|comp|day|very|same)"
    r"|end\ of|last\ day|close\ of|expir|completion|bill|your\ next|immed|instan|straight|right|at\ once|effective"
    r"|then\ |there\ |on\ the|with\ imm|forth|that\ |(?:the|your)\ (?:month|period|cycle|days)\ "
)
_BEGINNINGS = (
    r"(?=(?<![0-9])[0-9]|[零〇一二两三四五六七八九十百千万廿卅壹贰叁肆伍陆柒捌玖拾佰仟半几数隔翌¥$£€₹₱*\#+(]"
    r"|(?=[若次下第账计结当每本月最立即实马秒民中人新台港澳])(?:若干|次[月日]|下一?个?月|第二天|账[期单务]|计费|结算"
    r"|当[月日天场下]|每个?月|本月|月[底末]|最后一|立[即刻马]|即[日时刻场]|实时|马上|秒[批退销]|(?:中华)?民国|人民币|新?台币"
    rf"|港币|澳门币)|(?<![a-z])(?:{_ENGLISH_BEGINNINGS}))"
)

QUANTITY = re.compile(
    rf"""{_BEGINNINGS}(?:
    (?P<date>
        (?:(?:中华)?民国\s{{0,3}})?(?<!\d)(?P<y1>\d{{2,4}})\s{{0,3}}年\s{{0,3}}(?P<m1>\d{{1,2}})\s{{0,3}}月(?:\s{{0,3}}(?P<d1>\d{{1,2}})\s{{0,3}}[日号])?
      | (?<![\d.-])(?P<y2>(?:19|20)\d\d)[-/.](?P<m2>\d{{1,2}})[-/.](?P<d2>\d{{1,2}})(?![\d.-])
      | (?<![a-z])(?P<mn3>{_MONTH_NAMES})\.?\s{{1,3}}(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?(?:\s{{0,3}},\s{{0,3}}
          |\s{{1,3}})(?P<y3>(?:19|20)\d\d)
      | (?<!\d)(?P<d4>\d{{1,2}})(?:st|nd|rd
          |th)?\s{{1,3}}(?:of\s{{1,3}})?(?P<mn4>{_MONTH_NAMES}),?\s{{1,3}}(?P<y4>(?:19|20)\d\d)
      | (?<![a-z])(?P<mn5>{_MONTH_NAMES})\s{{1,3}}(?P<y5>(?:19|20)\d\d)
    )
    | (?P<monthday>\d{{1,2}}\s{{0,3}}月\s{{0,3}}\d{{1,2}}\s{{0,3}}[日号])
    | (?P<money>(?P<sign>{_PREFIXES})\s{{0,3}}(?P<a1>{NUMBER})(?:\s{{0,3}}(?:-|~|至|到
        |to)\s{{0,3}}{_PREFIXES}?\s{{0,3}}(?P<b1>{NUMBER}))?(?:\s{{0,3}}(?:元|块))?
              | (?P<a2>{NUMBER})(?:\s{{0,3}}(?:元|块)?\s{{0,3}}(?:-|~|至|到
                  |to)\s{{0,3}}(?P<b2>{NUMBER}))?\s{{0,3}}(?:多|余|来)?\s{{0,3}}(?P<unit2>{_SUFFIXES}))
    | (?P<share>(?P<half_share>(?<![a-z])(?:one[- ])?half(?=\ of\ (?:the|your|all|any|what|its|that|each)(?![a-z])))
        |(?<!\d)(?P<p1>\d{{1,3}}(?:\.\d{{1,3}})?)\s{{0,3}}(?:%|percent|per\ cent)|百分之(?P<p2>{NUMBER})
        |(?P<p3>[一二三四五六七八九两])成(?![功为本员立交果套长]))
    | (?P<vague>(?:几|数|若干)\s{{0,3}}个?(?P<vague_zh>工作日|小时|天|日|周|个月|月|分钟)|(?<![a-z])(?:several
        |a\ few|a\ couple\ of|some)\s{{1,3}}(?P<vague_en>{_UNITS_EN}))
    | (?P<duration>(?P<n1>{NUMBER})\s{{0,3}}(?:{_UNITS_ZH}?\s{{0,3}}(?:-|~|至|到|多则|to|or
        |或者?)\s{{0,3}}(?P<n2>{NUMBER}))?\s{{0,3}}(?P<half>个半)?(?:多|余
        |来)?\s{{0,3}}(?P<uzh>{_UNITS_ZH})(?P<tail_half>半)?
               | 半\s{{0,3}}(?P<half_zh>年|个月|个小时|小时|天)
               | (?<![a-z0-9])(?P<n3>\d{{1,3}}(?:st|nd|rd|th)(?=\)?\s{{1,3}}(?:calendar\ |working
                   \ |business\ )?day)|{NUMBER}|(?:next|following)(?=\s{{1,3}}(?:working|business)\s{{1,3}}day)
                   |an?(?=\s{{1,3}}(?:full\ |single\ )?(?:calendar\ |working\ |business\ )?(?:minute|hour|day|week
                   |month|year)(?![a-z])))(?:\s{{0,3}}\((?P<n4>\d+)\))?(?:\s{{0,3}}(?:-|to
                   |or)\s{{0,3}}(?P<n5>{NUMBER}))?\)?[\s-]{{0,3}}(?P<uen>{_UNITS_EN})(?P<or_two>\ or\ two(?![a-z]))?)
    | (?P<next_month>次月(?:\d{{1,2}}[日号])?|(?<![余剩])下一?个?月(?:\d{{1,2}}[日号])?|隔月|翌月
        |(?<![a-z])(?:the\ )?(?:next|following)\ (?:calendar\ )?month(?!ly))
    | (?P<next_day>次日|第二天|隔[日天]|翌日|(?<![a-z])(?:the\ )?(?:next|following)\ (?:calendar\ )?day|the\ day\ after)
    | (?P<billing_cycle_end>(?:账期|账单周期|计费周期|结算周期|账务周期)(?:结束|期满|届满|最后一[天日]|末)
        |(?:the\ )?(?:end|last\ day|close|expiration|expiry|completion)\ of\ (?:(?:your|the|that|this|its|each|any|a
        |then-current|then\ current|current|existing|paid|in-progress|applicable|month's|same)\ )*(?:bill(?:ing)?
        |charging|invoic(?:e|ing))[ ](?:cycle|period|month)|(?<![a-z])bill(?:ing)?\ cycle\ (?:ends|end\ date)
        |(?<![a-z])(?:the\ |your\ )?next\ bill(?:ing)?\ (?:date|cut-?off)
        |(?<![a-z])(?:your\ |the\ )?paid\ (?:month|period|cycle)\ (?:is\ up|is\ over|ends|runs\ out)
        |(?<![a-z])(?:the|your)\ (?:month|period|cycle|days)\ (?:that\ )?you(?:'ve|\ have)?\ (?:already\ )?paid\ for
        (?:\ (?:is|are))?\ (?:ends?|expires?|over|through|up|runs?\ out|finish(?:es)?))
    | (?P<month_end>(?:当月|每月|本月|每个月)?(?:月底|月末|最后一[天日])|(?:the\ )?(?:end|last\ day)\ of\ (?:the
        |that|each|every|your|a|this|the\ current|the\ same)\ (?:calendar\ )?month(?!'s\ bill))
    | (?P<immediate>立即|当下(?=[^，,。]{{0,6}}[断停])
        |当[日天](?=生效|起?停|[即就]?[销注停断]|即|完成|办结)|即日(?=起|生效)|即时|即场|即刻|实时|当场
        |马上|立刻|立马|秒[批退销]|(?<![a-z])(?:immediately|instantly|straight\ ?away|right\ away|at\ once
        |effective\ immediately|then\ and\ there|there\ and\ then|on\ the\ spot|with\ immediate\ effect|forthwith
        |the\ (?:very\ |same\ )?day\ (?:that\ )?(?:you|the\ customer)\ (?:asks?|calls?|tells?|cancels?|requests?
        |contacts?)|the\ same\ day|that\ (?:same|very)\ day|that\ (?:very\ )?(?:second|minute|instant)))
    | (?P<number>(?<![\d.,¥$£a-z-])(?:[*#]\d{{3,5}}\#?|0\d{{1,3}}(?:[- ]\d{{2}}){{3,4}}(?!\d)
        |(?:\+?\d{{1,3}}[- ])?(?:\(0?\d{{2,4}}\)|0?\d{{2,4}})[- ](?:12\d{{3}}|\d{{3,4}})(?:[- ]\d{{3,4}})?|[48]00\d{{7}}
        |0\d{{8,10}}|1800\d{{6}}|1\d{{4}}|\d{{3,6}})(?![\d.,%:]\d|[\d%]|\s{{0,3}}(?:年|月|日|号楼|个|名|人|户|万|亿
        |次|条|m|g|k)))
    )""",
    re.VERBOSE,
)
UNIT_NAMES = {
    "分钟": "minute",
    "小时": "hour",
    "钟头": "hour",
    "钟": "hour",
    "工作日": "working_day",
    "工作天": "working_day",
    "星期": "week",
    "礼拜": "week",
    "周": "week",
    "季度": "month",
    "账期": "month",
    "周期": "month",
    "年": "year",
    "月": "month",
    "天": "day",
    "日": "day",
}
PER_AFTER = re.compile(

        r"\s*(?:/|每|一|per\s|a\s|each\s|every\s|for\ each\s|for\ every\s)\s*个?(?:full\s|remaining\s"
        r"|calendar\s)?(?P<unit>月|month|年|year|annum|天|日|day)"

)
PER_BEFORE = re.compile(

        r"(?:每|一|按)个?(?P<unit>月|年|天|日)[^,，。;；\d]{0,8}$|(?P<monthly>月租费?|月费|月使用费"
        r"|monthly)[^,，。;；\d]{0,6}$"

)
MONTHLY_AFTER = re.compile(r"\s*(?:monthly|a month|per month|/mo\b|p/?m\b|p\.m\b|pcm)")
DAY_OF_MONTH = re.compile(r"[月号日]\s?$")
UP_TO = re.compile(

        r"(?:最高|不超过|不得超过|上限为?|至多|最多|以内|不高于|up to|no more than|not exceed(?:ing)?"
        r"|cannot exceed|never (?:be )?(?:more than|exceeds?)|not go (?:over|above)|no higher than|not more than"
        r"|maximum(?: of)?|max\.?|capped at|ceiling of|at most|the (?:lesser|lower"
        r"|smaller) of)[^,，。;；\d]{0,10}$"

)
UP_TO_AFTER = re.compile(r"\s*(?:以内|以下|封顶|or less|at most|maximum|tops(?![a-z]))")
LESSER_AFTER = re.compile(
    r"[^.;!?\n]{0,90}?(?:whichever (?:is|one is)? ?(?:the )?(?:less|lower|lesser|smaller|cheaper))"
)
TIMES_BEFORE = re.compile(

        r"months?[^.;!?\n]{0,40}(?:remain|left|unexpired|outstanding)[^.;!?\n]{0,40}(?:times|multiplied by|x|by"
        r"|at) *$|(?:times|multiplied by|x) *$"

)
TIMES_AFTER = re.compile(
    r" *(?:times|x|×|\*|multiplied by) ?"
    r"(?:[^.;!?\n]{0,30}months?[^.;!?\n]{0,20}(?:remain|left|unexpired|outstanding|to go)"
    r"|(?:the )?(?:number of )?(?:remaining|unexpired|outstanding|leftover) months?)"
    r"|\s*(?:×|x|\*|乘以?)\s*(?:合约|合同|协议|在网)?(?:期)?(?:剩余|未履行|余下|未满|未到期|尚余)[^,，。;；]{0,6}月"
)
# What a share is taken off: "your remaining charges, less 4%", "剩余月费减去一成", "20% off".
LESS = re.compile(
    r"(?:(?<![a-z])(?:less|minus|reduced by|discounted by|after (?:deducting|taking off)|knock(?:s|ed)? off|takes? off)"
    r"(?: an?| the)?|减去?|扣除|扣减|优惠)\s*$"
)
OFF = re.compile(r"\s*(?:off|discount|reduction)(?![a-z])(?! (?:received|you|given|enjoyed))")
REMAINING = re.compile(

        r"剩余|剩下|未履行|未满|未到期|余下|尚未|remain|left (?:in|on)|unexpired|outstanding"
        r"|not (?:yet )?completed|until the end|(?:have )?to go(?![a-z])|yet to run|left(?![a-z])"

)
OF = (
    ("discounts_received", re.compile(r"优惠|补贴|赠送|减免|折扣|discount|subsid|credit(?:s)? (?:you )?received")),
    (
        "remaining_charges",
        re.compile(

                r"剩余|剩下|未履行|未到期|余下|尚未|remain|left (?:in|on)|unexpired|outstanding|until the end"
                r"|rest of|still to come|balance of the (?:term|contract|period)|were left|months left"
                r"|(?:charges|fees|payments|rentals?|instal?lments) left|yet to run"

        ),
    ),
    ("device_price", re.compile(r"机款|手机价|终端款|裸机价|购机款|device|handset|phone price|equipment price")),
    (
        "monthly_fee",
        re.compile(
            r"月租|月费|套餐费|月使用费|月基本费|月功能费|monthly|month's|subscription|service fee|plan (?:charge|fee)"
        ),
    ),
)
REST_OF_TERM = re.compile(
    r"\)? of [^.;,!?\n]{0,60}(?:remaining|unexpired|outstanding|left (?:in|on)|still to come|yet to run)"
)
SENTENCE_END = re.compile(r"[.;!?。；！？\n](?=[^.;!?。；！？\n]*$)")
