"""Where sentences begin and end, by rule: punctuation, what stands before it and what follows."""

import re

from index.spans import Span, trimmed
from index.words import word_set

_CANDIDATE = re.compile(
    r"""
      (?P<stop> (?<![.!?…؟۔।]) [.!?…؟۔।]+ )       # a terminator,
      (?P<close> ["'”’»)\]*_]* (?:\[\w{1,3}\])* )  # with closing quotes, brackets and footnote marks,
      (?= \s | \Z )                              # and a space or the end behind it;
    | [。！？]+ [”’」』）]*                       # full-width terminators need no space;
    | \n (?= [^\S\n]* \n )                       # a blank line;
    | \n (?= (?:From|To|Cc|Bcc|Date|Sent|Subject|Reply-To): \s )  # the next line of a mail's head;
    | \n (?= [^\S\n]*                            # a list item, a heading or a table row in the next line
             (?: [-*+•‣◦▪] \s | (?:\d{1,3}|[A-Za-z])[.)] \s | \d{1,3}(?:\.\d{1,3})+[.)]? \s+ [^\W\d_a-z]
               | \#{1,6} \s | \| | [^\n|]+ \s\|\s ) )
    """,
    re.VERBOSE,
)
_TWO_LINES = re.compile(
    r"(?P<marked>\#{1,6}\s)?(?P<first>[^\n]{1,80}?)[^\S\n]*\n[^\S\n]*(?P<second>[\"'“‘«(]?[^\W\d_a-z][^\n]*)"
)
_MARKED = re.compile(r"\#{1,6}\s")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*\Z")
_HEADING_WORDS = 8
_HEADING_SHORTER = 1.5
"""Lines of a paragraph are about as long as one another; what stands below a heading is longer than it."""
_WORD_AFTER = re.compile(r"""[\s"'“‘«(\[*_¿¡—–-]*([^\W_]+(?:['’][^\W_]+)*)?""")
_DOTTED = re.compile(r"[A-Za-z](?:\.[A-Za-z])+")
_ENUMERATOR = re.compile(r"\d{1,3}(?:\.\d{1,3})*")
_MARKS = ("", "-", "*", "+", "•", "–", "#", "##", "###", "####", "#####", "######")
_LOOKBACK = 40
_OPENERS = "\"'“‘«([*_—–"
_LOOKAHEAD = 60

_BEFORE_A_NAME = word_set("""
    mr mrs ms mx messrs dr prof gen sen rep gov lt col sgt capt cpt cmdr adm rev hon pres st mt ft fr sr sra
    maj pvt cpl supt insp det amb atty e.g i.e eg ie cf c.f vs viz approx ca al resp esp incl
""")
_BEFORE_A_NUMBER = word_set("""
    no nos fig figs eq eqs sec sect vol vols p pp art arts ch chap par para pt ref refs tab app ed v ver
    jan feb mar apr jun jul aug sep sept oct nov dec
""")
_MAY_END = word_set("""
    etc inc ltd co corp llc plc bros jr sr esq ave blvd rd dept univ assn est a.m p.m ph.d
""")
_STARTERS = word_set("""
    the a an this that these those there here it its he she they we you i his her their our my your in on at
    by for from with without after before since during while when where who what why how if as although though
    because but and or so yet nor however moreover furthermore meanwhile instead also then thus therefore
    one two three some many most several both each every all no not any other another such according
""")
_LETTERED = word_set("vitamin plan grade type class group hepatitis section part appendix exhibit option")


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Return the sentences of ``text[start:end]`` as (start, end) offsets into ``text``.

    They are in order, don't overlap, begin and end with a character that isn't white space, and together
    hold every such character. Closing quotes and brackets belong to the sentence they close. A blank line
    ends a sentence, a single line break only where a list item, heading or table row follows, or behind a
    heading.

    Args:
        text: The text.
        start: Where to begin.
        end: Where to stop; None is the end of the text.
    """
    end = len(text) if end is None else end
    spans: list[Span] = []
    begin = start
    for match in _CANDIDATE.finditer(text, start, end):
        if match["stop"] is None or _is_end(text, begin, match, end):
            spans += _parted(text, trimmed(text, begin, match.end()), opens=begin == start)
            begin = match.end()
    return spans + _parted(text, trimmed(text, begin, end), opens=begin == start)


def _parted(text: str, spans: list[Span], *, opens: bool) -> list[Span]:
    """Return the spans, one that begins with a heading as heading and rest.

    Args:
        text: The text.
        spans: One sentence, or none.
        opens: Whether it is the first of the stretch that is read.
    """
    return [part for span in spans for part in _heading_and_rest(text, span, opens=opens)]


def _heading_and_rest(text: str, span: Span, *, opens: bool) -> list[Span]:
    match = _TWO_LINES.match(text, *span)
    if match is None or not (match["marked"] or _is_heading(text, match, opens=opens)):
        return [span]
    return [
        (span[0], match.end("first")),
        *_parted(text, trimmed(text, match.end("first"), span[1]), opens=False),
    ]


def _is_heading(text: str, match: re.Match[str], *, opens: bool = False) -> bool:
    """Tell a heading from the first line of a paragraph that was broken to fit a page."""
    first, second = match["first"], match["second"]
    return (
        (opens or _opens_paragraph(text, match.start()))
        and len(first.split()) <= _HEADING_WORDS
        and first[0] not in _MARKS
        and first[-1].isalnum()
        and _HEADING_SHORTER * len(first) <= len(second)
    )


def _opens_paragraph(text: str, at: int) -> bool:
    before = text[max(0, at - _LOOKBACK) : at]
    return _BLANK_LINE.search(before) is not None or (at <= _LOOKBACK and not before.strip())


def _is_end(text: str, begin: int, match: re.Match[str], end: int) -> bool:
    following = _WORD_AFTER.match(text, match.end(), min(end, match.end() + _LOOKAHEAD))
    word = following[1] if following else None
    if word and word[0].islower() and not any(letter.isupper() for letter in word[1:]):
        return False
    if match["stop"] != "." or (match["close"] and match["close"][0] in "\"'”’»"):
        return True
    return _full_stop_ends(text, begin, match.start(), word or "")


def _full_stop_ends(text: str, begin: int, stop: int, after: str) -> bool:
    words = text[max(begin, stop - _LOOKBACK) : stop].rsplit(None, 2)
    if not words or text[stop - 1].isspace():
        return True
    word = words[-1].lstrip(_OPENERS)
    previous = words[-2].lower() if len(words) > 1 else ""
    key = word.lower().rpartition("-")[2]
    if previous in _MARKS and _ENUMERATOR.fullmatch(word):
        return not after
    if len(key) == 1 and key.isalpha():
        return not after or _single_letter_ends(previous, word, after)
    if key in _MAY_END or _DOTTED.fullmatch(key):
        return key not in _BEFORE_A_NAME and (not after or after.lower() in _STARTERS)
    if key in _BEFORE_A_NAME:
        return not after
    return not (key in _BEFORE_A_NUMBER and after[:1].isdecimal())


def _single_letter_ends(previous: str, letter: str, after: str) -> bool:
    """Tell "Vitamin C. The" from the initials of "J. K. Rowling"."""
    if letter.islower():
        return letter not in _BEFORE_A_NUMBER or not after[0].isdecimal()
    return previous in _LETTERED or after.lower() in _STARTERS


def is_heading(text: str, start: int, end: int) -> bool:
    """Say whether the sentence ``text[start:end]`` is a heading, by its mark or by the line below it."""
    if text.startswith("#", start) and _MARKED.match(text, start):
        return True
    match = _TWO_LINES.match(text, start)
    return match is not None and match.end("first") == end and _is_heading(text, match)


def sentence_at(text: str, at: int, start: int = 0, end: int | None = None) -> Span | None:
    """Return where the sentence of ``text[start:end]`` lies in which ``at`` stands; None if it is in none."""
    return next((span for span in sentence_spans(text, start, end) if span[0] <= at < span[1]), None)


def sentence_before(text: str, at: int) -> Span | None:
    """Return where the last sentence lies that ends at ``at`` or before it; None if there is none."""
    return max((span for span in sentence_spans(text) if span[1] <= at), default=None)
