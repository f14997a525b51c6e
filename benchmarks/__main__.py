"""The command line: builds what is asked for, measures it, and writes the page and the raw numbers beside it."""

import argparse
import os
import sys

from benchmarks import corpora, results, rounds, start_up
from benchmarks.corpora import Corpus, build_corpus
from benchmarks.edits import restore
from benchmarks.environments import make_tool
from benchmarks.machine import describe_machine, version_of
from benchmarks.page import render
from benchmarks.places import REPOSITORY, Place, default_root
from benchmarks.results import CorpusFacts, Results, merged
from benchmarks.targets import START
from benchmarks.tools import TOOLS

EXAMPLES = """\
examples:
  python -m benchmarks                                          everything, written to docs/benchmarks.md
  python -m benchmarks --build-only                             environments and trees, nothing measured
  python -m benchmarks --corpus generated-1000 --rounds 3       one tree, quickly
  python -m benchmarks --tool importls --tool ruff              two tools; other rows of the page stay
  python -m benchmarks --render                                 the page again, from its JSON file
"""


def main(arguments: list[str]) -> int:
    """Run the command; the status is 2 when the JSON file is none of ours or the place is within a project."""
    options = parser().parse_args(arguments)
    numbers = os.path.splitext(options.output)[0] + ".json"
    try:
        before = results.read(numbers)
    except ValueError as error:
        say(str(error))
        return 2
    if options.render:
        write_page(options.output, before)
        return 0
    place = Place(os.path.abspath(options.place))
    if project := project_above(place.root):
        say(f"{project}: the tools would take it for the project's; choose another --place")
        return 2
    os.makedirs(place.root, exist_ok=True)
    restore(os.path.join(place.root, rounds.KEPT_FILE), say)
    built = build(place, options)
    if not options.build_only:
        measure(place, options, built, before, numbers)
    return 0


def parser() -> argparse.ArgumentParser:
    """The options."""
    result = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure importls beside its peers and write docs/benchmarks.md.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=EXAMPLES,
    )
    names = [*corpora.NAMES, START]
    result.add_argument(
        "--corpus", action="append", choices=names, metavar="NAME", help=f"only this: {', '.join(names)}"
    )
    result.add_argument("--tool", action="append", choices=TOOLS, metavar="NAME", help=f"only this: {', '.join(TOOLS)}")
    result.add_argument("--rounds", type=int, default=5, help="timed runs of each tool (default: 5)")
    result.add_argument(
        "--timeout", type=float, default=600, metavar="SECONDS", help="stop a run after it (default: 600)"
    )
    output = os.path.join(REPOSITORY, "docs", "benchmarks.md")
    result.add_argument("--output", default=output, metavar="FILE", help="the page (default: docs/benchmarks.md)")
    result.add_argument(
        "--place", default=default_root(), metavar="DIR", help="what is built lies here (default: %(default)s)"
    )
    python = "the interpreter that the packages are installed for (default: this one)"
    result.add_argument("--corpus-python", default=sys.executable, metavar="PYTHON", help=python)
    what = result.add_mutually_exclusive_group()
    what.add_argument("--build-only", action="store_true", help="measure nothing")
    what.add_argument(
        "--render", action="store_true", help="build and measure nothing, write the page from the JSON file"
    )
    return result


def project_above(folder: str) -> str | None:
    """A pyproject.toml in the folder or above: ty and others look for one there, whatever they are told."""
    while True:
        candidate = os.path.join(folder, "pyproject.toml")
        if os.path.exists(candidate):
            return candidate
        if folder == os.path.dirname(folder):
            return None
        folder = os.path.dirname(folder)


def build(place: Place, options: argparse.Namespace) -> list[Corpus]:
    """Everything that is asked for; what is complete already is left as it is."""
    tools = options.tool or TOOLS
    for name in tools if START not in (options.corpus or [START]) else {**dict.fromkeys(tools), "importls": None}:
        make_tool(place, name, TOOLS[name].requirements, say)
    names = options.corpus or corpora.NAMES
    return [build_corpus(place, name, options.corpus_python, say) for name in names if name != START]


def measure(place: Place, options: argparse.Namespace, built: list[Corpus], before: Results, numbers: str) -> None:
    """Measure, and write the raw numbers after every round, so that an interrupted run leaves what it has."""
    tools = [TOOLS[name] for name in options.tool or TOOLS]
    versions = {tool.name: version_of(place, tool.name) for tool in tools}
    facts = {corpus.name: facts_of(corpus) for corpus in built}
    now = merged(before, Results(describe_machine(), versions, facts))

    if START in (options.corpus or [START]):
        now = keep(now, start_up.measure(place, options.rounds, options.timeout, say), options.output, numbers)
    for corpus in built:
        plan = rounds.Plan(place, corpus, tools, options.rounds, options.timeout, say)
        for series in rounds.measure(plan):
            now = keep(now, series, options.output, numbers)


def keep(now: Results, series: dict[tuple[str, str, str], results.Series], page: str, numbers: str) -> Results:
    """The results with these series, which are in the files from now on.

    A series that has no run yet replaces no older one: whoever interrupts loses nothing.
    """
    told = {key: one for key, one in series.items() if one.runs or one.failure or one.stopped}
    newer = merged(now, Results(series=told))
    results.write(numbers, newer)
    write_page(page, newer)
    return newer


def facts_of(corpus: Corpus) -> CorpusFacts:
    """What is kept of a corpus: not its folders."""
    return CorpusFacts(corpus.name, corpus.files, corpus.stubs, corpus.size, corpus.python_version, corpus.about)


def write_page(path: str, shown: Results) -> None:
    """Write the page as a whole or not at all."""
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    with open(path + ".new", "w", encoding="utf-8") as stream:
        stream.write(render(shown))
    os.replace(path + ".new", path)


def say(message: str) -> None:
    """Tell on standard error what is being done."""
    print(f"benchmarks: {message}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        say("interrupted; the numbers so far are kept")
        sys.exit(130)
