import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs limits that the kernel keeps")

START = """
import resource, signal, time
from index.limits import Limits, limit_memory, limit_time, picture_room, picture_time
limits = Limits(memory=100 << 20, picture_memory=200 << 20, cpu_seconds=50, wall_seconds=50, seconds_per_mb=0,
                picture_cpu_seconds=500, picture_wall_seconds=700, seconds_per_picture=5)
"""


def told(code: str) -> str:
    """Return what a process prints, or how it ended: limits can't be lifted in this one."""
    done = subprocess.run([sys.executable, "-c", START + code], capture_output=True, text=True, check=False)
    return done.stdout.strip() or done.stderr.strip().splitlines()[-1]


def test_a_process_takes_more_memory_only_while_it_reads_pictures() -> None:
    take, inside = "bytearray(200 << 20)", "\nwith picture_room(limits): "
    assert told(f"limit_memory(limits); {take}") == "MemoryError"
    assert told(f"limit_memory(limits){inside}{take}; print('taken')") == "taken"
    assert told(f"limit_memory(limits){inside}bytearray(400 << 20)") == "MemoryError"
    assert told(f"limit_memory(limits){inside}pass\n{take}") == "MemoryError"


def test_reading_a_picture_has_time_of_its_own_and_adds_a_little_to_that_of_the_file() -> None:
    wall = "round(signal.getitimer(signal.ITIMER_REAL)[0] / 5) * 5"
    tell = f"print({wall}, resource.getrlimit(resource.RLIMIT_CPU)[0])"
    lines = told(f"limit_time(limits, 0); {tell}\nwith picture_time(limits): {tell}\n{tell}").splitlines()
    walls, cpus = zip(*(map(int, line.split()) for line in lines), strict=True)
    assert walls == (50, 700, 55)
    used = cpus[0] - 50  # what the process took to start, in whole seconds
    assert [cpu - used for cpu in cpus[1:]] in ([500, 55], [500, 56], [501, 56])
