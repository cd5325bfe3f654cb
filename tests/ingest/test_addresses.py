"""The table of addresses is ours, so every border of it is pinned here."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.addresses import is_public

# The IANA special-purpose registries, and what clouds answer on inside.
NOT_PUBLIC = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16",
    "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24",
    "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",
    "240.0.0.0/4", "::/128", "::1/128", "::/96", "::ffff:0:0/96", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64",
    "2001::/32", "2001:1::/32", "2001:2::/48", "2001:3::/32", "2001:10::/28", "2001:20::/28", "2001:30::/28",
    "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3ffe::/16", "3fff::/20", "5f00::/16", "fc00::/7",
    "fe80::/10", "fec0::/10", "ff00::/8",
]  # fmt: skip
# The last address before and the first after each special network, where those are public.
NEIGHBOURS = [
    "1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
    "168.63.129.15", "168.63.129.17", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0",
    "191.255.255.255", "192.0.1.0", "192.0.1.255", "192.0.3.0", "192.88.98.255", "192.88.100.0", "192.167.255.255",
    "192.169.0.0", "198.17.255.255", "198.20.0.0", "198.51.99.255", "198.51.101.0", "203.0.112.255", "203.0.114.0",
    "223.255.255.255", "2000::", "2001:200::", "2001:db7:ffff::", "2001:db9::", "2001:ffff::", "2003::",
    "2606:4700:4700::1111", "2a00:1450:4001:81b::200e", "3ffd::", "3fff:1000::",
]  # fmt: skip


@pytest.mark.parametrize("network", NOT_PUBLIC)
def test_no_address_of_a_special_network_is_public_from_its_first_to_its_last(network: str) -> None:
    special = ip_network(network)
    middle = special[special.num_addresses // 2]
    assert [is_public(str(each)) for each in (special[0], middle, special[-1])] == [False] * 3


@pytest.mark.parametrize("address", NEIGHBOURS)
def test_the_addresses_beside_special_networks_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", ["64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b::a9fe:a9fe", "64:ff9b::"])
def test_an_address_behind_nat64_is_what_its_ipv4_address_is(address: str) -> None:
    assert not is_public(address)
    assert is_public("64:ff9b::808:808")


@pytest.mark.parametrize(
    "text",
    ["", "localhost", "127.1", "2130706433", "0x7f000001", "017700000001", "8.8.8.8 ", "8.8.8.8\0", "2606:4700::1%lo"],
)
def test_what_is_not_a_plain_numeric_address_is_never_public(text: str) -> None:
    assert not is_public(text)


@given(st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)))
def test_whatever_python_itself_calls_private_is_never_public(address: IPv4Address | IPv6Address) -> None:
    inside = ip_address(int(address) & 0xFFFFFFFF) if address in ip_network("64:ff9b::/96") else address
    if inside.is_private or inside.is_multicast or inside.is_reserved or inside.is_loopback or inside.is_link_local:
        assert not is_public(str(address))
