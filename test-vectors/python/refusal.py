"""Why something is invalid, and what is asked of members again and again."""

from unicodedata import category

from strict_cbor import NotStrict, Tagged, loads


class Refused(Exception):
    """Invalid, at the first stage that can say so."""

    def __init__(self, stage: str, reason: str) -> None:
        super().__init__(f"{stage}: {reason}")
        self.stage = stage


def demand(condition: bool, stage: str, reason: str) -> None:
    if not condition:
        raise Refused(stage, reason)


def decode(encoded: bytes, what: str) -> object:
    try:
        return loads(encoded)
    except NotStrict as error:
        raise Refused("decode", f"{what}: {error}") from error


def encoded_cbor(item: object, what: str) -> Tagged:
    """What has to travel as encoded CBOR, #6.24(bstr .cbor X)."""
    demand(
        isinstance(item, Tagged) and item.number == 24 and type(item.value) is bytes,
        "decode",
        f"{what} is not wrapped in tag 24",
    )
    return item


def of_type(value: object, wanted: type, what: str) -> object:
    """A boolean is no integer here."""
    demand(type(value) is wanted, "structure", f"{what} is no {wanted.__name__}")
    return value


def member(holder: object, name: str, wanted: type) -> object:
    """A mandatory member of a map. Unknown other members are passed over."""
    of_type(holder, dict, f"what holds {name}")
    demand(name in holder, "structure", f"{name} is missing")
    return of_type(holder[name], wanted, name)


def text_keys(holder: dict, what: str) -> None:
    for key in holder:
        of_type(key, str, f"a key of {what}")


def name_of(value: object, what: str) -> str:
    """A document type, namespace or element identifier."""
    of_type(value, str, what)
    control = any(category(letter) == "Cc" for letter in value)
    demand(bool(value) and not control, "structure", f"{what} is empty or has control characters")
    return value


def version_1(holder: dict, what: str) -> None:
    """Of a known major version, any minor one is taken."""
    major, dot, minor = member(holder, "version", str).partition(".")
    known = major == "1" and dot == "." and minor.isascii() and minor.isdigit()
    demand(known, "structure", f"{what} has not the version 1")
