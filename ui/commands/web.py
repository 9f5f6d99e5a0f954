"""``rag ui``: the page in the browser."""

import argparse
import socket
from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path

from ui import arguments
from ui.commands.command import DONE, Command
from ui.context import Context
from ui.errors import CommandError, UsageError
from ui.services import Page

_DEFAULT_HOST = "127.0.0.1"
_DEFAULT_PORT = 7860
_DEFAULT_RUNS = "runs"


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--host",
        default=_DEFAULT_HOST,
        help="the address to listen on (default: %(default)s)",
    )
    parser.add_argument(
        "--port",
        metavar="N",
        type=arguments.port_number,
        default=_DEFAULT_PORT,
        help="the port to listen on (default: %(default)s)",
    )
    parser.add_argument(
        "--auth",
        metavar="USER:PASSWORD",
        type=_credentials,
        action="extend",
        help="let in only who gives this name and password; may be given several times, and each name has "
        "its own conversations; @FILE reads one a line from a file, which other users of the machine don't "
        "see in the list of processes",
    )
    parser.add_argument(
        "--insecure",
        action="store_true",
        help="listen on an address that others can reach, without --auth",
    )
    parser.add_argument(
        "--llm",
        metavar="MODEL",
        action="append",
        help="let a language model word the answers: PROVIDER:MODEL or a path.gguf (default: $RAG_LLM); may "
        "be given several times, to choose from in the page, where the first is chosen at the start. With "
        "--auth or another address than this machine's the page offers no others",
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help="leave out what a language model says and no passage bears out, unless the page says otherwise",
    )
    parser.add_argument(
        "--keep-originals",
        action="store_true",
        help="keep a copy of each file that is added through the page, to open or download it there",
    )
    parser.add_argument(
        "--runs",
        metavar="DIR",
        type=Path,
        default=Path(_DEFAULT_RUNS),
        help="where `rag eval --out` keeps its runs; the latest one is shown (default: %(default)s)",
    )
    arguments.add_index(parser)


def _credentials(text: str) -> list[tuple[str, str]]:
    if text.startswith("@"):
        try:
            text = Path(text[1:]).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as exc:
            raise argparse.ArgumentTypeError(f"{text[1:]} can't be read: {exc}") from None
    split = [line.strip().partition(":") for line in text.splitlines() if line.strip()]
    if not split or not all(user and password for user, _, password in split):
        raise argparse.ArgumentTypeError("write it as USER:PASSWORD, neither of them empty")
    return [(user, password) for user, _, password in split]


def _passwords(given: Sequence[tuple[str, str]]) -> dict[str, str]:
    passwords = dict(given)
    if len(passwords) < len(given):
        names = [user for user, _ in given]
        twice = next(user for user in names if names.count(user) > 1)
        raise UsageError(f"--auth names {twice!r} twice; give each account one password")
    return passwords


def _run(args: argparse.Namespace, context: Context) -> int:
    if not (_is_loopback(args.host) or args.auth or args.insecure):
        raise UsageError(
            f"whoever reaches {args.host}:{args.port} could read and add documents; "
            "give --auth USER:PASSWORD, or --insecure if that is what you want"
        )
    passwords = _passwords(args.auth or ())
    _check_free(args.host, args.port)
    path = context.services.locate(args.index)
    context.services.create_index(path, None).close()
    try:
        context.services.serve(
            Page(
                path,
                args.host,
                args.port,
                args.runs,
                passwords,
                llms=args.llm,
                strict=args.strict,
                keep_originals=args.keep_originals,
            )
        )
    except ModuleNotFoundError as exc:
        if exc.name != "gradio":
            raise
        raise CommandError("the page needs gradio; install it with: pip install 'rag[ui]'") from exc
    except KeyboardInterrupt:
        context.note("stopped")
    return DONE


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _check_free(host: str, port: int) -> None:
    """Find out before gradio is imported, which takes seconds."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server will
            probe.bind((host, port))
    except OSError as exc:
        raise CommandError(
            f"can't listen on {host}:{port} ({exc.strerror}); choose another with --port or --host"
        ) from exc


COMMAND = Command(
    "ui",
    "open the chat page, to ask and to upload in a browser",
    _add_arguments,
    _run,
    examples="""\
  rag ui --port 8080
  rag ui --llm ollama:llama3.2 --llm models/qwen.gguf
  rag ui --host 0.0.0.0 --auth @passwords.txt""",
)
