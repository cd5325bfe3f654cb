"""What crosses the wire: JSON objects, the parameters of a Bot API request, and refusals in Telegram's words.

The rule to remember: nothing here knows a method; a value that is missing reads as empty, exactly as Telegram reads it.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl

# Any, because a Bot API object is whatever JSON the other side sent; it is checked where it is used.
JsonObject = dict[str, Any]


class Refusal(Exception):
    """A request Telegram would refuse: `code` is the HTTP status, `description` Telegram's text."""

    def __init__(self, code: int, description: str, parameters: JsonObject | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def as_json(self) -> JsonObject:
        answer: JsonObject = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def bad_request(reason: str) -> Refusal:
    return Refusal(400, f"Bad Request: {reason}")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came in a multipart request."""

    name: str
    content: bytes
    mime_type: str


class Parameters:
    """The parameters of one request, whichever of Telegram's four ways they came."""

    def __init__(self, values: Mapping[str, object], uploads: Mapping[str, Upload] | None = None) -> None:
        self._values = values
        self._uploads = uploads or {}

    def __contains__(self, name: str) -> bool:
        return self._values.get(name) is not None

    def text(self, name: str) -> str:
        """The parameter as text; numbers and objects as their JSON; "" when missing."""
        value = self._values.get(name)
        if value is None:
            return ""
        return value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str) -> int:
        """The parameter as a number; 0 when missing or not a number, which is what Telegram makes of it."""
        try:
            return int(self.text(name))
        except ValueError:
            return 0

    def flag(self, name: str) -> bool:
        return self.text(name).strip().lower() in {"true", "yes", "1"}

    def json(self, name: str) -> Any:
        """The parameter as JSON, sent as such or as a string that holds it; None when missing; ValueError when broken."""
        value = self._values.get(name)
        if not isinstance(value, str):
            return value
        return json.loads(value) if value else None

    def mapping(self, name: str, *, called: str = "") -> JsonObject:
        """The parameter as a JSON object; empty when missing; raises Refusal (naming it as `called`) otherwise."""
        try:
            value = self.json(name)
        except ValueError as broken:
            raise bad_request(f"can't parse {called or name.replace('_', ' ')} JSON object") from broken
        if not value:
            return {}
        if not isinstance(value, dict):
            raise bad_request(f"object expected as {name.replace('_', ' ')}")
        return value

    def upload(self, name: str) -> Upload | None:
        """The file sent under this name, or under the name an attach:// reference gives."""
        reference = self.text(name)
        return self._uploads.get(reference.removeprefix("attach://") if reference else name)


def read_parameters(query: str, content_type: str, body: bytes) -> Parameters:
    """The parameters of a request: query string, form, multipart form and JSON body, later ones winning."""
    values: JsonObject = dict(parse_qsl(query, keep_blank_values=True))
    uploads: dict[str, Upload] = {}
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/json":
        values.update(_object_from_json(body))
    elif kind == "multipart/form-data":
        for name, part in _parts(content_type, body):
            if isinstance(part, Upload):
                uploads[name] = part
            else:
                values[name] = part
    elif body:
        values.update(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return Parameters(values, uploads)


def _object_from_json(body: bytes) -> JsonObject:
    try:
        values = json.loads(body or b"{}")
    except ValueError as broken:
        raise bad_request("can't parse JSON object") from broken
    if not isinstance(values, dict):
        raise bad_request("can't parse JSON object")
    return values


def _parts(content_type: str, body: bytes) -> Iterator[tuple[str, str | Upload]]:
    # Starlette reads multipart forms with the package python-multipart, which nothing else of ours needs.
    headers = BytesHeaderParser(policy=HTTP)
    boundary = headers.parsebytes(f"Content-Type: {content_type}\r\n\r\n".encode()).get_boundary()
    if not boundary:
        raise bad_request("there is no boundary in the multipart request")
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary.encode())[1:]:
        head, found, content = part.partition(b"\r\n\r\n")
        if not found:
            continue
        header = headers.parsebytes(head.lstrip(b"\r\n") + b"\r\n\r\n")
        name = str(header.get_param("name", "", "Content-Disposition"))
        filename = header.get_filename()
        if filename is None:
            yield name, content.decode("utf-8", "replace")
        else:
            yield name, Upload(filename, content, header.get_content_type())


class Misuse(Exception):
    """A script or the web chat asked for something that can't be: `sentence` says what, and what to do instead."""

    def __init__(self, code: int, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
