"""Part "faces": how many faces the search finds, how many boxes hold none, and what one look at a photo costs.

On photos made here, where the truth is exact; and on real ones in the directory BENCH_FACES, when it is given:
pictures with a `faces.json` of boxes in pixels, and of areas to `ignore` where the truth itself is in doubt.
"""

import json
import os
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from bench.pictures import class_photo
from bench.report import Line
from common.faces import find_faces

MADE = 6
RECALL, FALSE_BOXES = 0.99, 0.5
Edges = tuple[float, float, float, float]
Spot = tuple[float, float]


@dataclass
class Score:
    """Of some photos: the faces on them, those found, boxes without a face, boxes where the truth is in doubt."""

    photos: int = 0
    faces: int = 0
    found: int = 0
    false: int = 0
    doubtful: int = 0

    def lines(self, name: str) -> list[Line]:
        missed = Line(
            f"faces: missed, {name}",
            round(1 - self.found / self.faces, 4),
            "",
            limit=round(1 - RECALL, 4),
            note=f"{self.found} of {self.faces} faces found by the middle of a box, {self.photos} photos",
        )
        false = Line(
            f"faces: boxes without a face per photo, {name}",
            round(self.false / self.photos, 3),
            "",
            limit=FALSE_BOXES,
            note=f"{self.false} boxes, and {self.doubtful} where the truth is in doubt",
        )
        return [missed, false]


def run() -> list[Line]:
    """Search all photos; returns the lines of the report."""
    made, seconds = Score(), []
    for number in range(MADE):
        content, spots = class_photo(number)
        start = time.process_time()
        boxes = edges_found(content)
        seconds.append(time.process_time() - start)
        count(made, boxes, [near(spot) for spot in spots], [])
    return [
        *made.lines("made"),
        *real_photos(),
        Line("faces: CPU of one search", round(statistics.median(seconds[1:]), 3), "s"),
    ]


def real_photos() -> list[Line]:
    folder = os.environ.get("BENCH_FACES")
    if not folder:
        note = "give BENCH_FACES, a directory with pictures and a faces.json"
        return [Line("faces: missed, real photos", 0, "skipped", note=note)]
    score = Score()
    for picture, row in truth_of(Path(folder)):
        boxes = edges_found(picture)
        width, height = picture.size
        whole = (width, height, width, height)
        faces = [_fractions(face["box"], whole) for face in row["faces"]]
        doubt = [_fractions(area["box"] if isinstance(area, dict) else area, whole) for area in row["ignore"]]
        count(score, boxes, faces, doubt)
    return score.lines("real photos")


def truth_of(folder: Path) -> Iterator[tuple[Image.Image, dict[str, Any]]]:
    for row in json.loads((folder / "faces.json").read_text())["images"].values():
        yield ImageOps.exif_transpose(Image.open(folder / row["file"])).convert("RGB"), row


def edges_found(picture: Image.Image | bytes) -> list[Edges]:
    boxes = [face.box for face in find_faces(picture)]
    return [(box.x, box.y, box.x + box.w, box.y + box.h) for box in boxes]


def count(score: Score, boxes: list[Edges], faces: list[Edges], doubt: list[Edges]) -> None:
    """Add one photo. A face takes one box; a second box of the same face holds none."""
    left = list(boxes)
    for face in faces:
        hit = next((box for box in left if _holds(face, _middle(box))), None)
        if hit:
            score.found += 1
            left.remove(hit)
    doubtful = [box for box in left if any(_holds(area, _middle(box)) for area in doubt)]
    score.photos += 1
    score.faces += len(faces)
    score.doubtful += len(doubtful)
    score.false += len(left) - len(doubtful)


def near(spot: Spot) -> Edges:
    """The middle of a box lies this close to the middle of the smallest face that is made."""
    return spot[0] - 0.01, spot[1] - 0.01, spot[0] + 0.01, spot[1] + 0.01


def _fractions(box: list[float], whole: Edges) -> Edges:
    left, top, right, bottom = (part / length for part, length in zip(box, whole, strict=True))
    return left, top, right, bottom


def _holds(edges: Edges, spot: Spot) -> bool:
    return edges[0] <= spot[0] <= edges[2] and edges[1] <= spot[1] <= edges[3]


def _middle(edges: Edges) -> Spot:
    return (edges[0] + edges[2]) / 2, (edges[1] + edges[3]) / 2
