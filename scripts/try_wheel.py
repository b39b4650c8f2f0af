"""Build the wheel, install it into an empty environment, and read a document with it."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
SAMPLE = ROOT / "silian" / "data" / "demo" / "documents" / "yunling_chapter_2026.txt"
NEEDED = ("silian/data/reading/statements.yaml", "silian/web/static/silian/dist/app.js")


def run(*command: str | Path) -> str:
    """The output of a command; the script ends where it fails."""
    done = subprocess.run(
        [str(c) for c in command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        print(done.stdout + done.stderr)
        sys.exit(1)
    return done.stdout


def main() -> None:
    """Exit 0 if the wheel holds what it needs and works on its own."""
    with tempfile.TemporaryDirectory() as folder:
        uv, python = BIN / "uv", Path(folder) / "venv" / "bin" / "python"
        run(uv, "build", "--quiet", "--wheel", "--out-dir", folder)
        wheel = next(Path(folder).glob("*.whl"))
        listed = run(sys.executable, "-m", "zipfile", "-l", wheel)
        missing = [name for name in NEEDED if name not in listed]
        if missing or "django.mo" not in listed:
            sys.exit(f"the wheel lacks {missing or 'django.mo'}")
        run(uv, "venv", "--quiet", python.parent.parent)
        constraints = ["-c", "constraints.txt"]
        run(uv, "pip", "install", "--quiet", "--python", python, *constraints, wheel)
        out = run(python.parent / "silian", "read", SAMPLE, "--json")
        targets = len(json.loads(out)["targets"])
        if not targets:
            sys.exit("the installed wheel reads no target")
        print(f"wheel of {wheel.stat().st_size // 1024} kB reads {targets} targets")


if __name__ == "__main__":
    main()
