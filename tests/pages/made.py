"""All invented pages by name."""

from __future__ import annotations

from tests.pages import made_bitrix, made_east, made_systems
from tests.pages.making import Made

PAGES: dict[str, Made] = {**made_bitrix.PAGES, **made_systems.PAGES, **made_east.PAGES}
