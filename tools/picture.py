"""Draw the picture at the top of the README: a real answer of the tool, as it looks on a terminal.

Run ``python tools/picture.py`` after a change to the data or the renderer; ``--check`` only says whether it is current.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

from modelpick import load
from modelpick.pipeline.command import command_line
from modelpick.render.recommendation import recommendation
from modelpick.render.text import Look, renderables

TARGET = Path(__file__).parents[1] / "docs" / "recommend.svg"
WIDTH = 124
FRAME = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width; }}
{styles}
</style>
<defs>
{lines}
</defs>
<rect fill="#1b1b1f" width="{width}" height="{height}" rx="8"/>
<g transform="translate({terminal_x}, {terminal_y})">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def draw() -> str:
    """The answer to one query, as SVG."""
    adviser = load()
    query = adviser.query(task="captioning", hardware="M4 Pro 48GB", limit=5)
    document = recommendation(adviser.advise(query))
    console = Console(
        width=WIDTH, record=True, file=io.StringIO(), force_terminal=True, color_system="truecolor"
    )
    console.print(Text(f"$ {command_line(query)}", style="bold cyan"))
    for renderable in renderables(document, Look(WIDTH)):
        console.print(renderable)
    return console.export_svg(title="", code_format=FRAME, unique_id="modelpick")


def main() -> int:
    """Write the picture, or with ``--check`` compare it; 1 when it is not current."""
    picture = draw()
    if "--check" in sys.argv[1:]:
        current = TARGET.is_file() and TARGET.read_text(encoding="utf-8") == picture
        print(
            "current"
            if current
            else f"{TARGET.name} is not what the tool prints now: python tools/picture.py"
        )
        return 0 if current else 1
    TARGET.write_text(picture, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
