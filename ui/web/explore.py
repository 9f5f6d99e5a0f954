"""The tab that shows the collection at a glance: a map of its passages, its dates, its latest evaluation."""

from collections.abc import Sequence

from markupsafe import Markup

from index.types import DocumentInfo
from rag.types import Answer
from ui.web import map_picture, run_card, timeline
from ui.web.atlas import Atlas
from ui.web.html import join
from ui.web.run_card import LatestRun


def render(
    atlas: Atlas, documents: Sequence[DocumentInfo], answer: Answer | None, run: LatestRun | None
) -> Markup:
    """Return the three pictures; ``answer`` is the last one, whose passages are lit up on the map."""
    return Markup('<div class="explore">{}<div class="explore-side">{}</div></div>').format(
        map_picture.render(atlas, answer), join([timeline.render(documents), run_card.render(run)])
    )
