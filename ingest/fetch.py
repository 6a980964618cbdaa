"""A URL in, a saved copy out: one polite request, and only to addresses that anyone may reach.

The address that was checked is the address that is connected to; a name is looked up once a hop.
Proxies, cookies and credentials are never used.
"""

from __future__ import annotations

import codecs
import hashlib
import ipaddress
import json
import os
import queue
import re
import socket
import ssl
import threading
import time
import zlib
from dataclasses import asdict, dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import unquote, urljoin

from graph.errors import UnreadableFile

AGENT = "polgraph/0.1 (reads one page for a researcher)"
ACCEPT = "text/html, application/xhtml+xml, application/pdf, text/plain;q=0.9, text/markdown;q=0.8"
REDIRECTS = 5
PIECE = 64 * 1024
BY_HAND = "save it from a browser and ingest the file"
OCTETS = "application/octet-stream"
EXTENSIONS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
    "text/markdown": ".md",
    OCTETS: ".pdf",  # only where the body is one
}
NAT64 = ipaddress.ip_network("64:ff9b::/96")
UNICAST6 = ipaddress.ip_network("2000::/3")
# Special ranges that ipaddress calls neither private nor reserved in every version of Python.
SPECIAL = [ipaddress.ip_network(n) for n in ("100.64.0.0/10", "192.0.0.0/24", "2001::/23", "3fff::/20")]
# Codecs of real pages. Others (punycode, utf-7, …) are slow or run a little language.
CODECS = re.compile(r"utf-(16|32)|iso8859|iso2022|cp\d|windows|koi8|mac|gb|hz|big5|euc|shift|ascii|tis")
AS_BROWSERS_DO = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}


@dataclass(frozen=True, slots=True)
class Fetched:
    """`sha256` is that of the saved bytes; `accessed` the day these bytes were first fetched;
    `content_type` the type as served, without its parameters."""

    path: Path
    url: str
    final_url: str
    sha256: str
    accessed: str
    content_type: str


def is_url(text: str) -> bool:
    """Whether it is meant as a URL, of any scheme; `fetch` says which ones are read."""
    return bool(re.match(r"[a-z][a-z0-9+.-]*://", text, re.IGNORECASE))


def fetch(
    url: str, folder: Path, accessed: str, *, seconds: float = 20, megabytes: int = 50, allow_private: bool = False
) -> Fetched:
    """Save what the URL answers in `folder`, with a sidecar `<name>.json` that says where it is from.

    Bytes are kept as received, unpacked. Text whose Content-Type names another charset than UTF-8
    is saved as UTF-8 with a byte order mark, which outweighs the page's own <meta charset>.
    `seconds` is for the whole fetch. Raises UnreadableFile with one clear line.
    """
    from http.client import HTTPException

    from urllib3.exceptions import HTTPError

    deadline, hop = time.monotonic() + seconds, url
    for _ in range(REDIRECTS + 1):
        where = _shown(url) if hop == url else f"{_shown(url)} → {_shown(hop)}"
        try:
            location, header, body = _ask(hop, deadline, megabytes, allow_private)
            if location is None:
                break
            hop = urljoin(hop, location)
        except (UnreadableFile, OSError, ValueError, HTTPException, HTTPError, zlib.error) as error:
            raise UnreadableFile(f"{where}: {_why(error, seconds)}") from None
    else:
        raise UnreadableFile(f"{_shown(url)}: redirects more than {REDIRECTS} times: give the address it ends at")
    try:
        return _keep(Path(folder), url, hop, accessed, _media_type(header), _readable(header, body))
    except OSError as error:
        raise UnreadableFile(f"{_shown(url)}: cannot be saved in {folder} ({error.strerror}): check it") from None


def not_public(address: str) -> str | None:
    """What kind of address it is where not everyone may reach it ('loopback', …), else None.
    An IPv6 address that carries an IPv4 one (mapped, 6to4, NAT64) is judged by that one."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if ip.version == 6:
        low = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        inner = ip.ipv4_mapped or ip.sixtofour or (low if ip in NAT64 else None)
        if inner is not None:
            return not_public(str(inner))
    for kind in ("unspecified", "loopback", "link_local", "multicast", "reserved"):
        if getattr(ip, f"is_{kind}"):
            return kind.replace("_", "-")
    if any(ip in net for net in SPECIAL):
        return "reserved"
    return "private" if ip.is_private else "reserved" if ip.version == 6 and ip not in UNICAST6 else None


def slug(host: str, path: str) -> str:
    """A file name of [a-z0-9-], at most 80 long, from the host and the path's last part."""
    last = re.sub(r"\.(html?|pdf|txt|md)$", "", unquote(path).rstrip("/").rpartition("/")[2].lower())
    name = re.sub(r"[^a-z0-9]+", "-", f"{host.lower().removeprefix('www.')}-{last}")
    return name.strip("-")[:80].rstrip("-") or "page"


class _Timed:
    """A socket whose every read has what is left of the whole fetch: dripping bytes gains no time.
    Its bytes are counted, for framing (a trailer, a chunk of length -1) may be endless too."""

    deadline, megabytes, received = 0.0, 0, 0

    def recv_into(self, *args):
        self.settimeout(_left(self.deadline))
        count = super().recv_into(*args)
        self.received += count
        if self.received > self.megabytes * 2_000_000 + PIECE:
            raise _too_large(self.megabytes)
        return count


class _Plain(_Timed, socket.socket):
    pass


class _Secure(_Timed, ssl.SSLSocket):
    pass


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _too_large(megabytes: int) -> UnreadableFile:
    return UnreadableFile(f"is larger than {megabytes} MB: {BY_HAND}")


def _ask(url: str, deadline: float, megabytes: int, allow_private: bool) -> tuple[str | None, str, bytes]:
    """One request: `(location, "", b"")` of a redirect, else `(None, Content-Type, body)`."""
    from urllib3.connection import HTTPConnection
    from urllib3.util import parse_url

    parts = parse_url(url)
    if parts.scheme not in ("http", "https"):
        raise UnreadableFile("is not http or https: give the address of a web page or PDF")
    if parts.auth is not None:
        raise UnreadableFile("carries a user or password: give it without, or " + BY_HAND)
    host = (parts.host or "").strip("[]").rstrip(".")
    if not host:
        raise ValueError
    port = parts.port or (443 if parts.scheme == "https" else 80)
    sock = _connect(host, port, deadline, allow_private)
    try:
        if parts.scheme == "https":
            context = ssl.create_default_context()
            context.sslsocket_class = _Secure
            sock.settimeout(_left(deadline))
            sock = context.wrap_socket(sock, server_hostname=host)
        sock.deadline, sock.megabytes = deadline, megabytes
        link = HTTPConnection(host, port, timeout=_left(deadline))
        link.sock = sock  # so urllib3 neither looks the name up again nor asks a proxy
        headers = {"Host": parts.netloc, "User-Agent": AGENT, "Accept": ACCEPT, "Accept-Encoding": "gzip"}
        link.request("GET", parts.request_uri, headers=headers | {"Connection": "close"}, preload_content=False)
        try:
            return _read(link.getresponse(), deadline, megabytes)
        except ValueError:  # as of a chunk's length below zero; it says nothing against the URL
            raise ConnectionError from None
    finally:
        if sock.fileno() >= 0:  # not close(), which waits for an answer half read
            socket.close(sock.detach())


def _connect(host: str, port: int, deadline: float, allow_private: bool) -> socket.socket:
    """All addresses of the name are checked before the first is tried; each gets a share of the time."""
    addresses = _resolve(host, port, _left(deadline))
    for address in addresses:
        if not allow_private and (kind := not_public(address)):
            raise UnreadableFile(f"leads to {address}, a {kind} address: only public pages are fetched; {BY_HAND}")
    for i, address in enumerate(addresses, start=1):
        try:
            return _dial(address, port, _left(deadline) / (len(addresses) - i + 1))
        except OSError:
            if i == len(addresses):
                raise
    raise socket.gaierror


def _resolve(host: str, port: int, seconds: float) -> list[str]:
    """In a thread of its own, left behind when late: getaddrinfo knows no time limit."""
    answers: queue.SimpleQueue = queue.SimpleQueue()

    def look_up():
        try:
            answers.put(_lookup(host, port))
        except Exception as error:
            answers.put(error)

    threading.Thread(target=look_up, daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def _lookup(host: str, port: int) -> list[str]:
    return list(dict.fromkeys(str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def _dial(address: str, port: int, seconds: float) -> socket.socket:
    sock = _Plain(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    try:
        sock.settimeout(seconds)
        sock.connect((address, port))
    except BaseException:
        sock.close()
        raise
    return sock


def _read(answer, deadline: float, megabytes: int) -> tuple[str | None, str, bytes]:
    location = answer.headers.get("location")
    if location and answer.status in (301, 302, 303, 307, 308):
        return location.encode("latin-1", "replace").decode("utf-8", "replace"), "", b""
    if answer.status != 200:
        phrase = HTTPStatus(answer.status).phrase if answer.status in HTTPStatus else "(an unknown status)"
        raise UnreadableFile(f"answered {answer.status} {phrase}: check the address, or {BY_HAND}")
    header = answer.headers.get("content-type", OCTETS)
    kind = _media_type(header)
    packing = answer.headers.get("content-encoding", "identity").strip().lower()
    if kind not in EXTENSIONS or packing not in ("identity", "gzip", "x-gzip"):
        what = kind if kind not in EXTENSIONS else f"packed as {packing}"
        raise UnreadableFile(f"is {_shown(what)[:60]}, which is not read: give the address of a page, PDF or text")
    body = bytearray()
    for piece in _pieces(answer, packing != "identity"):
        _left(deadline)
        body += piece
        if len(body) > megabytes * 1_000_000:
            raise _too_large(megabytes)
    if kind == OCTETS and not body.startswith(b"%PDF-"):
        raise UnreadableFile(f"does not say what it is ({OCTETS}) and is no PDF: {BY_HAND}")
    if not body.strip():
        raise UnreadableFile(f"answered with nothing: check the address, or {BY_HAND}")
    return None, header, bytes(body)


def _pieces(answer, packed: bool):
    """The body as it comes in, unpacked, no piece above 64 KB however far the gzip would swell."""
    gzip = zlib.decompressobj(31)
    for piece in answer.stream(PIECE, decode_content=False):
        if not packed:
            yield piece
            continue
        while piece:
            if gzip.eof:  # members may follow one another
                gzip = zlib.decompressobj(31)
            yield gzip.decompress(piece, PIECE)
            piece = gzip.unconsumed_tail or gzip.unused_data
    if packed and not gzip.eof:
        raise zlib.error("ends early")


def _media_type(header: str) -> str:
    return header.partition(";")[0].strip().lower()


def _readable(header: str, body: bytes) -> bytes:
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", header, re.IGNORECASE)
    if EXTENSIONS[_media_type(header)] == ".pdf" or not charset or body.startswith(codecs.BOM_UTF8):
        return body
    try:
        name = codecs.lookup(charset[1]).name
        if not CODECS.match(name):
            return body
        return body.decode(AS_BROWSERS_DO.get(name, name)).encode("utf-8-sig")
    except (LookupError, ValueError):
        return body  # the header is wrong: the reader finds the encoding by itself


def _keep(folder: Path, url: str, final_url: str, accessed: str, kind: str, body: bytes) -> Fetched:
    """Page first, sidecar last: after a crash in between, the next fetch writes the sidecar."""
    folder.mkdir(parents=True, exist_ok=True)
    path = _place(folder, url, EXTENSIONS[kind])
    new = Fetched(path, url, final_url, _sha(body), accessed, kind)
    old = path.read_bytes() if path.exists() else None
    if old == body and (record := _record(path)).get("sha256") == new.sha256:
        return Fetched(path, **record)
    if old not in (None, body):
        kept = path.with_name(f"{path.stem}.{_sha(old)[:8]}{path.suffix}")
        if not kept.exists():
            for a, b in ((path, kept), (_sidecar(path), _sidecar(kept))):
                if a.exists():
                    os.replace(a, b)
    row = {k: v for k, v in asdict(new).items() if k != "path"}
    _write(path, body)
    _write(_sidecar(path), (json.dumps(row, sort_keys=True, indent=1, ensure_ascii=False) + "\n").encode())
    return new


def _place(folder: Path, url: str, extension: str) -> Path:
    """The URL's own place, else a free one; the second name is for a slug that is another's."""
    from urllib3.util import parse_url

    parts = parse_url(url)
    name = slug(parts.host or "", parts.path or "")
    places = [folder / f"{n}{extension}" for n in (name, f"{name[:71]}-{_sha(url.encode())[:8]}")]
    mine = [p for p in places if _record(p).get("url") == url]
    free = [p for p in places if not p.exists() and not _record(p)]
    return (mine or free or places[1:])[0]


def _sidecar(path: Path) -> Path:
    return path.with_name(path.name + ".json")


def _record(path: Path) -> dict[str, str]:
    """What the sidecar says; {} where there is none, or not one of ours."""
    try:
        row = json.loads(_sidecar(path).read_text(encoding="utf-8"))
        return {k: str(row[k]) for k in ("url", "final_url", "sha256", "accessed", "content_type")}
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return {}


def _write(path: Path, blob: bytes) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}")
    try:
        part.write_bytes(blob)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _sha(blob: bytes) -> str:
    return hashlib.sha256(blob).hexdigest()


def _shown(url: str) -> str:
    """Fit for one line of a message: no control characters, no password, not endless."""
    url = re.sub(r"//[^/?#]*@", "//…@", url)
    return "".join(c if c.isprintable() else "?" for c in url[:300]) + ("…" if len(url) > 300 else "")


def _why(error: Exception, seconds: float) -> str:
    """What happened and the next step, in our words."""
    from urllib3.exceptions import TimeoutError as Urllib3Timeout

    match error:
        case UnreadableFile():
            return str(error)
        case TimeoutError() | Urllib3Timeout():
            return f"took longer than {seconds:g} seconds: try again later, or {BY_HAND}"
        case socket.gaierror():
            return "its host cannot be found: check the spelling and your connection"
        case ssl.SSLCertVerificationError():
            return f"its certificate is not trusted ({error.verify_message}): look at it in a browser and save it there"
        case ssl.SSLError():
            return f"no secure connection ({error.reason or 'TLS failed'}): {BY_HAND}"
        case ConnectionRefusedError():
            return "the connection was refused: check the address, or try again later"
        case ValueError():
            return "is not a well-formed URL: check its spelling"
        case OSError() if error.strerror:
            return f"cannot be reached ({error.strerror}): check the address and your connection"
        case _:
            return f"the answer is broken or breaks off: try again, or {BY_HAND}"
