"""One wide export in a process of its own; prints idle and peak memory in MB as JSON."""

import json
import os
from pathlib import Path


def main() -> None:
    """Set up, note the idle memory, export, note the peak."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
    import django

    django.setup()
    from programmes.models import Programme
    from reporting.export.drawing import drawn, snapshot
    from reporting.export.files import wave_files, wide_lines

    programme = Programme.objects.order_by("-school_year")[0]
    waves = wave_files(programme)
    idle = _memory("VmRSS")
    with snapshot(), drawn(programme), Path(os.devnull).open("wb") as file:
        for block in wide_lines(waves):
            file.write(block)
    print(json.dumps({"idle": idle, "peak": _memory("VmHWM")}))


def _memory(line: str) -> float:
    """MB of this process alone: what getrusage tells was inherited from whoever started it."""
    for text in Path("/proc/self/status").read_text().splitlines():
        if text.startswith(line):
            return int(text.split()[1]) * 1024 / 1e6
    raise LookupError(line)


if __name__ == "__main__":
    main()
