from pathlib import Path

import pytest

from index.language import is_tabular, looks_english
from index.loaders import load

ENGLISH = """
The town council met on Monday and decided that the old bridge would be closed for repairs.
Shopkeepers who depend on passing trade said they had not been asked, but the mayor told
them that it could not wait.
"""
OTHERS = {
    "German": """
    Der Stadtrat hat am Montag beschlossen, dass die alte Brücke wegen Reparaturen gesperrt
    wird. Die Händler in der Innenstadt sagten, man habe sie nicht gefragt; der Bürgermeister
    erklärte, an dem Zustand sei nichts mehr zu ändern und es könne so nicht warten. Im Sommer
    will man fertig sein.
    """,
    "French": """
    Le conseil municipal a décidé lundi que le vieux pont serait fermé pour des travaux. Les
    commerçants du centre ont dit qu'on ne les avait pas consultés, mais le maire leur a répondu
    que cela ne pouvait pas attendre et que les travaux seraient finis avant la fin de l'été.
    """,
    "Spanish": """
    El ayuntamiento decidió el lunes que el puente viejo se cerrara por obras. Los comerciantes
    del centro dijeron que nadie les había preguntado, pero el alcalde les respondió que no se
    podía esperar más y que todo estaría terminado antes de que acabara el verano.
    """,
    "Dutch": """
    De gemeenteraad heeft maandag besloten dat de oude brug wegens herstelwerk wordt afgesloten.
    De winkeliers in het centrum zeiden dat ze niet waren gevraagd, maar de burgemeester vond
    dat het niet langer kon wachten en dat het werk in de zomer klaar zou zijn.
    """,
    "Polish": """
    Rada miasta postanowiła w poniedziałek, że stary most zostanie zamknięty z powodu remontu.
    Kupcy z centrum powiedzieli, że nikt ich nie zapytał o zdanie, ale burmistrz odparł, że nie
    można było dłużej czekać i że prace zakończą się przed końcem lata, jeśli pogoda na to
    pozwoli w sierpniu.
    """,
    "Russian": """
    Городской совет решил в понедельник закрыть старый мост на ремонт.
    """,
    "Greek": """
    Το δημοτικό συμβούλιο αποφάσισε να κλείσει την παλιά γέφυρα.
    """,
    "Arabic": """
    قرر مجلس المدينة إغلاق الجسر القديم للإصلاح
    """,
    "Chinese": """
    市议会星期一决定关闭旧桥进行维修。
    """,
    "Korean": """
    시의회는 월요일에 낡은 다리를 폐쇄하기로 결정했다.
    """,
}


def test_english_looks_english() -> None:
    assert looks_english(ENGLISH)
    assert looks_english(ENGLISH.upper())


@pytest.mark.parametrize("language", OTHERS)
def test_other_languages_do_not(language: str) -> None:
    assert not looks_english(OTHERS[language])


@pytest.mark.parametrize("text", ["Zugspitze 2962 m", "", "3.14 2.72 1.41", "Kaffee und Kuchen"])
def test_a_few_latin_words_or_none_pass(text: str) -> None:
    assert looks_english(text)


def test_a_long_text_is_judged_by_beginning_middle_and_end() -> None:
    assert not looks_english(OTHERS["German"] * 200)
    assert not looks_english(ENGLISH + OTHERS["German"] * 200)


def test_a_table_passes_if_its_letters_are_latin() -> None:
    rows = "\n".join(f"Pallet jack {number} | Hebetech GmbH | Lager Ulm" for number in range(30))
    assert not looks_english(rows)
    assert looks_english(rows, tabular=True)
    assert not looks_english(OTHERS["Greek"], tabular=True)


def test_a_document_is_tabular_if_most_of_it_stands_in_rows(tmp_path: Path) -> None:
    for name, text, tabular in (
        ("prices.csv", "article,price\nA-1,5.00\nA-2,7.00\n", True),
        ("notes.md", f"{ENGLISH}\n| article | price |\n|---|---|\n| A-1 | 5.00 |\n", False),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert is_tabular(load(tmp_path / name)) is tabular
