"""What this process and all below it cost; a server that is only there to be asked does not count.

Rule: read from /proc, so Linux alone; a process that ended counts with its parent.
"""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def memory_of_all(server: int) -> int:
    """MiB of this process and all below it but the server; what they share counts once."""
    return sum(_share(pid) for pid in _family(server)) // 1024


def _share(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def cpu_of_all(server: int) -> float:
    """Seconds of this process and all below it, ended ones too, without the server."""
    spent = _family(server)
    return sum(spent.values())


def _family(server: int) -> dict[int, float]:
    """The processes that count, each with its seconds and those of its children that have ended."""
    parents: dict[int, int] = {}
    spent: dict[int, float] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        pid = int(path.parent.name)
        parents[pid] = int(fields[1])
        spent[pid] = sum(int(ticks) for ticks in fields[11:15]) / TICKS
    return {pid: seconds for pid, seconds in spent.items() if pid != server and _is_below(pid, os.getpid(), parents)}


def _is_below(pid: int, top: int, parents: dict[int, int]) -> bool:
    while pid not in {0, 1, top}:
        pid = parents.get(pid, 0)
    return pid == top
