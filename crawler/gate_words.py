"""What pages say, and what they are made of, that are no articles: in Russian, English and Chinese.

Each reason has two patterns: one for a headline that says nothing else, one for a sentence that speaks to the visitor.
A word alone ("captcha", "maintenance") is never enough: universities write about both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """One kind of page that is no article. ``passing``: it comes and goes, and may stand where a listing stood;
    ``in_menus``: its headline stands in many a menu, so that a line of text means nothing."""

    name: str
    headline: re.Pattern[str]
    sentence: re.Pattern[str]
    passing: bool = False
    in_menus: bool = False


def _any(*parts: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{part})" for part in parts), re.IGNORECASE)


REASONS = (
    Reason(
        "maintenance page",
        _any(
            r"^(?:внимание[.!,:]? )?(?:на сайте )?(?:ведутся |проводятся |идут )?"
            r"(?:технические|технологические|(?:планово-)?профилактические|регламентные) работы(?: на сайте)?[\s.!…]*$",
            r"^(?:на сайте )?(?:ведутся|проводятся|идут) работы(?: на сайте)?[\s.!…]*$|^технический перерыв[\s.!…]*$",
            r"^(?:сайт|портал)(?: университета| вуза)? (?:временно |сейчас |пока |находится )?(?:недоступен|"
            r"не работает|закрыт|на реконструкции|на (?:техническом )?обслуживании|в (?:стадии )?разработк[еи]|"
            r"обновляется)[\s.!…]*$",
            r"^(?:технич\w+ обслуживание|сайт в разработке|скоро откроемся)[\s.!…]*$",
            r"^(?:(?:site|website|system|scheduled|under) ){0,3}maintenance(?: mode| in progress)?[\s.!…]*$",
            r"^(?:(?:this |our |the )?(?:site|website|page) |we(?: a|['’])re )?(?:is )?(?:currently )?"
            r"under (?:construction|maintenance)[\s.!…]*$",
            r"^(?:(?:this |our |the )?(?:site|website|page|service) (?:is )?)?(?:temporarily|"
            r"currently) (?:unavailable|down|"
            r"offline)[\s.!…]*$",
            r"^we(?:.ll| will) be (?:right )?back(?: soon)?[\s.!…]*$",
            r"^(?:网站|系统|服务器)?(?:正在)?(?:维护|升级|建设)(?:维护|升级|改造)?(?:中|公告)?[\s。！!.…]*$",
        ),
        _any(
            r"на (?:нашем )?(?:сайте|портале|сервере) (?:сейчас |временно )?(?:ведутся|проводятся|идут)",
            r"(?:сейчас|в настоящее время|в данный момент|временно) (?:на (?:сайте|портале|сервере) )?(?:ведутся|"
            r"проводятся)",
            r"(?:сайт|портал|страница|сервис)(?: университета)? (?:временно|сейчас|пока|"
            r"в данный момент) (?:недоступ|не работа|"
            r"закрыт|на (?:реконструкции|обслуживании))",
            r"(?:заходите|зайдите|возвращайтесь|попробуйте (?:зайти|обновить|повторить|"
            r"снова)\b[^.]{0,40}) ?(?:чуть |немного )?"
            r"(?:позже|позднее)",
            r"(?:site|website|page|server|service) is (?:currently |"
            r"temporarily )?(?:under (?:going )?(?:scheduled )?maintenance|"
            r"unavailable|down for|being (?:updated|upgraded))",
            r"(?:undergoing|performing|down for) (?:scheduled |routine |some )?maintenance|temporarily unavailable",
            r"(?:please )?(?:try again|check back|come back) (?:later|soon|shortly)",
            r"(?:网站|系统|本站|服务器)(?:目前|正在|现在)*(?:进行)?(?:升级)?维护(?:中|，|。|,|！|!|$)",
            r"(?:网站|系统|本站)正在(?:升级|改版|建设)|请您?稍后(?:再|重新)?(?:访问|再试|重试|尝试)|暂(?:停|"
            r"时无法|时不能)访问",
        ),
        passing=True,
    ),
    Reason(
        "server error",
        _any(
            r"^(?:(?:http |error )*5\d\d[\s:|—–-]{0,5})?(?:internal server error|bad gateway|gateway time-?out|"
            r"server error|service (?:temporarily )?unavailable|database (?:connection )?error)[\s.!…]*$",
            r"^error establishing a database connection|^(?:http |error ){1,2}5\d\d[\s.!…]*$",
            r"^ошибка[\s:№#]{0,3}5\d\d[\s.!…]*$|^(?:внутренняя )?ошибка сервера[\s.!…]*$|"
            r"^ошибка (?:подключения|соединения) (?:к|с) (?:баз|сервер)\w+(?: данных)?[\s.!…]*$",
            r"^(?:服务器(?:内部)?|数据库(?:连接)?)(?:错误|出错|异常)[\s。！!.…]*$",
        ),
        _any(
            r"error establishing a database connection|the server encountered (?:an internal|a temporary) error|"
            r"could not connect to (?:the )?(?:database|mysql)|server (?:is )?temporarily unable to service",
            r"произошла (?:внутренняя )?ошибка (?:на )?сервер|не удалось (?:подключиться|"
            r"установить соединение)[^.]{0,10} баз\w+ данных|ошибка (?:подключения|соединения) (?:к|с) баз\w+ данных",
            r"服务器(?:内部|发生)(?:错误|异常)|数据库连接(?:失败|错误|异常)",
        ),
        passing=True,
    ),
    Reason(
        "page not found",
        _any(
            r"^(?:ошибка|error|http|错误)?[\s№#:—-]{0,5}404(?:[\s.!…]*$|[^a-zа-я0-9]{1,5}(?:ошибка|error|not found|"
            r"(?:the )?page (?:was )?not found|страница не найдена|页面))|^页面不存在",
            r"^(?:извините|простите|к сожалению|упс|ой)?[,.!]?\s*(?:запрашиваем\w+ |такая |эта |"
            r"данная )?(?:страниц|документ|материал|"
            r"новость|раздел|элемент)\w* не (?:найден|существу)\w*",
            r"^(?:oops|sorry)?[,.!]?\s*(?:the |this |requested )*(?:page|file|document|article|"
            r"content)?(?: you requested)?\s*"
            r"(?:was |is |can(?:no|')t be |could not be )?not found[\s.!…]*$",
            r"^(?:抱歉|对不起|很抱歉)?[，,！!]?\s*(?:您(?:访问|请求|查找|浏览)的)?(?:页面|网页|文章|内容|文件|"
            r"信息)(?:不存在|未找到|找不到|"
            r"已(?:被)?删除|走丢了)|^(?:页面)?找不到(?:了|页面|网页)?[\s。！!]*$",
        ),
        _any(
            r"(?:страниц|документ|материал|новост|публикаци|элемент)\w* (?:вами )?(?:не найден|не существует|"
            r"удал[её]н|больше не "
            r"существует|был\w? удал|отсутствует)",
            r"(?:запрашиваем|запрошенн|искомая)\w* (?:вами )?(?:страниц|документ|материал|"
            r"новост)\w*[^.]{0,40}(?:не |нет|удал|"
            r"отсутств|перем)",
            r"(?:неправильно|неверно) (?:набран|введ[её]н|указан)\w* адрес|ошибка 404|такой страницы (?:нет|"
            r"не существует)",
            r"page (?:that )?(?:you (?:are|were) (?:looking|trying)|you(?:'|’)re looking|you requested|requested)",
            r"(?:page|file|article|content) (?:could not be|cannot be|can(?:'|’)t be|was not|is not|not) found",
            r"(?:page|article|content)[^.]{0,30}(?:does not|doesn(?:'|’)t|no longer) exists?|(?:error|http) 404|"
            r"404 (?:error|not)",
            r"(?:您|你)(?:所)?(?:访问|请求|查找|浏览|要找|要查看)的(?:页面|网页|内容|文章|信息|资源)|(?:页面|网页|"
            r"文章|内容|信息|新闻)(?:不存在|"
            r"未找到|找不到|已(?:经)?(?:被)?(?:删除|移除|下线))|找不到(?:该|您|你|此|这个)?(?:页面|网页|文件|内容)",
        ),
    ),
    Reason(
        "anti-bot check",
        _any(
            r"^just a moment[\s.…]*$|^attention required!|^(?:one (?:more|last) (?:step|check)|(?:security|browser) "
            r"(?:check|verification)|are you (?:a |not a )?(?:human|robot)|"
            r"verify(?:ing)? you are (?:a )?human)[\s.!?…]*$",
            r"^(?:ddos-guard|ddos protection|checking your browser)",
            r"^(?:access denied|(?:403 )?forbidden|request (?:blocked|rejected)|you have been blocked)[\s.!…]*$",
            r"^(?:проверка (?:браузера|безопасности|пользователя)|вы не робот|подтвердите, что|"
            r"доступ (?:запрещ[её]н|ограничен|"
            r"заблокирован))[\s.!?…]*$",
            r"^(?:安全验证|人机验证|访问验证|滑动验证|浏览器安全检查|访问被(?:拒绝|拦截|阻断)|拒绝访问)[\s。！!.…]*$",
            r"^captcha[\s.!…]*$|^капча[\s.!…]*$|^验证码[\s。！!]*$",
        ),
        _any(
            r"checking (?:your browser|if the site connection|the site connection)|"
            r"verify(?:ing)? (?:that )?you are (?:a )?human",
            r"(?:complete|solve|enter|pass) (?:the |this |a )?(?:captcha|security check)|"
            r"needs to review the security of",
            r"(?:enable|turn on) (?:javascript and cookies|cookies and javascript)|performance (?:&|"
            r"and) security by cloudflare",
            r"(?:ddos-guard|ddos protection by|your request has been blocked|you have been blocked|"
            r"your ip (?:address )?(?:has|is))",
            r"(?:введите|пройдите|решите|заполните) (?:капч|проверк|символы с|код с)\w*|(?:подтвердите|"
            r"докажите), что вы (?:не робот|"
            r"человек)|проверяем ваш браузер|проверка вашего браузера|ваш (?:запрос|ip)[^.]{0,20} (?:заблокирован|"
            r"отклон)",
            r"нажмите,? чтобы (?:продолжить|подтвердить)|(?:запросы|запрос),? поступивш\w+ с вашего (?:ip|"
            r"устройства)|я не робот",
            r"请(?:先)?(?:完成|进行|通过)(?:安全|人机|下方|以下|滑动)*验证|请(?:输入|填写)(?:下方|图中的?|"
            r"图片)?验证码|拖动(?:下方)?滑块|"
            r"正在(?:检查|检测|验证)(?:您的|你的)?浏览器|(?:您|你)的(?:请求|访问|ip)[^。]{0,16}(?:拦截|阻断|拒绝|"
            r"限制|异常)",
        ),
        passing=True,
    ),
    Reason(
        "login page",
        _any(
            r"^(?:вход(?: (?:в систему|на сайт|в личный кабинет))?|авторизация|войти|войдите|личный кабинет|"
            r"требуется авторизация|"
            r"необходима авторизация|единый вход)[\s.!…]*$",
            r"^(?:log ?in|sign ?in|login required|log in to[^.]{0,30}|authentication required|single sign[- ]on|"
            r"please log in)[\s.!…]*$",
            r"^(?:用户|系统|账号)?登[录陆](?:系统|页面|入口)?[\s。！!]*$|^(?:统一|身份)+(?:身份)?认证(?:平台|系统|"
            r"中心)?[\s。！!]*$",
        ),
        _any(
            r"(?:необходимо|нужно|требуется|пожалуйста,?) (?:авториз|войти|выполнить вход|войдите)\w*|"
            r"войдите (?:в систему|на сайт|под "
            r"своей)|для (?:доступа|просмотра)[^.]{0,40}(?:авториз|войдите|войти|вход)|забыли (?:свой )?пароль|"
            r"введите логин",
            r"please (?:log|sign) ?in|(?:log|sign) ?in to (?:continue|view|access|your)|you (?:must|"
            r"need to) (?:be logged|log|sign)|"
            r"forgot (?:your )?password",
            r"请(?:先|您)?登[录陆]|登[录陆]后(?:才能|方可|可)?(?:查看|访问|浏览)|(?:需要|尚未|您还没有)登[录陆]|"
            r"忘记密码|仅限校内(?:访问|用户)",
        ),
        in_menus=True,
    ),
    Reason(
        "cookie wall",
        _any(
            r"^(?:we (?:use|value) (?:cookies|your privacy)|cookies? (?:consent|required|policy)|"
            r"before you continue)",
            r"^(?:мы используем (?:файлы )?cookies?|использование (?:файлов )?cookies?|согласие на обработку)",
            r"^(?:我们使用|本网站使用)\s?cookies?",
        ),
        _any(
            r"(?:accept|allow|enable|agree to) (?:all |the use of )?cookies (?:to|before|in order)|cookies (?:are|"
            r"must be) "
            r"(?:required|enabled|disabled)|by (?:continuing|clicking)[^.]{0,60}cookies|this (?:site|"
            r"website) uses cookies",
            r"(?:примите|разрешите|включите|согласи\w+ (?:с|на))[^.]{0,40}(?:cookie|куки)|"
            r"сайт использует (?:файлы )?(?:cookie|куки)|"
            r"мы используем (?:файлы )?(?:cookie|куки)|используя (?:этот |наш )?сайт[^.]{0,60}(?:cookie|куки)",
            r"(?:启用|接受|同意|允许)(?:使用)?[^。]{0,10}cookies?|(?:本站|本网站|我们)使用\s?cookies?",
        ),
        in_menus=True,
    ),
    Reason(
        "page that a script fills",
        _any(r"^(?:loading|загрузка|идёт загрузка|идет загрузка|加载中|正在加载)[\s.…。]*$"),
        _any(
            r"(?:enable|turn on|activate|requires?|without) (?:your )?javascript|javascript (?:is |"
            r"must be )?(?:disabled|required|"
            r"enabled|not available)",
            r"(?:включите|включить|поддерж\w+|отключ[её]н\w?|требуется|необходим\w*) (?:поддержку )?(?:javascript|"
            r"java ?script|скрипт)",
            r"javascript (?:отключ|выключ|не поддерж)|(?:启用|开启|打开|支持|"
            r"禁用)(?:了)?\s?(?:浏览器的?)?\s?javascript",
        ),
        in_menus=True,
    ),
)

MARKS: tuple[tuple[bytes, str], ...] = (
    (b"_cf_chl_opt", "anti-bot check (Cloudflare)"),
    (b"cf-browser-verification", "anti-bot check (Cloudflare)"),
    (b"challenge-error-text", "anti-bot check (Cloudflare)"),
    (b"/.well-known/ddos-guard/js-challenge", "anti-bot check (DDoS-Guard)"),
    (b"__qrator/qauth", "anti-bot check (Qrator)"),
    (b"qauth_handle_validate", "anti-bot check (Qrator)"),
    (b"_incapsula_resource", "anti-bot check (Imperva)"),
    (b"/showcaptcha?", "anti-bot check (SmartCaptcha)"),
    (b"aliyun_waf_aa", "anti-bot check (Aliyun)"),
    (b"yunsuo_session_verify", "anti-bot check (Yunsuo)"),
)
"""Bytes (in lower case) that only a check for robots is made of, and whose."""
