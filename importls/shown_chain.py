"""The chain of imports between two modules as the JSON document that `importls why` prints."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from importls import __version__
from importls.output.json_document import SCHEMA_VERSION
from importls.output.why_document import Step, WhyDocument

if TYPE_CHECKING:
    from importls.import_chain import ImportChain
    from importls.snapshot import Snapshot


def why_document(snapshot: Snapshot, chain: ImportChain | None, shown: Callable[[str], str]) -> WhyDocument:
    """The whole document; `shown` gives paths as users read them."""
    steps = [] if chain is None else list(chain_steps(snapshot, chain, shown))
    return WhyDocument(SCHEMA_VERSION, __version__, steps)


def chain_steps(snapshot: Snapshot, chain: ImportChain, shown: Callable[[str], str]) -> Iterator[Step]:
    """Each import of the chain, in order."""
    if chain.package is not None:
        importer, imported = snapshot.by_name(chain.start), snapshot.by_name(chain.package)
        yield Step(importer, imported, shown(chain.start), 1, 1, "runtime", implied=True)
    for edge in chain.edges:
        start = edge.statement.range.start
        yield Step(
            importer=snapshot.by_name(edge.importer),
            imported=snapshot.by_name(edge.imported),
            path=shown(edge.importer),
            line=start.line,
            column=start.column,
            kind=snapshot.kind(edge).value,
            implied=edge.implied,
        )
