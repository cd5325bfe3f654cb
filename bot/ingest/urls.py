"""Addresses that lead to the same page, made equal: no tracking parameters, no AMP, no fragment, no difference in spelling.

Rule: what comes out is for comparing and never fetched; a parameter is only dropped when it is known to track, for any
other may be the article's number (courlan's own list takes `uid`, `source` and `session` for trackers, so it isn't used).
"""

import re
from contextlib import suppress
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

_TRACKERS = re.compile(
    r"^(?:utm_|mtm_|pk_|piwik_|matomo_|hsa_|ga_|gs_|mc_|ml_|vero_|oly_|itm_|at_|ns_|stm_|wt_|trk_|sc_|xtor|_hs|__)"
    r"|^(?:fbclid|gclid|gbraid|wbraid|dclid|gclsrc|msclkid|yclid|ysclid|twclid|ttclid|igshid|igsh|li_fat_id|mkt_tok|ocid|cmpid|cmp|"
    r"ncid|icid|smid|smtyp|ito|cid_rss|spm|scid|ref|ref_src|ref_url|referrer|referer|feature|share|shared|s_cid|_ga|_gl|"
    r"partner|rss|fromrss|from_rss|feedtype|sh|sref|guccounter|guce_referrer|guce_referrer_sig|traffic_source|maca|wtmc|"
    r"kwp_0|kwp_1|kwp_4|cmpredirect|soc_src|soc_trk|social|campaign|campaign_id|amp|outputtype|usqp|amp_js_v|amp_gsa)$",
    re.IGNORECASE,
)
_MEANS_AMP = re.compile(r"^(?:amp|mobile\.amp)\.", re.IGNORECASE)
_AMP_PATH = re.compile(r"/amp(?=/|$)|\.amp(?=\.html?$)", re.IGNORECASE)
_AMP_CACHE = re.compile(r"^/(?:[cv]/(?:s/)?|amp/(?:s/)?)(.+)$")
_CACHES = ("cdn.ampproject.org", "www.google.com", "google.com")
_MOBILE = re.compile(r"^(?:www\d?|m|mobile)\.(?=[^.]+\.[^.])", re.IGNORECASE)
_INDEX = re.compile(r"/index\.(?:html?|php)$", re.IGNORECASE)
_KEPT = "/!=:,-~@;+$&'()*"


def normalise(url: str | None) -> str | None:
    """The address all spellings of a page's address share; None for what is no address. normalise(normalise(x)) == normalise(x)."""
    try:
        parts = urlsplit((url or "").strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return None
    if behind := _behind_cache(host, parts.path):
        return normalise(behind)
    host = _plain_host(host)
    port_text = "" if port in {None, 80, 443} else f":{port}"
    query = _plain_query(parts.query)
    # http and https, with www and without, are the same page on every site that anybody reads.
    return f"https://{host}{port_text}{_plain_path(parts.path)}{'?' if query else ''}{query}"


def site_of(url: str) -> str:
    """The host of an address without "www." and the like; empty when it has none."""
    try:
        return _plain_host((urlsplit(url).hostname or "").rstrip("."))
    except ValueError:
        return ""


def _behind_cache(host: str, path: str) -> str | None:
    """The page that an AMP cache shows."""
    is_cache = host in _CACHES or host.endswith(".cdn.ampproject.org")
    match = _AMP_CACHE.match(path) if is_cache else None
    return f"https://{match[1]}" if match and "." in match[1].partition("/")[0] else None


def _plain_host(host: str) -> str:
    host = host.casefold()
    with suppress(UnicodeError):
        host = host.encode("idna").decode("ascii")
    while (plain := _MEANS_AMP.sub("", _MOBILE.sub("", host))) != host:
        host = plain
    return host


def _plain_path(path: str) -> str:
    path = quote(unquote(path, errors="surrogateescape"), safe=_KEPT, errors="surrogateescape")
    path = re.sub(r"/{2,}", "/", path or "/")
    while (plain := _AMP_PATH.sub("", _INDEX.sub("/", path)).rstrip("/") or "/") != path:
        path = plain
    return path


def _plain_query(query: str) -> str:
    kept = [
        pair for pair in parse_qsl(query, keep_blank_values=True, max_num_fields=None) if not _TRACKERS.search(pair[0])
    ]
    return urlencode(sorted(kept))
