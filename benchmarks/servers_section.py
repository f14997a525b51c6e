"""The part of the page about language servers: what their users wait for; it measures nothing."""

from collections.abc import Sequence
from statistics import median, quantiles
from typing import Final

from benchmarks.markdown import table
from benchmarks.medians import megabytes
from benchmarks.results import Results, Waits

INTRO: Final = """\
## Language servers

One client (`python -m benchmarks.language_servers`) starts each server once, opens a file that imports from the middle
of the project, edits one import line of it fifty times, and asks for definitions and completions as often, one question
at a time. Milliseconds, median / 95th percentile. **initialize** counts from the start of the process, **open** ends
with the first finding about the missing import, **edit** with that about the newest text. A module is then **created**
and **deleted** on the disk with an event from the client, and created without one before the next edit (**untold**).
**References** are those of a module that many import, the first time and after that. Memory is the resident set of all
processes at the end, **idle** the share of a processor that is busy while nobody asks: who is not idle was still at
work in the background, after a minute in which it was left alone. **load** is that of the machine before: others worked
on it. The other servers infer types, but for ruff; ruff tells of an import that it is not used and does not look for
its module, jedi-language-server and pylsp say nothing of imports.
"""

STEPS: Final = ("initialize", "open", "edit", "definition", "completion", "created", "deleted", "untold")


def servers_section(results: Results) -> str:
    """A table for each project, as measured in one run; nothing before there was one."""
    projects = dict.fromkeys(project for project, _ in results.servers)
    parts = [_project(project, [w for w in results.servers.values() if w.project == project]) for project in projects]
    return "\n".join([INTRO, *parts]) if parts else ""


def _project(name: str, found: Sequence[Waits]) -> str:
    rows = [
        [one.server, *(_cell(one.waits.get(step, ())) for step in STEPS), _references(one), *_rest(one)]
        for one in found
    ]
    head = ["server", *STEPS, "references", "memory", "idle", "load", "date"]
    failures = "".join(f"\n{one.server}: no answer in time for {one.failure}.\n" for one in found if one.failure)
    return f"### {name}\n\n{table(head, rows)}{failures}"


def _cell(times: Sequence[float]) -> str:
    if not times:
        return "-"
    if len(times) == 1:
        return _milliseconds(times[0])
    return f"{_milliseconds(median(times))} / {_milliseconds(quantiles(times, n=20)[-1])}"


def _references(one: Waits) -> str:
    first, *later = one.waits.get("references", ()) or (None,)
    return "-" if first is None else f"{_milliseconds(first)}, {_milliseconds(median(later or (first,)))}"


def _rest(one: Waits) -> list[str]:
    return [megabytes(one.memory), f"{one.idle:.1%}", f"{one.load:g}", one.date]


def _milliseconds(value: float) -> str:
    return f"{value:,.1f}" if value < 10 else f"{value:,.0f}"
