"""The exception tree of OnRecord.

    OnRecordError
    ├── DocumentError      one document could not be read; the others go on (exit status 1)
    ├── RecordError        a record breaks the contract; names the document and the field
    ├── ModelError         weights or a model package are missing, damaged or of another version
    ├── KnowledgeError     a table of names has a bad row; names file and line
    └── LedgerError        the ledger cannot be opened, written or trusted
        └── TamperedError  a row no longer hashes to what was recorded

Each message says which document (or row) and why, in one line that can be shown to a user as it is.
"""

__all__ = ["DocumentError", "KnowledgeError", "LedgerError", "ModelError", "OnRecordError", "RecordError", "TamperedError"]


class OnRecordError(Exception):
    """Root of all errors raised on purpose; catching it never hides a bug."""


class DocumentError(OnRecordError):
    """A document that cannot be read: `document` is its id or path, `reason` one clause."""

    def __init__(self, document: str, reason: str) -> None:
        super().__init__(f"{document}: {reason}")
        self.document = document
        self.reason = reason


class RecordError(OnRecordError):
    """A reading that breaks the contract: `document` is its id, `path` the field (`statements[3].cue[0]`), `reason` one clause."""

    def __init__(self, document: str, path: str, reason: str) -> None:
        super().__init__(f"{document}: {path}: {reason}")
        self.document = document
        self.path = path
        self.reason = reason


class ModelError(OnRecordError):
    """A model that cannot be loaded; the message names it and, for weights, the SHA-256 expected."""


class KnowledgeError(OnRecordError):
    """A table that cannot be taken; the message names file, line and reason."""


class LedgerError(OnRecordError):
    """A ledger that cannot be opened or written; the message names it and the reason."""


class TamperedError(LedgerError):
    """A ledger whose rows no longer hash to what was recorded; the message names the first bad row."""
