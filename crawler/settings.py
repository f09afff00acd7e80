"""The Scrapy settings of every crawl: hardened, polite, and as light as a news crawl allows.

``vestnik.scrapy_settings`` adds what the user's configuration says (store, sources, topics, contact). Each value that
differs from Scrapy's default has its reason beside it or above its group.
"""

BOT_NAME = "vestnik"
USER_AGENT = "Vestnik/0.1 (university news monitor)"

SPIDER_LOADER_CLASS = "crawler.loader.SourceSpiderLoader"
SPIDER_MODULES = ["crawler.spiders"]
# What Scrapy would add by itself is left out as a whole, and what a crawl uses is named: Scrapy imports all that stands
# in its base tables, even what is switched off (an HTTP server, an SSH library, an HTTP client: 8 MB), and each spider
# middleware is one more layer around everything a page yields. None has work to do here: depth is not limited, every
# status is the spider's to judge, no referrer is sent, and no request is made by copying another's meta.
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
SPIDER_MIDDLEWARES = {"scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": 800}
ITEM_PIPELINES = {
    "pipelines.identify.IdentifyPipeline": 100,
    "pipelines.compare.ComparePipeline": 200,
    "pipelines.judge.JudgePipeline": 300,
    "pipelines.store.StorePipeline": 400,
}
EXTENSIONS_BASE: dict[str, int] = {}
EXTENSIONS = {
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.closespider.CloseSpider": 0,
    "crawler.extensions.RunRecorder": 100,
    "crawler.robots.CrawlDelay": 200,
    "crawler.collector.Collector": 300,
    "crawler.extensions.Feeds": 400,
}
FEED_EXPORTERS = {"csv": "crawler.feeds.SafeCsv"}
# No cookies: a session makes Bitrix answer with the page last seen. No meta refresh, no cache of answers.
DOWNLOADER_MIDDLEWARES_BASE: dict[str, int] = {}
DOWNLOADER_MIDDLEWARES = {
    "crawler.guard.AddressGuardMiddleware": 50,
    "crawler.robots.RobotsMiddleware": 100,
    "crawler.politeness.HostPauseMiddleware": 150,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "crawler.politeness.RetryMiddleware": 550,
    "crawler.compression.CompressionMiddleware": 590,
    "crawler.redirects.RedirectMiddleware": 600,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": 750,
    "scrapy.downloadermiddlewares.stats.DownloaderStats": 850,
}

# Politeness. Scrapy enforces a host's concurrency only where there is a delay (seen on 2.14 to 2.19).
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "Vestnik"
CONCURRENT_REQUESTS = 16
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0.3
RETRY_TIMES = 2
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"  # the verdict says it, in words
RETRY_EXCEPTIONS = [  # Scrapy's, less those of its Twisted client; OSError: an answer that cannot be unpacked
    "scrapy.exceptions.CannotResolveHostError",
    "scrapy.exceptions.DownloadConnectionRefusedError",
    "scrapy.exceptions.DownloadFailedError",
    "scrapy.exceptions.DownloadTimeoutError",
    "scrapy.exceptions.ResponseDataLossError",
    OSError,
]
RETRY_HTTP_CODES = [500, 502, 503, 504, 522, 524, 408]  # 429 is a request to wait, not to try again
REDIRECT_MAX_TIMES = 5

# Bounds: a page, a site and an answer that never ends cost a known amount.
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_FAIL_ON_DATALOSS = True
CLOSESPIDER_TIMEOUT = 3600
URLLENGTH_LIMIT = 2000
DNS_TIMEOUT = 20

# Safety: only http and https, certificates verified (and nothing that listens: EXTENSIONS names none).
DOWNLOAD_HANDLERS = {
    "http": "crawler.politeness.PoliteHandler",
    "https": "crawler.politeness.PoliteHandler",
    **dict.fromkeys(("file", "data", "ftp", "s3")),
}
DOWNLOAD_VERIFY_CERTIFICATES = True
TWISTED_DNS_RESOLVER = "crawler.guard.GuardedResolver"
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"

# Cost: docs/decisions.md holds the measurements.
CONCURRENT_ITEMS = 1
STATS_CLASS = "crawler.counters.Counters"
LOG_LEVEL = "WARNING"
LOG_SCRAPED_ITEMS = False

# Ours. Plain values only: Scrapy copies settings for every crawl.
VESTNIK_STORE: str | None = None  # dotted name of a function that opens the store, where no runner hands one over
VESTNIK_SOURCE_FOLDERS: list[str] = []
VESTNIK_TOPICS = ["china"]
VESTNIK_ROUTES: list[dict[str, object]] = []
VESTNIK_PRIVATE_HOSTS: list[str] = []
VESTNIK_MIN_DELAY_S = 0.0
VESTNIK_DAILY_REQUESTS = 0  # to a host, all crawls together; 0: no bound
VESTNIK_MAX_PAGES: int | None = None
VESTNIK_RECHECK_LIMIT = 50
VESTNIK_RECHECK_S: tuple[float, ...] = ()  # storage.recheck.Ages in seconds; empty: as they stand there
VESTNIK_PENDING_LIMIT = 2000
