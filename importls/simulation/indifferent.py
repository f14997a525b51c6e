"""Bodies that do the same whoever imports their modules first, by what was recorded of them; simulates nothing.

They may import each other in circles, as long as nobody asks one that may be half done for more than it has by then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from math import inf

from importls.graph.strongly_connected_components import strongly_connected_components
from importls.simulation.recorded_body import Body
from importls.simulation.recording import Act, Event
from resolver.module_name import ancestors

_Bodies = Mapping[str, Sequence[Body]]


def indifferent(bodies: _Bodies) -> list[str]:
    """The modules that always do the same and import only such ones, those first that others need.

    Linear in what was recorded.
    """
    above = {name: {step for step in ancestors(name) if step in bodies} for name in bodies}
    graph = {
        name: above[name] | {target for body in found for target in body.targets() if target in bodies}
        for name, found in bodies.items()
    }
    written = {event.module for found in bodies.values() for body in found for event in body.events if _writes(event)}
    known: dict[str, None] = {}
    for component in strongly_connected_components(graph):
        members = set(component)
        if not all(_is_plain(bodies[name]) for name in component):
            continue
        if any(target not in known and target not in members for name in component for target in graph[name]):
            continue
        is_cycle = len(component) > 1 or component[0] in graph[component[0]]
        if not is_cycle or (members.isdisjoint(written) and _is_told_the_same(members, bodies)):
            known.update(dict.fromkeys(component))
    return list(known)


def _writes(event: Event) -> bool:
    return event.act is Act.WRITE


def _is_plain(found: Sequence[Body]) -> bool:
    return len(found) == 1 and found[0].is_plain


def _is_told_the_same(cycle: AbstractSet[str], bodies: _Bodies) -> bool:
    """Whether modules that import each other learn the same about each other, whichever comes first."""
    started = {name: _first_import(cycle, bodies[name][0].events) for name in cycle}
    questions = (
        event
        for name in cycle
        for event in bodies[name][0].events
        if event.act is not Act.IMPORT and (event.module in cycle or _child(event) in cycle)
    )
    return all(_is_certain(event, bodies, started) for event in questions)


def _first_import(cycle: AbstractSet[str], events: Sequence[Event]) -> float:
    """The number of the first event of a body during which others of the cycle may run."""
    importing = (
        number
        for number, event in enumerate(events)
        if (event.act is Act.IMPORT and not cycle.isdisjoint((event.module, *ancestors(event.module))))
        or (event.act is Act.FROM and _child(event) in cycle)
    )
    return next(importing, inf)


def _is_certain(event: Event, bodies: _Bodies, started: Mapping[str, float]) -> bool:
    """Whether a question about a module that may be half done always has the same answer."""
    child, found = _child(event), bodies.get(event.module)
    binds = found[0].program.binds.get(event.name, ()) if found else ()
    if event.expected == ("module", child):
        # What is half done itself is no attribute of its package; `from` takes it out of `sys.modules`.
        return event.act is Act.FROM and all(bound == event.expected for _, bound in binds)
    if child in bodies or event.module not in started:
        return False
    before = [bound for number, bound in binds if number <= started[event.module]]
    behind = [bound for number, bound in binds if number > started[event.module]]
    return all(bound == event.expected for bound in (*before[-1:], *behind)) and bool(before)


def _child(event: Event) -> str:
    """The submodule that the name may mean."""
    return f"{event.module}.{event.name}"
