"""What is no article is set aside with its reason, in three languages; news about such things are news."""

from __future__ import annotations

import pytest

from articles import read_article
from crawler.validity import why_no_article, why_no_listing

URL = "https://uni.example.ru/news/2026/"
MENU = "".join(
    f'<li><a href="/{n}">{w}</a></li>' for n, w in enumerate(("Об университете", "Наука", "Вход", "Контакты"))
)


def page(title: str, *paragraphs: str, head: str = "", date: str = "") -> bytes:
    """A page in a university's layout: menu, headline, text, footer."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    shown = f'<div class="news-date">{date}</div>' if date else ""
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title} | Университет</title>{head}</head><body>'
        f"<header><nav><ul>{MENU}</ul></nav></header><main><h1>{title}</h1>{shown}{text}</main>"
        "<footer>© 2026 Университет. Мы используем cookie.</footer></body></html>"
    ).encode()


def bare(title: str, body: str, head: str = "") -> bytes:
    """A page without any layout, as gateways send them."""
    return f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>".encode()


def verdict(html: bytes, *, announced: str | None = None, final: str = URL) -> str | None:
    article = read_article(html, URL)
    return why_no_article(article, asked=URL, final=final, announced=announced, page=html)


GATES = [
    ("maintenance", page("Технические работы", "Сайт временно недоступен. Приносим извинения за неудобства.")),
    ("maintenance", page("Внимание!", "На сайте ведутся профилактические работы. Попробуйте зайти позже.")),
    ("maintenance", bare("Портал", "<h2>Сайт временно не работает</h2><p>Мы скоро вернёмся, зайдите позже.</p>")),
    ("maintenance", bare("Under maintenance", "<h1>We'll be back soon!</h1><p>We are performing maintenance.</p>")),
    ("maintenance", page("Site maintenance", "The website is currently unavailable. Please check back later.")),
    ("maintenance", bare("系统维护", "<h1>系统维护中</h1><p>网站正在升级维护，请稍后再访问。</p>")),
    ("maintenance", page("通知", "本站正在升级改版，暂停访问，请稍后再试。")),
    (
        "maintenance",
        page("Under maintenance", "We are making our pages better for students and staff of all faculties."),
    ),
    ("maintenance", page("Site under construction", "We are making our pages better for students and staff.")),
    ("maintenance", page("Планово-профилактические работы", "Просим отнестись с пониманием.")),
    ("maintenance", page("Сайт находится на реконструкции", "Приглашаем вас в наши группы в социальных сетях.")),
    ("maintenance", page("网站升级改造中", "敬请期待全新的学校新闻网。")),
    ("server error", page("Internal Server Error", "Please contact the administrator of this host.")),
    ("server error", bare("502 Bad Gateway", "<center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center>")),
    ("server error", bare("Database Error", "<h1>Error establishing a database connection</h1>")),
    ("server error", page("Ошибка 500", "Мы уже знаем о ней и всё чиним.")),
    ("server error", page("Новости", "Ошибка подключения к базе данных.")),
    ("server error", page("提示", "数据库连接失败，请联系管理员。")),
    ("not found", page("Ошибка 404", "Страница не найдена. Возможно, она была удалена или перемещена.")),
    ("not found", page("Страница не найдена", "Проверьте адрес или вернитесь на главную.")),
    ("not found", page("Новости", "Запрашиваемый вами материал не существует или был удалён.")),
    ("not found", page("404 Not Found", "The page you requested could not be found on this server.")),
    ("not found", page("Oops! Page not found", "It may have been moved. Try the search.")),
    ("not found", page("News", "Sorry, the article does not exist any more. Return to the home page.")),
    ("not found", page("页面不存在", "您访问的页面不存在或已被删除。")),
    ("not found", page("提示", "抱歉，您要查看的文章不存在，3秒后返回首页。")),
    ("login", page("Авторизация", "Логин", "Пароль", "Забыли пароль?")),
    ("login", page("Новость для сотрудников", "Для просмотра этой страницы необходимо авторизоваться.")),
    ("login", page("Sign in", "Username", "Password", "Forgot your password?")),
    ("login", page("Intranet", "Please log in to continue. You must be logged in to view this page.")),
    ("login", page("统一身份认证", "用户名", "密码", "忘记密码")),
    ("login", page("提示信息", "该内容仅限校内用户浏览，请先登录。")),
    ("anti-bot", bare("Just a moment...", "<h1>uni.example.ru</h1><p>Verifying you are human.</p>")),
    ("anti-bot", bare("x", "<p>Wait</p>", head="<script>window._cf_chl_opt={cvId:'3'};</script>")),
    ("anti-bot", bare("DDoS-Guard", "<p>Checking your browser before accessing uni.example.ru.</p>")),
    ("anti-bot", bare("", "<script src='/.well-known/ddos-guard/js-challenge/index.js'></script>")),
    ("anti-bot", bare("", "<script src='/__qrator/qauth_utm_v2_1.js'></script>")),
    (
        "anti-bot",
        page("Вы не робот?", "Подтвердите, что запросы отправляли вы, а не робот. Введите символы с картинки."),
    ),
    ("anti-bot", page("Проверка браузера", "Проверяем ваш браузер, это займёт несколько секунд.")),
    ("anti-bot", page("Access denied", "You have been blocked. Your IP address has been logged.")),
    ("anti-bot", page("安全验证", "请完成安全验证后继续访问，拖动下方滑块。")),
    ("anti-bot", page("访问提示", "您的访问请求过于频繁，您的请求已被拦截，请输入验证码。")),
    ("cookie", page("Before you continue", "Accept all cookies to continue. This site uses cookies.")),
    ("cookie", page("Уведомление", "Сайт использует файлы cookie. Примите файлы cookie, чтобы продолжить.")),
    ("cookie", page("提示", "本网站使用Cookie，请接受使用Cookie后继续浏览。")),
    ("script", bare("Университет", "<div id='root'></div><noscript>Включите JavaScript</noscript><script></script>")),
    ("script", page("Loading...", "You need to enable JavaScript to run this app.")),
    ("script", page("加载中", "请启用JavaScript后刷新页面。")),
    ("nothing readable", b"<html><head><title>University</title></head><body></body></html>"),
    ("nothing readable", b"   "),
    ("nothing readable", bare("scan0001", "<img src='/upload/scan0001.jpg'>")),
]


@pytest.mark.parametrize(("kind", "html"), GATES, ids=lambda value: value if isinstance(value, str) else "")
def test_a_page_that_is_no_article_is_set_aside_with_its_reason(kind: str, html: bytes) -> None:
    reason = verdict(html)
    assert reason is not None
    assert kind in reason or (kind == "script" and "nothing readable" in reason), reason


NEWS = [
    (
        page(
            "Технические работы в личном кабинете 15 марта",
            "Уважаемые студенты! 15 марта с 10:00 до 14:00 на портале ведутся технические работы, расписание будет "
            "доступно в мобильном приложении. Приносим извинения за неудобства.",
            head='<meta property="article:published_time" content="2026-03-13T09:00:00+03:00">',
        )
    ),
    (
        page(
            "关于校园网系统维护的通知",
            "各单位：为提升校园网服务质量，信息中心定于3月15日22:00对核心设备进行系统维护，期间网络将短时中断，请提前做好安排。",
            head='<meta name="PubDate" content="2026-03-13 09:00">',
        )
    ),
    (
        page(
            "Студенты научили нейросеть решать капчу",
            "Команда третьего курса показала программу, которая читает капчу вслух.",
        )
    ),
    (
        page(
            "One more step towards a quantum network",
            "Physicists of the university have linked two buildings by light.",
        )
    ),
    (
        page(
            "Are robots better teachers? A debate",
            "The faculty of education invites everyone to a debate on Friday evening.",
        )
    ),
    (page("404 студента получили дипломы", "В университете прошла церемония вручения дипломов выпускникам института.")),
    (page("安全检查工作在我校全面展开", "学校组织开展实验室安全检查，校领导带队走访各学院。")),
    (page("Вход в университет украсит новая скульптура", "Скульптор подарил вузу работу, которую поставят у входа.")),
    (
        page(
            "Cookies and careers: bake sale for the library",
            "Students sold cookies in the hall and raised money for books.",
        )
    ),
    (page("Библиотека вводит единый вход", "Читателям больше не нужно помнить несколько паролей: хватит одного.")),
    (page("Maintenance of historic roofs: a new course", "The course teaches how slate roofs are kept for centuries.")),
    (page("清华大学举办验证码识别竞赛", "比赛吸引了来自全国二十所高校的队伍，参赛者比拼识别算法的速度和准确率。")),
]


@pytest.mark.parametrize("html", NEWS, ids=range(len(NEWS)))
def test_news_about_maintenance_captchas_or_logins_are_news(html: bytes) -> None:
    assert verdict(html) is None


def test_a_headline_the_listing_announced_is_the_article_whatever_it_says() -> None:
    title = "Сайт временно недоступен: как мы переезжали"
    html = page(title, "На сайте ведутся технические работы, такой текст видели все в понедельник.")
    assert verdict(html) is not None
    assert verdict(html, announced=title) is None


@pytest.mark.parametrize(
    "final",
    ["/", "/news/", "/ru/", "/index.php", "/404", "/error/404.html", "/login?next=/news/2026/", "/captcha/check"],
)
def test_a_redirect_to_the_front_page_the_section_or_an_error_page_is_no_article(final: str) -> None:
    html = page("Добро пожаловать в университет", "Здесь учатся двадцать тысяч студентов. " * 60)
    assert "redirected" in (verdict(html, final=f"https://uni.example.ru{final}") or "")


def test_a_redirect_to_the_articles_new_address_is_followed() -> None:
    html = page("Открыта лаборатория", "В лаборатории поставили новый спектрометр. " * 20)
    assert verdict(html, final="https://uni.example.ru/news/archive/2026/otkryta-laboratoriya/") is None


def test_a_page_of_a_listing_tells_a_gate_from_an_end() -> None:
    assert why_no_listing(page("Технические работы", "На сайте ведутся технические работы.").decode()) is not None
    assert why_no_listing(bare("Just a moment...", "<p>Checking your browser</p>").decode()) is not None
    assert why_no_listing(page("Новости", "Новостей больше нет.").decode()) is None
