"""Words for codes: grades, languages, countries, days."""

from __future__ import annotations

from datetime import date, datetime

GRADES = {3: "main subject", 2: "significant", 1: "passing mention", 0: "not mentioned"}

LANGUAGES = {
    "ar": "Arabic", "az": "Azerbaijani", "be": "Belarusian", "cs": "Czech", "de": "German", "en": "English",
    "es": "Spanish", "fr": "French", "hi": "Hindi", "hy": "Armenian", "it": "Italian", "ja": "Japanese",
    "ka": "Georgian", "kk": "Kazakh", "ko": "Korean", "ky": "Kyrgyz", "mn": "Mongolian", "pl": "Polish",
    "pt": "Portuguese", "ru": "Russian", "sr": "Serbian", "tg": "Tajik", "tk": "Turkmen", "tr": "Turkish",
    "tt": "Tatar", "uk": "Ukrainian", "uz": "Uzbek", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip

COUNTRIES = {
    "AE": "United Arab Emirates", "AM": "Armenia", "AR": "Argentina", "AT": "Austria", "AU": "Australia",
    "AZ": "Azerbaijan", "BD": "Bangladesh", "BE": "Belgium", "BG": "Bulgaria", "BR": "Brazil", "BY": "Belarus",
    "CA": "Canada", "CH": "Switzerland", "CL": "Chile", "CN": "China", "CO": "Colombia", "CU": "Cuba",
    "CY": "Cyprus", "CZ": "Czechia", "DE": "Germany", "DK": "Denmark", "DZ": "Algeria", "EE": "Estonia",
    "EG": "Egypt", "ES": "Spain", "ET": "Ethiopia", "FI": "Finland", "FR": "France", "GB": "United Kingdom",
    "GE": "Georgia", "GR": "Greece", "HK": "Hong Kong", "HR": "Croatia", "HU": "Hungary", "ID": "Indonesia",
    "IE": "Ireland", "IL": "Israel", "IN": "India", "IQ": "Iraq", "IR": "Iran", "IS": "Iceland", "IT": "Italy",
    "JO": "Jordan", "JP": "Japan", "KE": "Kenya", "KG": "Kyrgyzstan", "KH": "Cambodia", "KP": "North Korea",
    "KR": "South Korea", "KZ": "Kazakhstan", "LA": "Laos", "LB": "Lebanon", "LK": "Sri Lanka", "LT": "Lithuania",
    "LU": "Luxembourg", "LV": "Latvia", "MA": "Morocco", "MD": "Moldova", "ME": "Montenegro", "MK": "North Macedonia",
    "MM": "Myanmar", "MN": "Mongolia", "MO": "Macao", "MX": "Mexico", "MY": "Malaysia", "NG": "Nigeria",
    "NL": "Netherlands", "NO": "Norway", "NP": "Nepal", "NZ": "New Zealand", "PE": "Peru", "PH": "Philippines",
    "PK": "Pakistan", "PL": "Poland", "PT": "Portugal", "QA": "Qatar", "RO": "Romania", "RS": "Serbia",
    "RU": "Russia", "SA": "Saudi Arabia", "SE": "Sweden", "SG": "Singapore", "SI": "Slovenia", "SK": "Slovakia",
    "SY": "Syria", "TH": "Thailand", "TJ": "Tajikistan", "TM": "Turkmenistan", "TN": "Tunisia", "TR": "Türkiye",
    "TW": "Taiwan", "UA": "Ukraine", "US": "United States", "UZ": "Uzbekistan", "VE": "Venezuela", "VN": "Vietnam",
    "ZA": "South Africa",
}  # fmt: skip

CHANGES = {
    "new": "new",
    "title": "headline changed",
    "date": "date changed",
    "body": "text changed",
    "typo": "small correction",
    "encoding": "read in its right encoding",
}

HEALTH = {"broken": "broken", "recovered": "works again", "warning": "warning"}

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def grade_name(grade: int | None) -> str:
    """A grade 0..3 in words; "" for None or a number that is no grade."""
    return GRADES.get(grade, "") if grade is not None else ""


def language_name(code: str | None) -> str:
    """The English name of an ISO 639-1 code, the code itself where it is not in the table, "" for None."""
    return LANGUAGES.get(code.lower(), code) if code else ""


def country_name(code: str) -> str:
    """The English short name of an ISO 3166-1 alpha-2 code, or the code itself where it is not in the table."""
    return COUNTRIES.get(code.upper(), code)


def day_name(day: str | None, *, short: bool = False) -> str:
    """``2024-06-28`` as ``28 June 2024``, ``short`` as ``28 Jun 2024``; "" for None; any other text as it is."""
    if not day:
        return ""
    try:
        value = date.fromisoformat(day[:10])
    except ValueError:
        return day
    month = _MONTHS[value.month - 1]
    return f"{value.day} {month[:3] if short else month} {value.year}"


def moment_name(moment: datetime | None) -> str:
    """An aware UTC moment as ``28 June 2024, 09:15 UTC``; "" for None."""
    return f"{day_name(moment.date().isoformat())}, {moment:%H:%M} UTC" if moment else ""
