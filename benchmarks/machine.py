"""What the page says about the machine and the versions; no name and no folder of the machine is among it."""

import os
import platform
import subprocess

from benchmarks.environments import script
from benchmarks.places import Place


def describe_machine() -> dict[str, str]:
    """Processor, their number, memory, system, and the Python that tools written in Python run on."""
    return {
        "processors": f"{os.cpu_count()} x {_processor()}",
        "memory": _memory(),
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "load before": f"{os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else "unknown",
    }


def version_of(place: Place, tool: str) -> str:
    """The version of the distribution that is installed in a tool's environment.

    Raises:
        subprocess.CalledProcessError: it is not installed.

    """
    asked = f"import importlib.metadata as m; print(m.version({tool!r}))"
    python = script(place.peer(tool), "python")
    return subprocess.run([python, "-c", asked], check=True, capture_output=True, text=True).stdout.strip()


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as stream:
            names = [line.partition(":")[2].strip() for line in stream if line.startswith("model name")]
    except OSError:
        names = []
    return names[0] if names else platform.processor() or platform.machine()


def _memory() -> str:
    try:
        return f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.0f} GiB"
    except (ValueError, AttributeError):
        return "unknown"
