"""The words after ``rag``, each in a file of its own or with its likes."""

from ui.commands import add, ask, care, chat, doctor, documents, evaluate, search, web
from ui.commands.command import Command

COMMANDS: tuple[Command, ...] = (
    add.COMMAND,
    ask.COMMAND,
    search.COMMAND,
    chat.COMMAND,
    web.COMMAND,
    *documents.COMMANDS,
    *care.COMMANDS,
    evaluate.COMMAND,
    doctor.COMMAND,
)

__all__ = ["COMMANDS", "Command"]
