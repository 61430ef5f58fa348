"""The folder in which a shop without servers of its own keeps everything: whose it is, and the secret in it."""

import hmac
import secrets
import shutil
from pathlib import Path

from api import embedded
from api.settings import CHANNEL_TOKENS, WrongSetting

MARKER = "wharfside-data"
MARKER_TEXT = "This folder holds a Wharfside shop. `make demo FRESH=1` deletes it and begins anew.\n"


def open_folder(folder: Path) -> Path:
    """A data folder ready for use, made if it is missing.

    Raises:
        WrongSetting: the folder holds something else, which we would mix with a shop's data.
    """
    if folder.exists() and not _is_ours(folder) and any(folder.iterdir()):
        raise WrongSetting(f"{folder} holds other things than a Wharfside shop. Name an empty folder, or a new one.")
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(0o711)  # PostgreSQL's account passes through to its own part
    (folder / MARKER).write_text(MARKER_TEXT)
    return folder


def begin_anew(folder: Path) -> None:
    """Delete a shop's folder; one that is not a shop's stays.

    Raises:
        WrongSetting: the folder is not a shop's.
        NoPostgres: the shop in it is running.
    """
    if not folder.exists():
        return
    if not _is_ours(folder):
        raise WrongSetting(f"{folder} is not a Wharfside shop's folder, and is not deleted.")
    embedded.remove(folder)
    shutil.rmtree(folder)


def kept_secret(folder: Path) -> str:
    """The secret key of the shop in a folder, made once and readable by its owner alone."""
    path = folder / "secret"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32))
    return path.read_text()


def channel_tokens(secret: str) -> dict[str, str]:
    """Tokens for the demo's own chats, which live in the same process and need not be told them."""
    return {name: hmac.digest(secret.encode(), f"channel {name}".encode(), "sha256").hex() for name in CHANNEL_TOKENS}


def _is_ours(folder: Path) -> bool:
    return (folder / MARKER).is_file()
