"""What the product says in words of its own."""

ABSTAIN_PHRASE = "The documents do not say."
DISAGREEMENT = "The documents disagree."

NO_ANSWER = "no passage answers the question"
EMPTY_INDEX = "the index is empty"
NO_MATCHING_DOCUMENT = "no document matches the filter"
