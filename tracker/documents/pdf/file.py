"""Objects to the bytes of a file: small object streams, a cross-reference stream, an id made of the content.

pydyf's own writer puts all objects into one stream, which a reader must unpack whole before it shows a page, and packs
it at the slowest level.
"""

import hashlib
import struct
import zlib

import pydyf

_A_STREAM = 500


def file_bytes(pdf: pydyf.PDF) -> bytes:
    """The document (ISO 32000-1, 7.5.7 and 7.5.8). The same objects give the same bytes."""
    pdf.add_object(pdf.info)
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places: list[tuple[int, int, int]] = [(0, 0, 65535)]
    waiting: list[pydyf.Object] = []
    digest = hashlib.sha256()
    for found in pdf.objects[1:]:
        if found.compressible:
            waiting.append(found)
            places.append((2, 0, 0))
            continue
        places.append((1, len(out), 0))
        body = found.indirect
        digest.update(body)
        out += body + b"\n"
    for start in range(0, len(waiting), _A_STREAM):
        number = len(places)
        places.append((1, len(out), 0))
        packed = _object_stream(waiting[start : start + _A_STREAM], number, places)
        digest.update(packed)
        out += packed
    _cross_reference(pdf, out, places, digest.hexdigest()[:32].encode())
    return bytes(out)


def _object_stream(objects: list[pydyf.Object], number: int, places: list[tuple[int, int, int]]) -> bytes:
    heads: list[bytes] = []
    bodies: list[bytes] = []
    offset = 0
    for index, found in enumerate(objects):
        data = found.data
        heads.append(b"%d %d" % (found.number, offset))
        bodies.append(data)
        offset += len(data) + 1
        places[found.number] = (2, number, index)
    head = b" ".join(heads) + b"\n"
    return _packed(number, b"/Type/ObjStm/N %d/First %d" % (len(objects), len(head)), head + b"\n".join(bodies))


def _cross_reference(pdf: pydyf.PDF, out: bytearray, places: list[tuple[int, int, int]], name: bytes) -> None:
    start, number = len(out), len(places)
    places.append((1, start, 0))
    extra = b"/Type/XRef/Size %d/W[1 4 2]/Root %s/Info %s/ID[<%s><%s>]" % (
        len(places), pdf.catalog.reference, pdf.info.reference, name, name,
    )  # fmt: skip
    out += _packed(number, extra, b"".join(struct.pack(">BIH", *place) for place in places))
    out += b"startxref\n%d\n%%%%EOF\n" % start


def _packed(number: int, extra: bytes, data: bytes) -> bytes:
    packed = zlib.compress(data, 6)
    head = b"%d 0 obj\n<<%s/Filter/FlateDecode/Length %d>>\nstream\n" % (number, extra, len(packed))
    return head + packed + b"\nendstream\nendobj\n"
