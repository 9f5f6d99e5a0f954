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
    r"|the (?:(?:following )?(?:words?|phrase|text)|image|link))\b"
)
_TOLD = (
    r"(?:instructions?|prompts?|rules?|guidelines|previous|prior|above|context|passages?|documents?|everything"
    r"|you were told)"
)
_REPLY = r"(?:answers?|responses?|reply|replies|output|summary)"
_MUST = r"(?:must|should|shall|has to)"
_ADDRESSED = r"(?=\s*[,:;.]|\s+(?:you|i)\b)"
_ANSWERING = r"(?:answer|respond|reply|answering|question)"
_PATTERNS = (
    # What it was told before
    rf"\b(?:ignore|disregard|discard|forget|override|bypass|hide)\b.{{0,40}}\b{_TOLD}\b",
    r"\b(?:new|updated|real|hidden|secret|following|system|your)\s+(?:instructions?|prompt|directive)\b",
    r"\bsystem (?:message|override)\b|^\W*instructions?\s*:",
    r"\byour (?:context window|new (?:task|role|goal))\b",
    # Who it is
    rf"\b(?:you are|you're|act as|pretend to be|behave as)\b.{{0,30}}\b{_MODELS}\b",
    rf"\b(?:as|dear|attention,?|note to|hey,?|to(?: any)?) (?:an? |the |all )?{_MODELS}\b{_ADDRESSED}",
    rf"\b(?:the|this|any|every) (?:model|{_MODELS})\b.{{0,20}}\b{_MUST} (?:{_VERBS}|tell)\b",
    r"\b(?:chatgpt|claude|gemini|copilot|ai [a-z]+s?)\s*[,:]\s*(?:please|now|you|tell|say|declare|write)\b",
    r"^\s*(?:system|assistant|user|human)\s*:",
    # What it is to say, or not to say
    rf"\byou (?:must|should|shall|will|are to|have to|need to|may)\b.{{0,30}}\b(?:{_VERBS}|refuse|abstain)\b",
    rf"(?:^|[:;,.]\s*|\b{_LEAD}\s+){_VERBS}\b\s*(?:\s{_OBJECTS}|[\"'“‘:])",
    r"^\s*(?:say|reply|respond)\b",
    r"^\W*(?:answer|translate|summari[sz]e)\b.{0,40}\b(?:question|query|this as|following)\b",
    r"\brepeat after me\b|^\W*pretend that\b|\bgive no answer\b|\b(?:tell|assure|convince) the user\b",
    r"\bthe user (?:wants|asks|asked|expects) you\b",
    rf"\b(?:refuse|decline|abstain|forbidden|prohibited|not allowed)\b.{{0,30}}\b{_ANSWERING}",
    # What its answer is to be
    rf"\b(?:your|every|each|any) {_REPLY}\b.{{0,30}}\b(?:{_MUST}|ends?|begins?|starts?|includes?)\b",
    rf"\b(?:begin|start|end|finish|in|from|to) (?:your|every|each|any) {_REPLY}\b",
    r"\b(?:correct|only|right|expected) (?:answer|response|reply) (?:to\b.{0,40})?(?:is|must be|shall be)\b",
    r"\banswer is always\b|\bwhatever the question\b",
    # What it is to rest on
    r"\bthis (?:passage|text|document|page) (?:supersedes|overrides|outranks)\b",
    r"\b(?:cite|quote|trust|believe|obey|do as) (?:only )?this (?:passage|text|document|page)\b",
    # What would be rendered
    r"!\[[^\]]*\]\(|<\s*(?:img|script|iframe|a\s+href)\b|<\||<!--",
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
