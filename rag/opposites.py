"""Words that exclude each other, as they stand before a noun: the largest bridge isn't the smallest one."""

_PAIRS = (
    "first/last largest/smallest biggest/smallest highest/lowest most/least oldest/newest "
    "earliest/latest longest/shortest before/after north/south northern/southern east/west "
    "eastern/western increase/decrease increased/decreased rise/fall rose/fell begin/end began/ended "
    "start/finish started/stopped win/lose won/lost winning/losing born/buried open/close opened/closed "
    "above/below more/fewer greater/lesser higher/lower larger/smaller male/female men/women king/queen "
    "father/mother son/daughter brother/sister husband/wife accept/reject accepted/rejected "
    "support/oppose supported/opposed allowed/forbidden legal/illegal buy/sell bought/sold enter/leave "
    "entered/left minimum/maximum positive/negative public/private best/worst successful/unsuccessful "
    "ancient/modern import/export include/exclude included/excluded arrive/depart arrived/departed "
    "early/late upper/lower inside/outside majority/minority rural/urban lowest/highest "
    "founded/abolished created/destroyed built/demolished joined/left appointed/dismissed common/rare "
    "often/rarely always/never stronger/weaker advantage/disadvantage more/less oldest/youngest older/newer "
    "older/younger strongest/weakest richest/poorest fastest/slowest northeastern/southwestern "
    "northwestern/southeastern major/minor internal/external direct/indirect domestic/foreign strong/weak "
    "hard/soft hot/cold wet/dry heavy/light simple/complex active/passive top/bottom front/back odd/even "
    "solid/liquid spring/autumn summer/winter left/right victory/defeat strength/weakness old/new "
    "civil/military secular/religious temporary/permanent voluntary/mandatory"
)
_SERIES = (
    "first second third fourth fifth sixth seventh eighth ninth tenth",
    "two three four five six seven eight nine ten",
)
PAIRS = tuple((left, right) for left, _, right in (pair.partition("/") for pair in _PAIRS.split()))
"""Each word with its opposite; some words stand in several pairs."""


def _all() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for left, right in PAIRS:
        found.setdefault(left, set()).add(right)
        found.setdefault(right, set()).add(left)
    for series in _SERIES:
        for word in series.split():
            found.setdefault(word, set()).update(each for each in series.split() if each != word)
    return {word: frozenset(others) for word, others in found.items()}


OPPOSITES = _all()
"""What each word excludes: its opposites, and for an ordinal or a number the others of its series."""
