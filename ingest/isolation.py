"""A file is read in a process of its own, within limits: one bad file never takes the run down."""

from __future__ import annotations

import os
from contextlib import contextmanager

from graph.errors import PolgraphError, UnreadableFile

SECONDS = float(os.environ.get("POLGRAPH_READ_SECONDS", "120"))
MEGABYTES = int(os.environ.get("POLGRAPH_READ_MEGABYTES", "2000"))
MAX_FILE = 400_000_000  # bytes


def _limit(megabytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit; time still ends it
        return
    size = megabytes * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _guarded(path: str, key: str):
    """A Reading, or the one line that says why there is none."""
    from ingest.documents import read

    try:
        return read(path, key)
    except PolgraphError as error:
        return str(error)
    except MemoryError:
        return None


def _recognised(path: str, key: str, pages):
    from ingest import ocr
    from ingest.documents import read

    try:
        return read(path, key, ocr.recognise(path, pages))
    except PolgraphError as error:
        return str(error)
    except MemoryError:
        return None


@contextmanager
def reader(seconds: float = SECONDS, megabytes: int = MEGABYTES):
    """A function `(path, key) -> Reading` that reads in another process, kept for the next file.

    Raises UnreadableFile where the file cannot be read, takes longer or needs more than that.
    Pages that are pictures are recognised with a time limit for each.
    """
    import multiprocessing

    from pebble import ProcessExpired, ProcessPool

    from ingest import ocr

    context = multiprocessing.get_context("spawn")
    with ProcessPool(max_workers=1, initializer=_limit, initargs=(megabytes,), context=context) as pool:

        def run(path, limit, function, *args):
            future = pool.schedule(function, args=(str(path), *args), timeout=limit)
            try:
                result = future.result()
            except TimeoutError:
                raise UnreadableFile(
                    f"{path}: takes longer than {limit:.0f} seconds to read: split it, or set POLGRAPH_READ_SECONDS"
                ) from None
            except (ProcessExpired, MemoryError):
                result = None
            if result is None:
                raise UnreadableFile(
                    f"{path}: cannot be read within {megabytes} MB: repair or split it, or set POLGRAPH_READ_MEGABYTES"
                )
            if isinstance(result, str):
                raise UnreadableFile(result)
            return result

        def read(path, key):
            try:
                if os.path.getsize(path) > MAX_FILE:
                    raise UnreadableFile(f"{path}: is larger than {MAX_FILE // 1_000_000} MB: split it")
            except OSError as error:
                raise UnreadableFile(f"{path}: cannot be opened ({error.strerror}): check the path") from None
            reading = run(path, seconds, _guarded, key)
            if reading.unread:
                if not ocr.available():
                    if not reading.text:
                        raise UnreadableFile(f"{path}: {ocr.MISSING}")
                    return reading
                limit = seconds + ocr.PAGE_SECONDS * len(reading.unread)
                reading = run(path, limit, _recognised, key, reading.unread)
                if not reading.text:
                    raise UnreadableFile(
                        f"{path}: no words were recognised on its pictures: scan it again, at 200 dpi or more"
                    )
            return reading

        yield read
