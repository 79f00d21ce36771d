"""One wide export in a process of its own; prints idle and peak memory in MB as JSON."""

import json
import os
import resource
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
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    idle = pages * resource.getpagesize() / 1e6
    with snapshot(), drawn(programme), Path(os.devnull).open("w") as file:
        for block in wide_lines(waves):
            file.write(block)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    print(json.dumps({"idle": idle, "peak": peak}))


if __name__ == "__main__":
    main()
