"""The ways in which a value may be written: its forms, and the wrappings that a text is taken out of.

A value is looked for as text in four encodings and every letter case, a number also in its spaced form, a date
also as a Norwegian writes it. Wrappings (base64, hexadecimal, URL, JSON and XML escapes) are undone in the text
that is searched, so that a value that lies anywhere within a wrapped text is found. Unkeyed hashes of a number
are looked for as bytes: the hexadecimal and base64 of a hash are wrappings of these.
"""

import binascii
import hashlib
import html
import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import unquote_to_bytes

CODECS = ("utf-8", "latin-1", "utf-16-le", "utf-16-be")
HASHES = ("md5", "sha1", "sha256")
WRAPPINGS = 2  # within each other
RUN = re.compile(rb"[A-Za-z0-9+/_-]{12,}")  # of base64's letters, which hexadecimal digits are too
BASE64_LINES = re.compile(  # as in e-mail
    rb"(?<![A-Za-z0-9+/])(?:[A-Za-z0-9+/]{60,76}\r?\n)+[A-Za-z0-9+/]+"
)
HEXADECIMAL_RUN = re.compile(rb"(?<![0-9A-Fa-f])[0-9A-Fa-f]{12,}")
JSON_ESCAPE = re.compile(rb"\\u([0-9A-Fa-f]{4})|\\x([0-9A-Fa-f]{2})")
URL_SAFE = bytes.maketrans(b"-_", b"+/")


def forms(value: str) -> set[str]:
    """The value as people and programs write it."""
    written = {value}
    if value.isdigit() and len(value) == 11:
        written |= {f"{value[:6]} {value[6:]}", value.lstrip("0")}
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        day = date.fromisoformat(value)
        written |= {
            f"{day:%d.%m.%Y}",
            f"{day:%Y%m%d}",
            f"{day:%d.%m.%y}",
            f"{day.day}.{day.month}.{day.year}",
        }
    return written | {change(form) for form in written for change in (str.upper, str.lower, str.title)}


def encoded(form: str) -> dict[bytes, str]:
    """The bytes of a form, and by which encoding: one that gives the same bytes as another is left out."""
    found: dict[bytes, str] = {}
    for codec in CODECS:
        try:
            found.setdefault(form.encode(codec), codec)
        except UnicodeEncodeError:  # latin-1 has not every letter
            continue
    return found


def digests(value: str) -> set[bytes]:
    """Unkeyed hashes of a number, written together and spaced: whoever has the numbers can undo them."""
    written = {value, f"{value[:6]} {value[6:]}"}
    return {
        hashlib.new(name, form.encode(), usedforsecurity=False).digest()
        for name in HASHES
        for form in written
    }


def layers(text: bytes, depth: int = WRAPPINGS) -> Iterator[bytes]:
    """The text itself, then what is wrapped in it."""
    yield text
    if depth:
        runs = set(RUN.findall(text))
        for inner in (
            _of_url(text),
            _of_json(text),
            _of_xml(text),
            _of_base64(text, runs),
            _of_hexadecimal(runs),
        ):
            if inner and inner != text:
                yield from layers(inner, depth - 1)


def _of_url(text: bytes) -> bytes:
    return unquote_to_bytes(text.replace(b"+", b" ")) if b"%" in text else b""


def _of_json(text: bytes) -> bytes:
    def character(match: re.Match[bytes]) -> bytes:
        if match[2]:
            return bytes.fromhex(match[2].decode())
        return chr(int(match[1], 16)).encode("utf-8", "replace")

    return JSON_ESCAPE.sub(character, text) if b"\\u" in text or b"\\x" in text else b""


def _of_xml(text: bytes) -> bytes:
    if b"&" not in text:
        return b""
    return html.unescape(text.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


def _of_base64(text: bytes, runs: set[bytes]) -> bytes:
    """All runs, from each of four places: what stands before a run may be joined to it."""
    decoded = []
    for run in {*runs, *BASE64_LINES.findall(text)}:
        joined = run.replace(b"\r", b"").replace(b"\n", b"").translate(URL_SAFE)
        for start in range(4):
            whole = joined[start : start + (len(joined) - start) // 4 * 4]
            rest = joined[start + len(whole) :]
            padded = whole + (rest + b"=" * (4 - len(rest)) if len(rest) > 1 else b"")
            decoded.append(binascii.a2b_base64(padded))
    return b"\n".join(decoded)


def _of_hexadecimal(runs: set[bytes]) -> bytes:
    decoded = []
    for run in HEXADECIMAL_RUN.findall(b"\n".join(runs)):
        for start in range(2):
            decoded.append(binascii.unhexlify(run[start : start + (len(run) - start) // 2 * 2]))
    return b"\n".join(decoded)
