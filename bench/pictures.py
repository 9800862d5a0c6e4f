"""Photos as a phone makes them: twelve megapixels, thirty faces on them, and where those are."""

import io

from PIL import Image

LONG, SHORT = 4032, 3024
ACROSS, DOWN = 6, 5
FACES = ACROSS * DOWN
Spot = tuple[float, float]


def class_photo(number: int = 0) -> tuple[bytes, list[Spot]]:
    """Thirty times one portrait, small to large, on a busy ground; every other photo is upright.

    Returns the JPEG and the middle of each face in fractions of the picture.
    """
    from tests.common import portraits  # noqa: PLC0415

    wide, high = (SHORT, LONG) if number % 2 else (LONG, SHORT)
    ground = Image.effect_noise((wide // 4, high // 4), 30).resize((wide, high))
    picture = Image.merge("RGB", [ground, ground.transpose(Image.Transpose.ROTATE_180), ground])
    spots = []
    for face in range(FACES):
        row, column = divmod(face, ACROSS)
        spots.append(((column + 0.5) / ACROSS, (row + 0.5) / DOWN))
        portraits.paste(picture, spots[-1], 60 + 6 * face, turned=5 * ((face + number) % 5) - 10)
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=90)
    return buffer.getvalue(), spots
