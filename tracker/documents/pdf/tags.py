"""The logical structure of a tagged PDF (ISO 32000-1, 14.7 and 14.8): headings, paragraphs, tables, links."""

import zlib
from collections.abc import Iterator, Sequence

import pydyf

_LEAF = 512


class _Slim(pydyf.Object):  # type: ignore[misc]
    """An indirect object without a dictionary of its own: a long chronology has three hundred thousand."""

    __slots__ = ("number",)
    offset = 0
    generation = 0
    free = "n"

    def __init__(self) -> None:
        self.number: int = 0


class Raw(_Slim):
    """An object written out beforehand."""

    __slots__ = ("_data",)

    def __init__(self, data: bytes = b""):
        super().__init__()
        self._data = data

    @property
    def data(self) -> bytes:
        return self._data

    def fill(self, data: bytes) -> None:
        self._data = data


class Packed(pydyf.Stream):  # type: ignore[misc]
    """A stream that was compressed beforehand, filled when its page is full."""

    def __init__(self) -> None:
        super().__init__()
        self._packed = b""

    @property
    def data(self) -> bytes:
        return self._packed

    def fill(self, data: bytes) -> None:
        """`data`: the bytes before compression."""
        packed = zlib.compress(data, 6)
        self._packed = b"<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(packed), packed)


class Tag(_Slim):
    """One element, written when the file is. kids: elements, (page object, marked content id) pairs, annotations."""

    __slots__ = ("attributes", "kids", "kind", "parent")

    def __init__(self, kind: str, parent: "Tag | Raw", attributes: str = ""):
        super().__init__()
        self.kind = kind
        self.parent = parent
        self.attributes = attributes
        self.kids: list[pydyf.Object | tuple[pydyf.Object, int]] = []
        if isinstance(parent, Tag):
            parent.kids.append(self)

    @property
    def data(self) -> bytes:
        kids = []
        for kid in self.kids:
            if isinstance(kid, Tag):
                kids.append(b"%d 0 R" % kid.number)
            elif isinstance(kid, tuple):
                kids.append(b"<</Type/MCR/Pg %d 0 R/MCID %d>>" % (kid[0].number, kid[1]))
            else:
                kids.append(b"<</Type/OBJR/Obj %d 0 R>>" % kid.number)
        return b"<</Type/StructElem/S/%s/P %d 0 R%s/K[%s]>>" % (
            self.kind.encode(), self.parent.number, self.attributes.encode("latin-1"), b" ".join(kids),
        )  # fmt: skip


class Structure:
    """The tree of one document, and the way back from content and links to their elements."""

    def __init__(self, pdf: pydyf.PDF):
        self._pdf = pdf
        self._parents: list[bytes] = []
        self._root = Raw()
        pdf.add_object(self._root)
        self.document = self.tag("Document", self._root)

    def tag(self, kind: str, parent: "Tag | Raw", attributes: str = "") -> Tag:
        found = Tag(kind, parent, attributes)
        self._pdf.add_object(found)
        return found

    def page_key(self) -> int:
        """A fresh key of the parent tree, to be filled by `set_parents`."""
        self._parents.append(b"")
        return len(self._parents) - 1

    def set_parents(self, key: int, tags: Sequence[Tag]) -> None:
        """The elements of a page's marked contents, in the order of their ids."""
        self._parents[key] = b"[" + b" ".join(b"%d 0 R" % tag.number for tag in tags) + b"]"

    def link_key(self, tag: Tag) -> int:
        self._parents.append(b"%d 0 R" % tag.number)
        return len(self._parents) - 1

    def write(self) -> bytes:
        """Fill in the root of the tree; its reference."""
        pairs = [(b"%d" % key, value) for key, value in enumerate(self._parents)]
        parents = number_tree(self._pdf, "Nums", pairs)
        self._root.fill(
            b"<</Type/StructTreeRoot/K %d 0 R/ParentTree %s/ParentTreeNextKey %d>>"
            % (self.document.number, parents, len(self._parents))
        )
        return bytes(self._root.reference)


def number_tree(pdf: pydyf.PDF, key: str, pairs: Sequence[tuple[bytes, bytes]]) -> bytes:
    """A number or name tree (7.9.6, 7.9.7) of sorted pairs, as leaves below one root; the root's reference."""
    leaves = [_leaf(pdf, key, part) for part in _parts(pairs)]
    root = Raw(b"<</Kids[" + b" ".join(leaves) + b"]>>" if leaves else b"<</%s[]>>" % key.encode())
    pdf.add_object(root)
    return b"%d 0 R" % root.number


def _parts(pairs: Sequence[tuple[bytes, bytes]]) -> Iterator[Sequence[tuple[bytes, bytes]]]:
    for start in range(0, len(pairs), _LEAF):
        yield pairs[start : start + _LEAF]


def _leaf(pdf: pydyf.PDF, key: str, part: Sequence[tuple[bytes, bytes]]) -> bytes:
    body = b" ".join(name + b" " + value for name, value in part)
    leaf = Raw(b"<</Limits[%s %s]/%s[%s]>>" % (part[0][0], part[-1][0], key.encode(), body))
    pdf.add_object(leaf)
    return b"%d 0 R" % leaf.number
