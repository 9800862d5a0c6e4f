"""What a school asks about pictures until it writes its own words. School data: Dutch, not translated."""

from consent.models import Purpose

Audience = Purpose.Audience

SHOWN = "Herkenbaar op de foto"
COVERED = "Achter een blad"

# (audience, title, who can see it, what yes means, what no means), in the order of the page.
PURPOSES = [
    (
        Audience.GROUP,
        "Berichten in de groep",
        "Na inloggen te zien voor ouders en leerkrachten van de groep, de directie en de intern begeleider.",
        SHOWN,
        COVERED,
    ),
    (
        Audience.SCHOOL,
        "Berichten voor de hele school",
        "Alle ouders en medewerkers van de school zien de foto’s, na inloggen. Bijvoorbeeld van de sportdag.",
        SHOWN,
        COVERED,
    ),
    (
        Audience.PRINT,
        "Nieuwsbrief en schoolgids",
        "Gaat naar alle gezinnen, op papier en per mail. De school kan een nieuwsbrief niet terughalen.",
        SHOWN,
        COVERED,
    ),
    (
        Audience.WEBSITE,
        "Website van de school",
        "Iedereen op internet kan de foto’s zien en bewaren.",
        SHOWN,
        COVERED,
    ),
    (
        Audience.NAME,
        "Voornaam bij een foto",
        "Alleen bij berichten in de groep. Achternamen zetten wij nooit bij een foto.",
        "Voornaam mag erbij",
        "Geen naam erbij",
    ),
]
