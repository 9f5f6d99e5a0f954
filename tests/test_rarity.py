from rag.rarity import rarity


def test_words_are_the_rarer_the_further_behind_they_stand_in_the_vocabulary() -> None:
    assert rarity("the") == 0
    assert rarity("The") == 0
    assert 0 < rarity("school") < rarity("visit") < rarity("shark") < 1


def test_what_the_vocabulary_lacks_and_numbers_are_as_rare_as_can_be() -> None:
    assert [rarity(word) for word in ("photosynthesizes", "B12", "2022")] == [1.0, 1.0, 1.0]


def test_a_plural_and_a_genitive_count_as_their_word() -> None:
    assert rarity("shark's") == rarity("shark’s") == rarity("shark")
    assert rarity("anteaters") == rarity("anteater")
