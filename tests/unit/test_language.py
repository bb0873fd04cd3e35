"""The language of long and of short texts."""

import pytest

from onrecord.read.language import find_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Министр иностранных дел заявил во вторник, что переговоры завершились.", "ru"),
        (
            "Le ministre des Affaires étrangères a déclaré mardi que les négociations dans la capitale s'étaient terminées sans accord.",
            "fr",
        ),
        ("外交部长星期二表示，谈判没有达成协议。", "zh"),
        ("The minister said on Tuesday that the talks had ended without an agreement between the two sides.", "en"),
        ("PUTIN AND XI MEET IN THE CAPITAL", "en"),
        ("Xi to meet Putin in Samarkand on Thursday", "en"),
        ("Erdoğan met Aliyev and Pashinyan in Prague, the palace said.", "en"),
        ("", None),
        ("... 42 — 17", None),
        ("Orrel", None),
    ],
)
def test_languages(text: str, language: str | None) -> None:
    assert find_language(text) == language


def test_half_a_surrogate_pair_does_no_harm() -> None:
    assert find_language("\ud83d The minister said that the talks had ended on Tuesday.") == "en"
