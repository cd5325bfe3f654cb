"""Dates as feeds and pages write them, to aware UTC.

Rule: a date is taken when it is whole (year, month, day) and possible; a guess is worse than none, for then the article counts as new.
"""

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone

_MONTHS = """
1 january jan januar janvier enero janeiro gennaio januari январь января янв січня stycznia ocak জানুয়ারি জানুয়ারী जनवरी يناير ژانویه جنوری
2 february feb februar février fevrier febrero fevereiro febbraio februari февраль февраля фев лютого lutego şubat ফেব্রুয়ারি ফেব্রুয়ারী फरवरी फ़रवरी فبراير فوریه فروری
3 march mar märz maerz mars marzo março maart март марта березня marca mart মার্চ मार्च مارس مارچ
4 april apr avril abril aprile апрель апреля апр квітня kwietnia nisan এপ্রিল अप्रैल أبريل ابريل آوریل اپریل
5 may mai mayo maio maggio mei май мая травня maja mayıs মে मई مايو مه مئی
6 june jun juni juin junio junho giugno июнь июня июн червня czerwca haziran জুন जून يونيو ژوئن جون
7 july jul juli juillet julio julho luglio июль июля июл липня lipca temmuz জুলাই जुलाई يوليو ژوئیه جولائی
8 august aug août aout agosto augustus agustus август августа авг серпня sierpnia ağustos আগস্ট আগষ্ট अगस्त أغسطس اوت اگست
9 september sep sept septembre septiembre setembro settembre сентябрь сентября сен сент вересня września eylül সেপ্টেম্বর सितंबर सितम्बर سبتمبر سپتامبر ستمبر
10 october oct oktober okt octobre octubre outubro ottobre октябрь октября окт жовтня października ekim অক্টোবর अक्टूबर أكتوبر اكتوبر اکتبر اکتوبر
11 november nov novembre noviembre novembro ноябрь ноября ноя листопада listopada kasım নভেম্বর नवंबर नवम्बर نوفمبر نوامبر نومبر
12 december dec dezember dez décembre decembre diciembre dezembro dicembre desember декабрь декабря дек грудня grudnia aralık ডিসেম্বর दिसंबर दिसम्बर ديسمبر دسامبر دسمبر
"""
_MONTH_OF = {name: int(row.split()[0]) for row in _MONTHS.strip().splitlines() for name in row.split()[1:]}

_ISO = re.compile(
    r"\b((?:19|20)\d\d)-(\d\d?)-(\d\d?)(?:[T ]+(\d\d?):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?)?",
    re.IGNORECASE,
)
_CJK = re.compile(r"((?:19|20)\d\d)\s*[年년]\s*(\d\d?)\s*[月월]\s*(\d\d?)\s*[日일]")
_DOTTED = re.compile(r"\b(\d\d?)\.\s?(\d\d?)\.\s?((?:19|20)\d\d)\b")  # with dots the day comes first everywhere
_SLASHED = re.compile(r"\b(\d\d?)[/-](\d\d?)[/-]((?:19|20)\d\d)\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_TIME = re.compile(
    r"(?<![\d:])(\d\d?)[:.h時时](\d\d)(?!\d|[./]\d)[分]?(?::\d\d)?\s*([ap]\.?m\b\.?)?\s*(Z\b|UTC|GMT|[+-]\d\d:?\d\d)?",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"\d+|(?:[^\W\d_]|[\u0300-\u036f\u0900-\u0dff\u200c\u200d])+")
_AGO = re.compile(
    r"^\W*(?:\d+|an?|one|eine[mr]?|un[ea]?)?\s*(?:\w+ )?(?:sec(?:ond)?s?|min(?:ute)?s?|hours?|hrs?|days?|weeks?|months?|[hdm]) ago\W*$|^\W*(?:just now|today|yesterday|gerade eben|heute|gestern|hier|aujourd'hui|hoy|ayer|сегодня|вчера|আজ|গতকাল|اليوم|أمس|今日|昨日|昨天|今天)(?:[ ,]+\d\d?[:.h]\d\d(?: ?(?:[ap]m|uhr|gmt))?)?\W*$"
    r"|^\W*(?:vor \d+ \w+|il y a \d+ \w+|hace \d+ \w+|há \d+ \w+|\d+ \w+ (?:fa|geleden|temu|назад|тому|önce|yang lalu|lalu|trước|আগে|पहले|قبل|پیش|پہلے)|منذ .{1,20}|قبل \d+ .{1,12}|\S{1,6} (?:ঘণ্টা|মিনিট|দিন) আগে|\d+\s*(?:分|時間|日|秒)前|\d+\s*(?:分钟|小时|天|分鐘|小時)前|\d+\s*(?:분|시간|일) ?전)\W*$",
    re.IGNORECASE,
)


def find_date(line: str) -> datetime | None:
    """The moment a line names, None when it names none or is not sure.

    Without a zone it is read as UTC, without a time as noon there: the day is then right nearly everywhere, the hour is not known.
    "03/04/2024" is two different days in two countries and therefore none.
    """
    line = _with_plain_digits(line[:200])
    year, month, day = _find_day(line) or (0, 0, 0)
    if not year:
        return None
    hour, minute, zone = _find_time(line)
    try:
        return datetime(year, month, day, hour, minute, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def parse_moment(text: object) -> datetime | None:
    """The moment in a date field of a feed or page (ISO 8601 or RFC 822, any year), aware UTC; None when it is no such date."""
    if not isinstance(text, str) or not text.strip():
        return None
    text = text.strip()[:80]
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return find_date(text)


def is_date_line(line: str) -> bool:
    """Whether a line says when, and hardly anything else: "Published 14 November 2024, 08:00", "vor 2 Stunden"."""
    if len(line) > 90:
        return False
    if _AGO.match(line):
        return True
    if not any(character.isdigit() for character in line):
        return False
    line = _with_plain_digits(line)
    tokens = [token.casefold() for token in _TOKEN.findall(line)]
    months = sum(token in _MONTH_OF for token in tokens)
    numbers = sum(token.isdigit() for token in tokens)
    others = sum(len(token) > 2 and not token.isdigit() and token not in _MONTH_OF for token in tokens)
    dated = _find_day(line) is not None or (_TIME.search(line) is not None and numbers <= 3 and others <= 2)
    return dated and others <= months + numbers


def _with_plain_digits(line: str) -> str:
    """২০২৪ -> 2024"""
    if line.isascii():
        return line
    return "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in line)


def _find_day(line: str) -> tuple[int, int, int] | None:
    for pattern, order in ((_ISO, (1, 2, 3)), (_CJK, (1, 2, 3)), (_DOTTED, (3, 2, 1))):
        if match := pattern.search(line):
            year, month, day = (int(match[group]) for group in order)
            return _possible(year, month, day)
    if match := _SLASHED.search(line):
        first, second, year = (int(group) for group in match.groups())
        if first > 12:
            return _possible(year, second, first)
        return _possible(year, first, second) if second > 12 or first == second else None
    return _find_named_day(line)


def _find_named_day(line: str) -> tuple[int, int, int] | None:
    """A month by its name with the number closest to it as the day."""
    year = _YEAR.search(line)
    tokens = [token.casefold() for token in _TOKEN.findall(line)]
    months = [index for index, token in enumerate(tokens) if token in _MONTH_OF]
    if not year or len(months) != 1:
        return None
    at = months[0]
    # "14 November", "November 14", "14 de noviembre", "14th of November"
    for index in (at - 1, at + 1, at - 2, at + 2, at - 3):
        if 0 <= index < len(tokens) and tokens[index].isdigit() and 1 <= int(tokens[index]) <= 31:
            return _possible(int(year[0]), _MONTH_OF[tokens[at]], int(tokens[index]))
    return None


def _possible(year: int, month: int, day: int) -> tuple[int, int, int] | None:
    return (year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _find_time(line: str) -> tuple[int, int, timezone]:
    match = _TIME.search(line)
    if not match:
        return 12, 0, UTC
    hour, minute = int(match[1]), int(match[2])
    if match[3]:
        hour = hour % 12 + (12 if match[3][0] in "pP" else 0)
    return (hour, minute, _zone(match[4])) if hour < 24 and minute < 60 else (12, 0, UTC)


def _zone(text: str | None) -> timezone:
    if not text or text[0] not in "+-":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 14 or minutes > 59:
        return UTC
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)
