"""What a school asks about pictures until it writes its own words. School data: Dutch, not translated."""

from consent.models import Purpose

Audience, Subject = Purpose.Audience, Purpose.Subject
Words = dict[str, str]


def _words(title: str, sentence: str, consequence: str, *, yes: str = "", no: str = "") -> Words:
    return {
        "title": title,
        "sentence": sentence,
        "consequence": consequence,
        "yes_means": yes or "Herkenbaar op de foto",
        "no_means": no or "Achter een blad",
    }


CAN_CHANGE = "Kiest u later nee? Dan passen wij ook de oude foto’s aan."

# (whom it is about, audience, words), in the order of the page.
PURPOSES: list[tuple[str, str, Words]] = [
    (
        Subject.CHILD,
        Audience.GROUP,
        _words(
            "Berichten in de groep",
            "Na inloggen te zien voor ouders en leerkrachten van de groep, de directie en de intern begeleider.",
            CAN_CHANGE,
        ),
    ),
    (
        Subject.CHILD,
        Audience.SCHOOL,
        _words(
            "Berichten voor de hele school",
            "Alle ouders en medewerkers van de school zien de foto’s, na inloggen. Bijvoorbeeld van de sportdag.",
            CAN_CHANGE,
        ),
    ),
    (
        Subject.CHILD,
        Audience.NAME,
        _words(
            "Voornaam bij een foto",
            "Alleen bij berichten in de groep. Achternamen zetten wij nooit bij een foto.",
            "Zonder ja staat er nooit een naam bij.",
            yes="Voornaam mag erbij",
            no="Geen naam erbij",
        ),
    ),
    (
        Subject.CHILD,
        Audience.VIDEO,
        _words(
            "Filmpjes",
            "De school filmt soms een les of een uitvoering.",
            "In een filmpje kunnen wij niemand afdekken. Zonder ja filmen wij uw kind niet herkenbaar.",
            yes="Herkenbaar in een filmpje",
            no="Niet herkenbaar in een filmpje",
        ),
    ),
    (
        Subject.CHILD,
        Audience.SOUND,
        _words(
            "Geluid",
            "De school neemt soms een lied of een gesprekje op.",
            "Aan een stem kunnen mensen een kind herkennen.",
            yes="De stem mag te horen zijn",
            no="De stem is niet te horen",
        ),
    ),
    (
        Subject.CHILD,
        Audience.PRINT,
        _words(
            "Nieuwsbrief en schoolgids",
            "Gaat naar alle gezinnen, op papier en per mail.",
            "De school kan een nieuwsbrief niet terughalen.",
        ),
    ),
    (
        Subject.CHILD,
        Audience.WEBSITE,
        _words(
            "Website van de school",
            "Iedereen op internet kan de foto’s zien en bewaren.",
            "De school haalt een foto weg als u nee kiest. Kopieën van anderen blijven bestaan.",
        ),
    ),
    (
        Subject.CHILD,
        Audience.SOCIAL,
        _words(
            "Sociale media van de school",
            "Iedereen op internet kan de foto’s zien, bewaren en delen.",
            "De school haalt een foto weg als u nee kiest. Wat anderen deelden, blijft bestaan.",
        ),
    ),
    (
        Subject.ADULT,
        Audience.SCHOOL,
        _words(
            "Foto’s in Kring",
            "Ouders en medewerkers van de school zien de foto’s, na inloggen.",
            "Later nee kiezen kan altijd, ook voor oude foto’s.",
        ),
    ),
    (
        Subject.ADULT,
        Audience.WEBSITE,
        _words(
            "Foto’s buiten Kring",
            "Op papier, op de website en op de sociale media van de school. Iedereen kan ze zien en bewaren.",
            "Wat gedrukt is of door anderen bewaard is, kan de school niet terughalen.",
        ),
    ),
]
