"""Which conversation each open page shows."""

from collections import OrderedDict

_REMEMBERED = 10_000


class Views:
    """What is shown where: news of a conversation goes only to pages that still show it."""

    def __init__(self) -> None:
        self._shown: OrderedDict[str, str] = OrderedDict()

    def show(self, page: str | None, conversation_id: str) -> None:
        """Remember what a page shows from now on; None is a page that can't be told apart."""
        if page is None:
            return
        self._shown[page] = conversation_id
        self._shown.move_to_end(page)
        if len(self._shown) > _REMEMBERED:
            self._shown.popitem(last=False)

    def shows(self, page: str | None, conversation_id: str) -> bool:
        """Say whether a page shows a conversation, as far as is known."""
        return page is None or self._shown.get(page, conversation_id) == conversation_id
