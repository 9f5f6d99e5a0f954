"""Sentences of a document that speak to the language model rather than to a reader.

They are kept from the model, and nothing may rest on them. A list of patterns can't know them all: what gets
past it still meets the rules of the prompt and the check of every sentence.
"""

import re

from index.sentences import sentence_spans

LEFT_OUT = "[…]"

_VERBS = r"(?:answer|respond|reply|say|output|print|write|repeat|state|display|show|render|include|insert)"
_MODELS = r"(?:ai|assistants?|chatbots?|bots?|language models?|llms?|gpt|dan|unrestricted)"
_LEAD = r"(?:and|then|please|instead|only|always|just|not|don['’]t|never)"
_OBJECTS = (
    r"(?:only|with|exactly|that|this|in|any|nothing|no|yes|to (?:this|every|all|any)"
    r"|the (?:words?|phrase|text|following|image|link))\b"
)
_TOLD = (
    r"(?:instructions?|prompts?|rules?|guidelines|previous|prior|above|context|passages?|documents?|everything"
    r"|you were told)"
)
_PATTERNS = (
    rf"\b(?:ignore|disregard|forget|override|bypass)\b.{{0,40}}\b{_TOLD}\b",
    r"\b(?:new|updated|real|hidden|secret|following|system)\s+(?:instructions?|prompt|directive)\b",
    rf"\b(?:you are|you're|act as|pretend to be|behave as)\b.{{0,30}}\b{_MODELS}\b",
    rf"\b(?:as|dear|attention,?|note to(?: the)?|hey,?|to(?: the| any)?) (?:an? |all )?{_MODELS}\b",
    rf"\byou (?:must|should|shall|will|are to|have to|need to|may)\b.{{0,30}}\b(?:{_VERBS}|refuse|abstain)\b",
    rf"(?:^|[:;,.]\s*|\b{_LEAD}\s+){_VERBS}\b\s*(?:\s{_OBJECTS}|[\"'“‘:])",
    r"\b(?:refuse|decline|abstain)\b.{0,30}\b(?:answer|respond|reply|answering|question)",
    r"^\s*(?:say|reply|respond)\b",
    r"!\[[^\]]*\]\(|<\s*(?:img|script|iframe|a\s+href)\b|<\|",
    r"^\s*(?:system|assistant|user|human)\s*:",
    r"\b(?:correct|only|right|expected) (?:answer|response|reply) (?:to\b.{0,40})?(?:is|must be|shall be)\b",
)
_INSTRUCTION = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE | re.DOTALL)


def is_instruction(sentence: str) -> bool:
    """Say whether a sentence seems to tell a language model what to do."""
    return bool(_INSTRUCTION.search(sentence))


def without_instructions(text: str) -> str:
    """Return ``text`` with each run of such sentences replaced by "[…]"."""
    kept: list[str] = []
    at = 0
    for start, end in sentence_spans(text):
        if is_instruction(text[start:end]):
            kept += [text[at:start], LEFT_OUT]
            at = end
    return "".join((*kept, text[at:]))
