"""Which socket addresses belong to the public internet: newsbot's own table.

Rule: only addresses are judged, never the text of a URL. The table is ours because `ipaddress` changes between patch
releases of Python: of 36 non-public addresses 3.11's `is_global` let 15 pass. After the IANA special-purpose registries.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

NOT_PUBLIC_V4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",  # this host; connects to loopback
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by carriers; Alibaba's metadata is in it
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # public by number, but inside Azure it is the host's own control service
        "169.254.0.0/16",  # link-local; the metadata of most clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments; Oracle's metadata is in it
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # multicast tunnelling
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
PUBLIC_V6 = IPv6Network("2000::/3")  # all that was ever given out; everything else is special, local or mapped IPv4
NOT_PUBLIC_V6 = tuple(
    IPv6Network(text)
    for text in (
        "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID, drones
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: holds an IPv4 address, and is retired
        "2620:4f:8000::/48",  # AS112
        "3ffe::/16",  # the old 6bone
        "3fff::/20",  # documentation
    )
)
NAT64 = IPv6Network(
    "64:ff9b::/96"
)  # networks without IPv4 reach it through these: as public as the IPv4 address inside


def is_public(address: str) -> bool:
    """Whether a numeric address, as a socket connects to it, is one that anybody on the internet may reach.

    False for whatever is not a plain address: names, other spellings, IPv6 with a zone.
    """
    try:
        judged = ip_address(address)
    except ValueError:
        return False
    if isinstance(judged, IPv6Address):
        return _is_public_v6(judged)
    return _is_public_v4(judged)


def _is_public_v4(address: IPv4Address) -> bool:
    return not any(address in network for network in NOT_PUBLIC_V4)


def _is_public_v6(address: IPv6Address) -> bool:
    if address.scope_id is not None:
        return False
    if address in NAT64:
        return _is_public_v4(IPv4Address(int(address) & 0xFFFFFFFF))
    return address in PUBLIC_V6 and not any(address in network for network in NOT_PUBLIC_V6)
