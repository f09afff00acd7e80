"""The user's own templates: sandboxed Jinja2, rendered in a process apart that is bounded in time and memory.

A template that is broken, too slow or too large is never a reason to lose an alert: the shipped one is used instead,
and the message's receipt says so.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alerts.child import ChildError, ask, serve
from alerts.text import clean, inert, shorten

if TYPE_CHECKING:
    from alerts.render import Digest
    from alerts.templates import Layout

NAMES = ("subject.txt.j2", "digest.html.j2", "digest.txt.j2", "message.txt.j2")
"""Subject and the two parts of a mail; the text that goes through Apprise."""
LIMIT_S = 10.0
CPU_S = 5
MEMORY_MB = 768
FILE_LIMIT = 256 * 1024
TEXT_LIMIT = 1024 * 1024


@dataclass(frozen=True, slots=True)
class OwnTexts:
    """What the user's templates came to: ``texts`` by the template's name, ``problems`` in words where one of them
    could not be used."""

    texts: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    def remark(self) -> str | None:
        """The problems in one sentence, None without any."""
        said = "; ".join(self.problems)
        return f"the shipped template was used: {shorten(said, 400)}" if said else None


def own_texts(folder: Path | None, names: Iterable[str], digest: Digest, layout: Layout) -> OwnTexts:
    """Render those of the templates ``names`` that lie in ``folder``, with ``digest`` and ``layout`` in their hands."""
    if folder is None:
        return OwnTexts()
    sources: dict[str, str] = {}
    problems: list[str] = []
    for name in names:
        try:
            with (folder / name).open("rb") as file:
                raw = file.read(FILE_LIMIT + 1)
            if len(raw) > FILE_LIMIT:
                raise ValueError(f"is over {FILE_LIMIT // 1024} KB")
            sources[name] = raw.decode("utf-8-sig")
        except FileNotFoundError:
            continue
        except (OSError, ValueError) as error:
            problems.append(f"{name}: {clean(error, 120)}")
    if not sources:
        return OwnTexts({}, tuple(problems))
    try:
        answer = json.loads(ask(__name__, pickle.dumps((sources, digest, layout)), limit_s=LIMIT_S))
    except ChildError as error:
        return OwnTexts({}, (*problems, *(f"{name}: {clean(error, 200)}" for name in sources)))
    problems += [f"{name}: {clean(text, 200)}" for name, text in answer["problems"].items()]
    return OwnTexts(answer["texts"], tuple(problems))


def render_sources(sources: Mapping[str, str], digest: Any, layout: Any) -> dict[str, dict[str, str]]:
    """Each template's text, or what is wrong with it: ``{"texts": …, "problems": …}``. Unbounded: for the process
    apart only."""
    from jinja2 import DictLoader, StrictUndefined, TemplateError, select_autoescape
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        loader=DictLoader(sources),
        autoescape=select_autoescape(enabled_extensions=("html", "html.j2"), default_for_string=True, default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"shorten": shorten, "inert": inert}
    texts: dict[str, str] = {}
    problems: dict[str, str] = {}
    for name in sources:
        try:
            text = environment.get_template(name).render(digest=digest, layout=layout)
            if not text.strip():
                raise ValueError("says nothing")
            if len(text) > TEXT_LIMIT:
                raise ValueError(f"came to over {TEXT_LIMIT // 1024} KB")
            texts[name] = text
        except TemplateError as error:
            line = getattr(error, "lineno", None)
            problems[name] = f"{f'line {line}: ' if line else ''}{error.message or type(error).__name__}"
        except Exception as error:  # a template is a program: whatever it raises is its own fault
            problems[name] = f"{type(error).__name__}: {error}"
    return {"texts": texts, "problems": problems}


def _answer(request: bytes) -> bytes:
    sources, digest, layout = pickle.loads(request)  # noqa: S301 - from our own process, never from outside
    return json.dumps(render_sources(sources, digest, layout)).encode()


if __name__ == "__main__":
    serve(_answer, cpu_s=CPU_S, memory_mb=MEMORY_MB)
