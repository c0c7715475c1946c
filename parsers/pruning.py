"""The page without its chrome: what is cut from the tree of a page, and which part of it is the main one.

Works on the lxml tree, before anything else looks at the page; blocks are made in markup.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from cssselect import HTMLTranslator, SelectorError
from lxml import etree

from parsers.blocks import QUESTION
from schemas.errors import DeclarationError

_NO_TEXT = (
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "canvas", "video", "audio",
    "select", "input", "textarea", "datalist", "map", "link", "meta", "base", "source", "track", "rp", "rt",
)  # fmt: skip
_INLINE = frozenset({"a", "b", "em", "i", "img", "label", "s", "small", "span", "strong", "sub", "sup", "u"})
_MERE_STYLE = (
    "span", "font", "em", "i", "u", "small", "big", "sub", "sup", "abbr", "code", "label", "mark", "s", "time",
    "img", "ins", "wbr", "nobr", "cite", "q", "tt", "var",
)  # fmt: skip
_KEPT_ATTRIBUTES = ("rowspan", "colspan", "role")
_QUESTION_NAME = re.compile(
    r"(?:^|[-_\s])(?:question|ques|wenti|faq[-_]?(?:q|title|tit|head(?:er|ing)?|name)|q[-_]?(?:title|tit|text)"
    r"|(?:accordion|collapse|expand|toggle|panel)[-_]{0,2}(?:title|tit|head(?:er|ing)?|button|btn|trigger|toggle|label))"
    r"(?:$|[-_\s])",
    re.I,
)
_CHROME_TAGS = frozenset({"nav", "footer", "menu"})
_CHROME_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "search", "menu", "menubar", "toolbar", "dialog", "alertdialog", "tooltip"}
)
_CHROME_NAME = re.compile(  # a whole class or id; words of the trade (subscribe, family-share) are no chrome
    r"(?:[\w-]+[-_])?(?:bread-?crumbs?|nav-?bar|side-?bar|footer|copyright|pagination|cookie-?(?:banner|bar|notice|consent))"
    r"|crumbs?|mianbaoxie|(?:top|sub|side|main|left)-?(?:nav|menu)|menubar|site-?header|foot|cookies?|gdpr|consent|onetrust[\w-]*"
    r"|modal(?:-dialog|-content)?|pop-?up|toast|shar(?:e|ing)(?:-(?:bar|box|buttons?))?|bdshare\w*|social(?:[-_][\w-]+)?"
    r"|advert(?:isement)?s?|related-?(?:posts?|articles?|links?|news|content|items?|reading)|recommend(?:ed|ation)?s?|pager"
    r"|skip-?(?:link|nav)s?|back-?to-?top|qr-?code|friend-?links?|hot-?news|newsletter",
    re.I,
)
_PANEL_NAME = re.compile(
    r"accordion|collaps|faq|answer|panel|toggle|tab|expand|fold|spoiler|content|detail|desc|slide|wrap|item|body", re.I
)
_OVERLAY_NAME = re.compile(
    r"modal|pop-?up|dialog|dropdown|drop-?menu|submenu|overlay|tooltip|toast|mask|cookie|template|loading", re.I
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_LONGEST_ENTRY = 24  # characters of an entry of a menu, on average
_PERHAPS_HIDDEN = etree.XPath("//@hidden/.. | //@aria-hidden/.. | //@style/.. | //button")
_WITH_ROLE = etree.XPath("//@role/..")
_MAIN_NAMES = frozenset(
    {"content", "article", "main", "main-content", "article-content", "TRS_Editor", "UCAP-CONTENT", "zoom",
     "js_content"}
)  # fmt: skip
_WRAPPERS = re.compile(
    r"</?(?:div|section|article|center|main|form|blockquote|fieldset|table|tbody|tr|td|th|ul|ol|li|dl|dd|dt|details)\b"
    r"[^<>]*>",
    re.I,
)
_INLINE_WRAPPERS = re.compile(r"</?(?:span|font|b|i|u|em|strong|small|big|a|label)\b[^<>]*>", re.I)


def read_tree(html: str) -> etree._Element | None:
    """Parse a page as browsers would, however broken; None where there is no element in it."""
    tree, is_cut = _parse(html)
    if is_cut:  # libxml2 drops all that follows an element too deep: unwrap instead
        tree, _ = _parse(_INLINE_WRAPPERS.sub("", _WRAPPERS.sub("<br>", html)))
    return tree


def prune(tree: etree._Element, select: Sequence[str], remove: Sequence[str], where: str) -> list[etree._Element]:
    """Cut the chrome from a tree, in place, and return the parts to read, in the order of the page.

    `select` and `remove` are CSS selectors of the source `where`; DeclarationError where one is none. Where `select`
    finds nothing, the main part is found as if nothing were declared.
    """
    etree.strip_elements(tree, *_NO_TEXT, with_tail=False)
    selected = _outermost(find_all(tree, select, where))
    unwanted = find_all(tree, remove, where)
    unwanted += [element for element in _elements(_PERHAPS_HIDDEN(tree)) if _is_hidden(element)]
    kept = {ancestor for element in selected for ancestor in (element, *element.iterancestors())}
    _drop(element for element in unwanted if element not in kept)
    if selected:
        return [_strip(element) for element in selected]
    etree.strip_tags(tree, *_MERE_STYLE)
    body = tree.find(".//body")
    root = tree if body is None else body
    sizes = _measure(root)
    chrome = _find_chrome(root, sizes)
    _drop(chrome)
    return [_strip(_find_main(root, sizes))]


def _strip(part: etree._Element) -> etree._Element:
    """Leave of a part only what the walk over it looks at; of classes and ids, whether they call it a question."""
    for link in part.iter("a"):
        if not link.tail and getattr(link.getnext(), "tag", None) == "a":
            link.tail = " "  # links in a row stand apart on the screen
    etree.strip_tags(part, "a", *_MERE_STYLE)
    for element in part.iter("*"):
        attributes = element.attrib
        if attributes:
            kept = [(name, value) for name in _KEPT_ATTRIBUTES if (value := element.get(name))]
            if _QUESTION_NAME.search(_name(element)):
                kept.append(("class", QUESTION))
            attributes.clear()
            attributes.update(kept)
        if element.tail and element.tail.isspace() and element.tag not in ("b", "strong"):
            element.tail = None
    return part


def _parse(html: str) -> tuple[etree._Element | None, bool]:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    body = html.replace("\x00", "").encode("utf-8", "replace")
    try:
        tree = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:  # an empty page
        return None, False
    return tree, any("depth" in entry.message for entry in parser.error_log)


def find_all(tree: etree._Element, selectors: Sequence[str], where: str) -> list[etree._Element]:
    """Find the elements that CSS selectors of the source `where` name; DeclarationError where one is none."""
    found: list[etree._Element] = []
    for selector in selectors:
        try:
            path = etree.XPath(HTMLTranslator().css_to_xpath(selector))
        except SelectorError as error:
            raise DeclarationError(f"{where}: {selector!r} is no CSS selector ({error}); correct it") from error
        found.extend(_elements(path(tree)))
    return found


def _elements(matches: object) -> list[etree._Element]:
    """The elements among what an XPath gave."""
    return [match for match in matches if isinstance(match, etree._Element)] if isinstance(matches, list) else []


def _outermost(elements: Iterable[etree._Element]) -> list[etree._Element]:
    """Keep the elements that stand in no other one of them, each once, in the order of the page."""
    chosen = set(elements)
    outer = [element for element in chosen if not any(ancestor in chosen for ancestor in element.iterancestors())]
    if len(outer) < 2:
        return outer
    return [element for element in outer[0].getroottree().iter("*") if element in chosen and element in outer]


def _drop(elements: Iterable[etree._Element]) -> None:
    """Remove elements, leaving the text behind them."""
    for element in list(elements):
        parent = element.getparent()
        if parent is None:
            continue
        if element.tail:
            before = element.getprevious()
            words = element.tail if element.tag in _INLINE else f" {element.tail}"
            if before is None:
                parent.text = (parent.text or "") + words
            else:
                before.tail = (before.tail or "") + words
            element.tail = None
        parent.remove(element)


def _name(element: etree._Element) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _is_hidden(element: etree._Element) -> bool:
    """Tell whether nobody is meant to see an element; folded answers and tabs, which a click opens, are not hidden."""
    if element.tag == "button" and _is_idle_button(element):
        return True
    is_hidden = (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or _HIDDEN_STYLE.search(element.get("style") or "") is not None
    )
    return is_hidden and not _is_panel(element)


def _is_panel(element: etree._Element) -> bool:
    if element.tag in ("body", "html", "main", "article", "dd", "details"):
        return True
    name = _name(element)
    if _OVERLAY_NAME.search(name):
        return False
    if element.get("role") in ("tabpanel", "region") or element.get("aria-labelledby") or _PANEL_NAME.search(name):
        return True
    before = element.getprevious()
    return before is not None and element.tag not in _INLINE and (
        before.tag in ("dt", "summary", "h2", "h3", "h4", "h5", "h6") or before.get("aria-expanded") is not None
    )


def _is_idle_button(element: etree._Element) -> bool:
    """Tell a button that only does something from one that folds out an answer and so is its question."""
    return not (element.get("aria-expanded") or element.get("aria-controls") or "ccordion" in _name(element))


def _measure(root: etree._Element) -> dict[etree._Element, list[int]]:
    """Count, for each element, the characters of its text and those of them that stand in links."""
    elements = list(root.iter("*"))
    sizes = {element: [0, 0] for element in elements}
    for element in reversed(elements):
        own = sizes[element]
        text, tail = element.text, element.tail
        if text:
            own[0] += len(text.strip())
        if element.tag == "a":
            own[1] = own[0]
        parent = element.getparent()
        if parent is not None and element is not root:
            above = sizes[parent]
            above[0] += own[0] + (len(tail.strip()) if tail else 0)
            above[1] += own[1]
    return sizes


def _find_chrome(root: etree._Element, sizes: dict[etree._Element, list[int]]) -> list[etree._Element]:
    """Find what is around the content, none of it with over a third of the page's text; it is taken off the sizes."""
    total = max(1, sizes[root][0])
    roles = {element for element in _elements(_WITH_ROLE(root)) if element.get("role") in _CHROME_ROLES}
    found: set[etree._Element] = set()
    chrome: list[etree._Element] = []
    for element, (size, linked) in sizes.items():
        if found and element.getparent() in found:
            found.add(element)
        elif size * 3 <= total and (element in roles or _is_chrome(element, size, linked)) and element is not root:
            found.add(element)
            chrome.append(element)
    cut = {element: [*sizes[element]] for element in chrome}
    for element in reversed(sizes):
        parent = element.getparent()
        if element in cut and parent is not None and element is not root:
            above = cut.setdefault(parent, [0, 0])
            above[0] += cut[element][0]
            above[1] += cut[element][1]
    for element, (size, linked) in cut.items():
        sizes[element][0] -= size
        sizes[element][1] -= linked
    for element in found:
        del sizes[element]
    return chrome


def _is_chrome(element: etree._Element, size: int, linked: int) -> bool:
    tag = element.tag
    if tag in _CHROME_TAGS:
        return True
    if tag == "header":
        return element.find(".//h1") is None or linked * 2 > size
    if tag == "aside":
        return linked * 2 > size or not any(ancestor.tag in ("main", "article") for ancestor in element.iterancestors())
    if tag in ("div", "section", "ul", "ol", "p", "td"):
        if size > 0 and linked * 10 >= size * 7:
            links = sum(1 for _ in element.iter("a"))
            if links >= 3 and size <= _LONGEST_ENTRY * links:
                return True
        return any(_CHROME_NAME.fullmatch(name) for name in _name(element).split())
    return False


def _find_main(root: etree._Element, sizes: dict[etree._Element, list[int]]) -> etree._Element:
    """Choose the part to read: what is marked as main, else the smallest part with most of the text that is no link."""

    def weigh(element: etree._Element) -> int:
        return sizes[element][0] - sizes[element][1]

    total = weigh(root)
    marked = [element for element in root.iter("*") if element.tag == "main" or element.get("role") == "main"]
    articles = list(root.iter("article"))
    named = [part for part in root.iter("div") if not _MAIN_NAMES.isdisjoint((part.get("id"), part.get("class")))]
    for candidates, least in ((marked, 0.4), (articles, 0.6), (named, 0.7)):
        best = max(candidates, key=weigh, default=None)
        if best is not None and weigh(best) >= least * total and weigh(best) > 0:
            return best
    part = root
    while True:
        child = max(part.iterchildren("*"), key=weigh, default=None)
        if child is None or child.tag in ("p", "table", "ul", "ol", "dl", "pre") or weigh(child) < 0.85 * total:
            return part
        part = child
