"""newspaper4k as its manual downloads many articles: ``fetch_news`` with five threads, each article in its language."""

import json
import sys
from pathlib import Path

from newspaper import Article
from newspaper.configuration import Configuration
from newspaper.mthreading import fetch_news

if __name__ == "__main__":
    task = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    articles = []
    for page in task["pages"]:
        settings = Configuration()
        settings.fetch_images = False
        if page["language"]:
            settings.language = page["language"]
        articles.append(Article(page["url"], config=settings))
    with Path(task["out"]).open("w", encoding="utf-8") as file:
        for article in fetch_news(articles, threads=5) if articles else ():
            day = article.publish_date.date().isoformat() if article.publish_date else None
            answer = {"url": article.url, "title": article.title, "body": article.text, "date": day}
            file.write(json.dumps(answer) + "\n")
