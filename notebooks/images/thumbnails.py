#!/usr/bin/env python3
"""Draws the thumbnail of every notebook from its committed outputs; started by 'python3 env/setup.py thumbnails'."""
import base64
import io
import pathlib
import re
import sys

from PIL import Image

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "env" / "tests"))

import course  # noqa: E402

WIDTH = 240  # pixels


def picture(page):
    """The chart of the cell tagged 'thumbnail', else the first chart that is no learning curve, else the first."""
    charts = []
    for number, output in page.outputs():
        html = "".join(output.get("data", {}).get("text/html", ""))
        for alt, data in re.findall(r'<img[^>]* alt="([^"]*)" src="[^"]*data:image/png;base64,([^"\']+)', html):
            tagged = "thumbnail" in page.cells[number - 1]["metadata"].get("tags", [])
            charts.append((not tagged, "Learning curve" in alt, number, data))
    return Image.open(io.BytesIO(base64.b64decode(min(charts)[3]))).convert("RGB")


def main():
    for page in course.lessons():
        chart = picture(page)
        small = chart.resize((WIDTH, round(WIDTH * chart.height / chart.width)), Image.Resampling.LANCZOS)
        small.save(course.thumbnail(page), optimize=True)


if __name__ == "__main__":
    main()
