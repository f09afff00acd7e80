"""Lines in or under an article that are no part of it: buttons, counters, labels, links to more, calls."""

from __future__ import annotations

import re
from functools import lru_cache

from articles.date_forms import find_dates
from articles.dates import plain
from articles.labels import WEAK, find_labels
from articles.noise_words import line_start
from articles.page import Block
from articles.text import phrases, squeeze

#: Calls to the reader: whole sentences, and yet no part of an article.
_CALL = re.compile(
    r"^[\W_]{0,4}(?:подписывайтесь|підписуйтес|падпісвайцеся|следите за|поделитесь|"
    r"читайте (?:нас|далее|подробнее)|больше новостей в|наши? (?:телеграм|telegram)|"
    r"перейти к|вернуться|follow us|subscribe to (?:our|the newsletter)|sign up (?:for|to) (?:our|the)|share this|"
    r"click here|leave a|follow (?:me|him|her|them)|follow [\w. ]{2,40} on (?:twitter|facebook|instagram|x)\b|"
    r"(?:like|love|enjoy(?:ed|ing)?) (?:this|the|what you)\b[^?]{0,40}\?|read (?:also|more|next)\b|also read|see also|"
    r"related\b|this slideshow|this (?:post|article) "
    r"(?:may contain|contains) affiliate|abonnez-vous|suscríbete|zapisz się|newsletter abonnieren|"
    r"关注|责任编辑|版权|扫描|免责声明|特别声明|未经)",
    re.IGNORECASE,
)
#: What a paragraph that is no part of an article says, wherever it says it: calls to join a newsletter or a channel,
#: whose opinion it is, who may copy it; and the codes of a page builder that is gone.
_OFFER = re.compile(
    r"\b(?:delivered|straight|directly|sent|right) (?:\w+ )?(?:to|into|through) your (?:e?mail )?(?:inbox|letterbox)|"
    r"(?:sign up|subscribe|register)\b[^.!?]{0,40} (?:newsletter|mailing list)\b|forwarded to you\b|"
    r"^\W{0,3}(?:更多|欢迎|安装|下载|长按|扫码|点击|24小时)[^。]{0,60}(?:关注|客户端|公众号|二维码)|"
    r"(?:未经|非经)[^。]{0,12}(?:授权|许可|允许|同意)[^。]{0,6}(?:不得|禁止|请勿|严禁)[^。]{0,4}转载|"
    r"更多[^。]{0,20}请?(?:下载|关注)|(?:仅|只)代表(?:原)?作者|不代表本(?:站|网|报|刊|平台|号)|不构成[^。]{0,8}建议|"
    r"(?:\.{3}|…)\s?[\[【(（](?:全文|详细|详情|更多)[\]】)）]$|"
    r"мнени[ея] (?:автор|редакци)[^.]{0,60}не совпада|(?:views|opinions) expressed (?:here|in this|by)[^.]{0,80} "
    r"(?:do not|are (?:those|solely|their|his|her))|"
    r"(?:follow|следить|слідкувати|стежити|verfolgen|suivre|seguir|śledzić|sledovat)\b[^.]{0,80}\brss\b|"
    r"^\[[a-z_-]{2,20} \w{2,20}\s?=",
    re.IGNORECASE,
)
#: What a text holds, in lower case, where that may be found: looking for it at every word costs much more.
_OFFER_MARKS = phrases(
    "your | newsletter | mailing list | rss | forwarded to you | не совпада | expressed | [ | "
    "关注 | 客户端 | 公众号 | 二维码 | 转载 | 下载 | 代表 | 建议 | 全文 | 详细 | 详情 | 更多"
)
#: The line of rights under a page or a picture: how it begins, and what it says.
_RIGHTS = re.compile(r"[\W_]{0,4}(?:©|\(c\)|copyright\s?(?:©|\(c\)|\d{4}))", re.IGNORECASE)
_RESERVED = phrases(
    "all rights reserved | все права защищены | усі права захищені | усе правы абароненыя | "
    "барлық құқықтар қорғалған | alle rechte vorbehalten | tous droits réservés | todos los derechos reservados | "
    "wszelkie prawa zastrzeżone"
)
#: Headings of a part that follows the article and lasts to its end.
_TAIL = re.compile(
    r"^[\W_]{0,4}(?:читайте (?:также|ещё|еще)|(?:материалы|ещё|еще|новости|статьи) по теме|по теме\b|другие новости|"
    r"похожие (?:новости|статьи|материалы|публикации)|последние новости|смотрите также|"
    r"комментарии(?:\s?[:(]?\s?\d{0,5}\)?)?$|"
    r"читайте також|(?:інші|останні|схожі) новини|чытайце таксама|(?:іншыя|апошнія) навіны|"
    r"(?:басқа|соңғы|ұқсас) жаңалықтар|тағы оқы|"
    r"related (?:articles?|news|posts?|stories|content|items)|more (?:news|stories|from)\b|"
    r"more (?:great|top|popular) (?:\w+ )?(?:news|stories|articles|reads)$|"
    r"(?:more )?(?:\w+ )?you (?:may|might) (?:also|like)|"
    r"recommended(?: for you| reading| articles| stories)?:?$|comments(?:\s?\(?\d{0,5}\)?)?:?$|\d+ comments|"
    r"leave a (?:comment|reply)|explore (?:further|more)|"
    r"about the author|read (?:also|next)|popular (?:posts|articles)|latest (?:news|posts|stories)|"
    r"trending(?: now| news| stories)?:?$|"
    r"what to read next|"
    r"相关(?:文章|新闻|链接|阅读|推荐)|相關(?:文章|新聞)|推荐阅读|延伸阅读|网友评论|为[你您]推荐|猜你喜欢|"
    r"トラックバック|コメントを(?:投稿|書く)|関連(?:記事|ニュース)|관련\s?(?:기사|뉴스)|"
    r"mehr zum thema|weitere (?:artikel|meldungen|nachrichten)|ähnliche (?:artikel|beiträge)|das könnte (?:sie|dich)|"
    r"(?:à )?lire aussi|articles? (?:similaires?|liés?)|sur le même (?:sujet|thème)|"
    r"(?:noticias|artículos|entradas) relacionad|te puede interesar|"
    r"czytaj (?:także|też)|zobacz (?:także|też)|(?:podobne|powiązane) (?:artykuły|wiadomości|wpisy)|"
    r"leggi anche|(?:notizie|articoli) correlat[ei]|leia também|(?:notícias|artigos) relacionad[ao]s|"
    r"související (?:články|zprávy)|(?:ilgili|diğer|benzer) haberler|lees ook|gerelateerd|läs (?:också|även)|les også|"
    r"læs også|lue myös|kapcsolódó (?:cikkek|hírek)|articole similare|(?:các )?tin (?:liên quan|khác)|"
    r"σχετικά (?:άρθρα|νέα)|مواضيع ذات صلة|أخبار ذات صلة|სხვა სიახლეები|այլ նորություններ|ข่าวที่เกี่ยวข้อง|"
    r"(?:kommentare|commentaires|comentários|comentarios|komentáře|komentarze|yorumlar|comentarii|kommentarer|"
    r"最新评论)(?:\s?[:(]?\s?\d{0,5}\)?)?$)",
    re.IGNORECASE,
)


_LONGEST = 300
"""Characters of a line that may be noise."""
_DATED, _FIRST, _REST = 100, 12, 4
"""Characters of a line of labelled days, and before its first label; letters besides ("First", "г.", "Uhr")."""
_DIGIT = re.compile(r"\d")
_VAGUE = WEAK - {"stand", "stand vom", "update", "updated"} | frozenset(
    phrases(
        "дата выхода | release date | date of release | released | released on | erschienen am | erscheinungsdatum | "
        "date de parution | paru le | дата создания | date of publication | data di pubblicazione"
    )
)
"""Labels of the days of events, books and films, too."""
_TEXT, _LABEL, _NOISE = 0, 1, 2
"""A line of text, one that begins like a label and goes on as a sentence, and one that is noise."""


def is_noise_line(text: str, link_share: float = 0.0) -> bool:
    """True for a short line such as "Возврат к списку", "Read also: …", 浏览次数：.

    A whole sentence that only begins like one ("Поделиться опытом приехали коллеги.") is text, unless it calls the
    reader to do something or stands in a link.
    """
    if len(text) > _LONGEST:
        return False
    kind = _kind(text)
    return kind == _NOISE or (kind == _LABEL and link_share > 0.3)


@lru_cache(maxsize=1024)
def _kind(text: str) -> int:
    """What a line is whatever stands in links; kept, for each is asked for twice and a site repeats its own."""
    if len(text) <= 120 and _is_rights(text):
        return _NOISE
    if _is_offer(text):
        return _NOISE
    match = line_start(text) if len(text) <= 160 else None
    if match is None:
        return _NOISE if is_dated_line(text) else _TEXT
    return _LABEL if _goes_on(text, match.end()) else _NOISE


def is_dated_line(text: str) -> bool:
    """True for a line of nothing but labelled days, of publication or of a change: "First published: 14 January 2024",
    "Publisert 12.03.2024 Sist oppdatert 14.03.2024". One that is only called a date may be that of an event."""
    if len(text) > _DATED or _DIGIT.search(text) is None:
        return False
    labels = find_labels(text)
    if not labels or labels[0][2] > _FIRST or any(kind == "event" or label in _VAGUE for kind, label, *_ in labels):
        return False
    days = find_dates(plain(text))
    if not days:
        return False
    cuts = sorted([*((start, end) for _, _, start, end in labels), *((day.start, day.end) for day in days)])
    ends = [0, *(end for _, end in cuts)]
    rest = "".join(text[end:start] for end, start in zip(ends, [*(start for start, _ in cuts), len(text)], strict=True))
    return sum(map(str.isalpha, rest)) <= _REST


def _is_offer(text: str) -> bool:
    return any(map(text.lower().__contains__, _OFFER_MARKS)) and _OFFER.search(text) is not None


def _goes_on(text: str, end: int) -> bool:
    """Whether a text that begins like such a line, up to ``end``, goes on as a sentence of its own: it ends as one and
    is long enough, no colon follows the label, and it calls nobody to subscribe or to read on."""
    if text[end : end + 2].lstrip()[:1] in (":", "：") or text[end - 1] in ":：" or _CALL.match(text):
        return False
    ending = text.rstrip("»”\"') ")
    if ending.endswith("...") or not ending.endswith((".", "!", "?", "…", "。", "！", "？")):
        return False
    return len(text.split()) >= 4 or sum("\u4e00" <= char <= "\u9fff" for char in text) >= 8


def _is_rights(text: str) -> bool:
    if _RIGHTS.match(text):
        return True
    return any(map(text.lower().__contains__, _RESERVED))


_WORDS, _SIGNS = 3, 6
"""Words (Han characters) of a subhead that begins like a button: of fewer it may be the button."""
_asks = re.compile(r"\W{0,4}share (?:with|your)\b", re.IGNORECASE).match


def may_be_subhead(block: Block) -> bool:
    """True for a heading, or a paragraph in bold letters, that is one of these only by its first words and may head a
    part of a text: "Back to school news", "返回家乡的年轻人". No link, no call, no offer, no label ("Views: 203"), no
    heading of related items."""
    text = block.text
    if block.anchors or _DIGIT.search(text) or ":" in text or "：" in text or not (block.heading or _is_bold(block)):
        return False
    if len(text.split()) < _WORDS and sum("\u4e00" <= char <= "\u9fff" for char in text) < _SIGNS:
        return False
    return not (_CALL.match(text) or _asks(text) or opens_tail(text) or _is_offer(text) or _is_rights(text))


def _is_bold(block: Block) -> bool:
    bold = block.box.node.css_first("b, strong") if block.box.tag == "p" else None
    return bold is not None and squeeze(bold.text(deep=True)) == block.text


def opens_tail(text: str) -> bool:
    """True for the heading of related items or comments, which last to the article's end."""
    match = _TAIL.match(text) if len(text) <= 60 else None
    return match is not None and not _goes_on(text, match.end())
