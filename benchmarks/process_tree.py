"""What a process and all below it use, from /proc."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def tree(pid: int) -> list[int]:
    """A process and its descendants that are alive."""
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        try:
            children = Path(f"/proc/{one}/task/{one}/children").read_text().split()
            # Threads may have children of their own.
            for task in Path(f"/proc/{one}/task").iterdir():
                if task.name != str(one):
                    children += (task / "children").read_text().split()
        except OSError:
            continue
        found.append(one)
        waiting += map(int, children)
    return found


def cpu_s(pid: int) -> float:
    """CPU seconds of a tree so far, of children that have ended included."""
    return sum(_ticks(one) for one in tree(pid)) / TICKS


def pss_mb(pid: int) -> float:
    """Memory of a tree in MB; shared pages are divided among those that share them."""
    return sum(_pss_kb(one) for one in tree(pid)) / 1000


def own_mb(pid: int) -> float:
    """Memory of one process that is no file's, in MB; nothing of one that has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith("RssAnon:")), 0.0)


def _ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0
    return sum(map(int, fields[11:15]))


def _pss_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
