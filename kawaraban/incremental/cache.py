"""A key-value store in one SQLite file; each entry is identified by its name and the digest of its content.

Entries are never changed. A build that is killed leaves extra entries at worst, since the build record says which ones
count.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import closing

from kawaraban.incremental.files import digest


class Store:
    """The store in the file *path*; each process opens its own connection."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.unsaved: dict[tuple[str, str], bytes] = {}
        self.batch_size = 200
        """How many entries to collect before they are saved together."""
        self._reading: tuple[int, sqlite3.Connection] | None = None

    def put(self, name: str, data: bytes) -> str:
        """Store *data* under *name*; return its digest. Raises OSError."""
        found = digest(data)
        self.unsaved[name, found] = data
        if len(self.unsaved) >= self.batch_size:
            self.save()
        return found

    def save(self) -> None:
        """Save the entries that were collected. Raises OSError where that fails, for instance on a full disk."""
        if self.unsaved:
            try:
                with closing(self._connect()) as connection, connection:
                    rows = [(*key, data) for key, data in self.unsaved.items()]
                    connection.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", rows)
            except sqlite3.Error as error:
                full = getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL
                number = errno.ENOSPC if full else errno.EIO
                raise OSError(number, os.strerror(number), self.path) from error
            self.unsaved.clear()

    def get(self, name: str, found: str) -> bytes | None:
        """Return the data with this name and digest, or None."""
        if (name, found) in self.unsaved:
            return self.unsaved[name, found]
        if self._reading is None or self._reading[0] != os.getpid():
            self._reading = (os.getpid(), self._connect())
        try:
            row = (
                self._reading[1]
                .execute("SELECT data FROM kept WHERE name = ? AND digest = ?", (name, found))
                .fetchone()
            )
        except sqlite3.Error:
            return None
        return row[0] if row and digest(row[0]) == found else None

    def close(self) -> None:
        """Close the connection with which this process reads."""
        if self._reading is not None:
            self._reading[1].close()
            self._reading = None

    def prune(self, wanted: dict[str, str]) -> None:
        """Delete the entries that are not in *wanted* (digest by name), once they outnumber those that are."""
        with closing(self._connect()) as connection:
            (count,) = connection.execute("SELECT count(*) FROM kept").fetchone()
            if count > 2 * len(wanted) + 100:
                rows = connection.execute("SELECT name, digest FROM kept").fetchall()
                with connection:
                    needless = [row for row in rows if wanted.get(row[0]) != row[1]]
                    connection.executemany("DELETE FROM kept WHERE name = ? AND digest = ?", needless)
                connection.execute("VACUUM")

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=60)
        try:
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS kept (name TEXT, digest TEXT, data BLOB, PRIMARY KEY (name, digest))"
            )
        except sqlite3.DatabaseError:  # not a database, or damaged: begin a new one
            connection.close()
            os.unlink(self.path)
            return self._connect()
        return connection
