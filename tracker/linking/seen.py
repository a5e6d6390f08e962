"""What one line of an item holds. A record only, filled by `reading` and `places_read`."""

from dataclasses import dataclass, field

from tracker.linking.words import Hit, Line, Token

# A word of moving belongs to a word for data within as many words: the names of two agencies may stand between.
_REACH = 12


@dataclass(slots=True)
class Seen:
    """agencies: key -> how sure the name is, 0..1; topics: kinds of record; kinds, nouns, moves: where words for a kind
    of record, for data, for moving stand; names: the tokens that `parties` counts in, initials left out;
    states: as parties; places: anywhere; court_places: where a court sits; courts: ids.

    litigation: a word of court stands in it; records: it tells of public records; background: it is not the news.
    """

    line: Line
    agencies: dict[str, float] = field(default_factory=dict)
    topics: set[str] = field(default_factory=set)
    kinds: list[int] = field(default_factory=list)
    nouns: list[int] = field(default_factory=list)
    moves: list[int] = field(default_factory=list)
    parties: dict[str, Hit] = field(default_factory=dict)
    names: tuple[Token, ...] = ()
    states: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    court_places: set[str] = field(default_factory=set)
    courts: set[str] = field(default_factory=set)
    litigation: bool = False
    records: bool = False
    background: bool = False

    @property
    def data_moves(self) -> bool:
        """A word of moving stands near a word for data, or for a kind of record."""
        return any(abs(thing - move) <= _REACH for thing in (*self.nouns, *self.kinds) for move in self.moves)
