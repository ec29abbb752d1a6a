"""A strict reader of CBOR (RFC 8949), as ISO/IEC 18013-5 demands it: definite and shortest
lengths, no key twice in a map, nothing after the item.

Ordinary libraries read more than that, and they turn dates into objects of their own. Above all, a
verifier needs the bytes as they were received, since digests and signatures are over those.
"""

import struct
from dataclasses import dataclass


class NotStrict(Exception):
    """These bytes are no strict CBOR."""


@dataclass(frozen=True)
class Tagged:
    """A tagged item, with its bytes as received."""

    number: int
    value: object
    encoded: bytes


@dataclass(frozen=True)
class Simple:
    """A simple value that is neither a boolean nor null."""

    number: int


MAX_DEPTH = 16
MAX_ENTRIES = 4096


def loads(encoded: bytes) -> object:
    """Reads exactly one item. Maps become `dict`, tags `Tagged`; the rest is as one expects."""
    reader = _Reader(encoded)
    item = reader.item(MAX_DEPTH)
    if reader.at != len(encoded):
        raise NotStrict("something follows the item")
    return item


def encoded_values(encoded: bytes) -> dict[object, bytes]:
    """Of an encoded map: the bytes of each value, as received."""
    reader = _Reader(encoded)
    _, _, length = reader.head()
    values = {}
    for _ in range(length):
        key, start = reader.item(MAX_DEPTH), reader.at
        reader.item(MAX_DEPTH)
        values[key] = encoded[start : reader.at]
    return values


class _Reader:
    def __init__(self, encoded: bytes) -> None:
        self.encoded = encoded
        self.at = 0

    def take(self, length: int) -> bytes:
        taken = self.encoded[self.at : self.at + length]
        if len(taken) != length:
            raise NotStrict("it ends too early")
        self.at += length
        return taken

    def head(self) -> tuple[int, int, int]:
        """Major type, additional information, argument."""
        major, info = divmod(self.take(1)[0], 32)
        if info < 24:
            return major, info, info
        if info > 27:
            raise NotStrict("an indefinite length, or a reserved head")
        length = 1 << (info - 24)
        argument = int.from_bytes(self.take(length), "big")
        if major < 7 and (argument < 24 if length == 1 else argument >> (4 * length) == 0):
            raise NotStrict("a number or length that is longer than need be")
        return major, info, argument

    def item(self, depth: int) -> object:
        if depth == 0:
            raise NotStrict("nested too deeply")
        start = self.at
        major, info, argument = self.head()
        if major in (4, 5) and argument > MAX_ENTRIES:
            raise NotStrict("too many entries")
        match major:
            case 0:
                return argument
            case 1:
                return -1 - argument
            case 2:
                return self.take(argument)
            case 3:
                try:
                    return self.take(argument).decode()
                except UnicodeDecodeError as error:
                    raise NotStrict("a text that is not UTF-8") from error
            case 4:
                return [self.item(depth - 1) for _ in range(argument)]
            case 5:
                return self.map(argument, depth)
            case 6:
                value = self.item(depth - 1)
                return Tagged(argument, value, self.encoded[start : self.at])
            case _:
                return self.simple_or_float(info, argument)

    def map(self, length: int, depth: int) -> dict:
        pairs: dict = {}
        for _ in range(length):
            start = self.at
            key = self.item(depth - 1)
            # `True == 1` in Python, and lists are no keys: all else stands under its bytes.
            if type(key) not in (int, str, bytes):
                key = ("encoded", self.encoded[start : self.at])
            if key in pairs:
                raise NotStrict("a key twice in a map")
            pairs[key] = self.item(depth - 1)
        return pairs

    def simple_or_float(self, info: int, argument: int) -> object:
        match info:
            case 20 | 21:
                return info == 21
            case 22:
                return None
            case 24 if argument < 32:
                raise NotStrict("a simple value that is longer than need be")
            case 25 | 26 | 27:
                return shortest_float(info, argument)
            case _:
                return Simple(argument)


def shortest_float(info: int, bits: int) -> float:
    """A float, unless a shorter one has the same value."""
    formats = {25: (">e", 2), 26: (">f", 4), 27: (">d", 8)}
    form, length = formats[info]
    (value,) = struct.unpack(form, bits.to_bytes(length, "big"))
    for shorter in range(25, info):
        try:
            packed = struct.pack(formats[shorter][0], value)
        except OverflowError:
            continue
        (again,) = struct.unpack(formats[shorter][0], packed)
        if again == value or value != value:
            raise NotStrict("a float that is longer than need be")
    return value
