"""The chat's commands: ``python -m bots terminal`` and ``python -m bots serve``."""

import argparse
import asyncio
import locale
import logging
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import httpx

from bots import clock, wiring
from bots.channels import terminal
from bots.settings import Settings, from_environment

Command = Callable[[Settings, argparse.Namespace], int]


def main() -> int:
    """Run one command; what is wrong with the settings is said in one sentence."""
    arguments = _parser().parse_args()
    try:
        settings = from_environment()
    except ValueError as reason:
        print(reason, file=sys.stderr)
        return 2
    if arguments.api:
        settings = replace(settings, api_url=arguments.api)
    command: Command = arguments.run
    with suppress(KeyboardInterrupt):
        return command(settings, arguments)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bots", description="Talk with the shop.")
    commands = parser.add_subparsers(required=True)
    terminal_command = commands.add_parser("terminal", help="talk in this terminal")
    terminal_command.add_argument("--locale", default=locale.getlocale()[0] or "", help="en, zh ...")
    terminal_command.set_defaults(run=_terminal)
    serve_command = commands.add_parser("serve", help="serve the chat page and the chat services")
    serve_command.set_defaults(run=_serve)
    for command in (terminal_command, serve_command):
        command.add_argument("--api", default="", metavar="URL", help="the shop's GraphQL address (or API_URL)")
    return parser


def _terminal(settings: Settings, arguments: argparse.Namespace) -> int:
    logging.disable(logging.WARNING)  # the talk itself says what went wrong
    asyncio.run(_talk(settings, arguments.locale))
    return 0


async def _talk(settings: Settings, wanted: str) -> None:
    async with httpx.AsyncClient() as http:
        await terminal.talk(wiring.conversation(settings, http), wanted, clock.now)


def _serve(settings: Settings, _arguments: argparse.Namespace) -> int:
    if not settings.database_url:
        print("DATABASE_URL is missing: the chat keeps its sessions in PostgreSQL.", file=sys.stderr)
        return 2
    from bots.main import serve  # late: the terminal starts without Telegram and the web server

    logging.basicConfig(level=logging.INFO)
    asyncio.run(serve(settings))
    return 0


if __name__ == "__main__":
    sys.exit(main())
