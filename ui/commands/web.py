"""``rag ui``: the page in the browser."""

import argparse
import socket

from ui import arguments
from ui.commands.command import DONE, Command
from ui.context import Context
from ui.errors import CommandError

_DEFAULT_HOST = "127.0.0.1"
_DEFAULT_PORT = 7860
_LOOPBACK = ("127.", "::1", "localhost")


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
    arguments.add_index(parser)


def _run(args: argparse.Namespace, context: Context) -> int:
    _check_free(args.host, args.port)
    if not args.host.startswith(_LOOPBACK):
        context.note(f"rag: warning: whoever reaches {args.host}:{args.port} can read and add documents")
    path = context.services.locate(args.index)
    context.services.create_index(path, None).close()
    try:
        context.services.serve(path, args.host, args.port)
    except ModuleNotFoundError as exc:
        if exc.name != "gradio":
            raise
        raise CommandError("the page needs gradio; install it with: pip install 'rag[ui]'") from exc
    except KeyboardInterrupt:
        context.note("stopped")
    return DONE


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
    examples="  rag ui --port 8080",
)
