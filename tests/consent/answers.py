"""What a page with choices sends."""

from consent.forms import field_name, version_name
from consent.models import Purpose
from groups.models import School


def answered(school: School, subject: str = Purpose.Subject.CHILD, /, **answers: str) -> dict[str, str]:
    """The fields of a page on which these audiences were answered, each with the words that were on it."""
    data = {}
    for audience, answer in answers.items():
        purpose = school.purposes.about(subject).get(audience=audience)
        data |= {field_name(purpose): answer, version_name(purpose): str(purpose.version)}
    return data
