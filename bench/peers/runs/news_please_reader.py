"""news-please as a library: ``NewsPlease.from_urls``, which fetches with threads and reads in a pool of processes."""

import json
import sys
from pathlib import Path

from newsplease import NewsPlease

if __name__ == "__main__":
    task = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    found = NewsPlease.from_urls(
        [page["url"] for page in task["pages"]], request_args={"timeout": 30}, fetch_images=False
    )
    with Path(task["out"]).open("w", encoding="utf-8") as file:
        for url, article in found.items():
            if not article:
                continue
            day = article.date_publish.date().isoformat() if article.date_publish else None
            answer = {"url": url, "title": article.title or "", "body": article.maintext or "", "date": day}
            file.write(json.dumps(answer) + "\n")
