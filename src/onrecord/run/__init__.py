"""The one loop: takes documents as they come, reads them in batches, and commits each with its reading in a transaction of its own.

Nothing that goes wrong with one document stops the others: it comes out as a DocumentError in its place. What would go wrong with every
document (no model, no ledger) is raised. At most one batch is held in memory.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence

from onrecord.errors import DocumentError, KnowledgeError, LedgerError, ModelError, RecordError
from onrecord.records import Document, Reader, Reading
from onrecord.store import Store
from onrecord.store.rows import Added

__all__ = ["Read", "add_all", "read_all"]

BATCH = 16  # documents that go to the model together
BATCH_CHARACTERS = 2_000_000  # … but no more text than this, so that a batch of long documents stays small in memory

Read = Callable[[Sequence[Document]], Iterable[Reading]]

log = logging.getLogger(__name__)


def read_all(documents: Iterable[Document | DocumentError], *, read: Read) -> Iterator[tuple[Document, Reading] | DocumentError]:
    """Each document with its reading, in order; a DocumentError where it could not be taken or read."""
    for batch in _batches(documents):
        readings = iter(_readings([d for d in batch if isinstance(d, Document)], read=read))
        for document in batch:
            if isinstance(document, DocumentError):
                yield document
                continue
            reading = next(readings)
            yield reading if isinstance(reading, DocumentError) else (document, reading)


def add_all(
    documents: Iterable[Document | DocumentError], *, store: Store, read: Read, reader: Reader | None = None
) -> Iterator[tuple[Document, Added] | DocumentError]:
    """Reads documents into a ledger, one transaction each, and says what came of each, in order.

    With `reader`, a page that the ledger holds as it is, read by that reader, is not read again.
    """
    for batch in _batches(documents):
        known = {n: store.known(d, reader) for n, d in enumerate(batch) if reader and isinstance(d, Document)}
        unread = [d for n, d in enumerate(batch) if isinstance(d, Document) and known.get(n) is None]
        readings = iter(_readings(unread, read=read))
        for n, document in enumerate(batch):
            if isinstance(document, DocumentError):
                yield document
            elif added := known.get(n):
                yield document, added
            else:
                yield _added(document, next(readings), store=store)


def _added(document: Document, reading: Reading | DocumentError, *, store: Store) -> tuple[Document, Added] | DocumentError:
    if isinstance(reading, DocumentError):
        return reading
    try:
        with store.session() as session:
            added = session.add(document, reading)
    except LedgerError:
        raise
    except Exception as e:  # the page's transaction is rolled back; the next page has its own
        return _error(document, e)
    return document, added


def _batches(documents: Iterable[Document | DocumentError]) -> Iterator[list[Document | DocumentError]]:
    batch: list[Document | DocumentError] = []
    size = 0
    for document in documents:
        batch.append(document)
        size += len(document.text) if isinstance(document, Document) else 0
        if len(batch) >= BATCH or size >= BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _readings(documents: Sequence[Document], *, read: Read) -> Iterator[Reading | DocumentError]:
    """One a document, in order. Where a batch fails as a whole its documents are read one by one, to find the one it failed at."""
    if not documents:
        return
    try:
        found = list(read(documents))
        if len(found) != len(documents):
            raise ValueError(f"{len(found)} readings of {len(documents)} documents")
    except (ModelError, KnowledgeError, LedgerError):
        raise
    except Exception as e:
        if len(documents) == 1:
            yield _error(documents[0], e)
            return
        log.debug("a batch of %d documents failed, each is read alone", len(documents), exc_info=True)
        for document in documents:
            yield from _readings([document], read=read)
        return
    yield from found


def _error(document: Document, error: Exception) -> DocumentError:
    """The failure of one document in one line; what nobody foresaw says so and leaves its trace in the log."""
    if isinstance(error, DocumentError):
        return error
    if isinstance(error, RecordError):
        return DocumentError(document.id, f"the reading breaks the contract: {error.path}: {error.reason}")
    log.debug("document %s", document.id, exc_info=error)
    return DocumentError(
        document.id, f"could not be read, by a fault of the program ({type(error).__name__}: {' '.join(str(error).split())[:200]})"
    )
