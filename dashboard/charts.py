"""Charts as SVG images, drawn on the server by pygal; readable on light and dark, without a script."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import SubElement, fromstring, register_namespace, tostring

from pygal import Bar, HorizontalBar
from pygal.style import Style

POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
"""What a chart may do when it is opened by itself: style itself. As an image it can do nothing else anyway."""
_LABEL = 34
_COLOURS = """
svg#chart-chart .reactive { fill: #0a57a4 !important; stroke: #0a57a4 !important; fill-opacity: 1 !important; }
svg#chart-chart text, svg#chart-chart .text-overlay text.value { fill: #1b232c !important; stroke: none !important; }
svg#chart-chart .guides path, svg#chart-chart .axis path { stroke: #8a949e !important; }
@media (prefers-color-scheme: dark) {
  svg#chart-chart .reactive { fill: #82bcf6 !important; stroke: #82bcf6 !important; }
  svg#chart-chart text, svg#chart-chart .text-overlay text.value { fill: #e6eaee !important; }
}
"""
"""The colours of ``static/style.css``."""
_SVG = "{http://www.w3.org/2000/svg}"


def columns(counts: Sequence[tuple[str, int]]) -> bytes:
    """Upright bars in their order, as for weeks; about every eighth is named."""
    chart = Bar(**_how(height=320), show_minor_x_labels=False, x_label_rotation=0, truncate_label=-1)
    chart.x_labels = [name for name, _ in counts]
    chart.x_labels_major = [name for name, _ in counts][:: max(1, len(counts) // 7)]
    return _drawn(chart, counts)


def rows(counts: Sequence[tuple[str, int]]) -> bytes:
    """Lying bars, the first on top, each with its number."""
    upwards = list(counts)[::-1]
    chart = HorizontalBar(
        **_how(height=90 + 30 * len(upwards)), print_values=True, print_values_position="top", truncate_label=_LABEL
    )
    chart.x_labels = [_short(name) for name, _ in upwards]
    return _drawn(chart, upwards)


def _how(height: int) -> dict[str, Any]:
    style = Style(
        background="transparent",
        plot_background="transparent",
        font_family="system-ui, sans-serif",
        label_font_size=18,
        major_label_font_size=18,
        value_font_size=18,
        no_data_font_size=18,
        transition="0s",
    )
    return {
        "width": 900,
        "height": height,
        "js": [],
        "style": style,
        "show_legend": False,
        "include_x_axis": True,
        "value_formatter": lambda value: f"{value:.0f}",
        "no_data_text": "0",
    }


def _drawn(chart: Any, counts: Sequence[tuple[str, int]]) -> bytes:
    """The chart's SVG. pygal puts its configuration into a script even where none is wanted: that is taken out."""
    chart.uuid = "chart"  # else a random one: the same numbers would never be the same image
    chart.add("", [count for _, count in counts])
    chart.y_labels = _steps(max((count for _, count in counts), default=0))
    svg = fromstring(chart.render())  # noqa: S314 - our own text, just made
    for parent in list(svg.iter()):
        for child in list(parent):
            if child.tag == f"{_SVG}script":
                parent.remove(child)
    SubElement(svg, f"{_SVG}style").text = _COLOURS
    register_namespace("", "http://www.w3.org/2000/svg")
    drawn: bytes = tostring(svg, encoding="utf-8")
    return drawn


def _steps(most: int) -> list[int]:
    """Whole numbers for the axis of counts, from 0 to the highest or just above it, about five."""
    step = next(size * 10**power for power in range(12) for size in (1, 2, 5) if size * 10**power * 5 >= most)
    return list(range(0, most + step, step))


def _short(name: str) -> str:
    return name if len(name) <= _LABEL else f"{name[: _LABEL - 1]}…"
