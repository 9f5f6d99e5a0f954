"""The models of rapidocr, which come with it: its only importer."""

import importlib.util
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.loaders.corners import Corners
from index.loaders.ocr import LARGEST_SIDE, LineReader, Ocr

if TYPE_CHECKING:
    from PIL.Image import Image
else:
    Image = Any

_MODELS = {
    "Det": "PP-OCRv6_det_small.onnx",
    "Rec": "PP-OCRv6_rec_small.onnx",
    "Cls": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
}
_SURE = 0.9
"""That a line stands on its head; the model is trained on whole lines, and wavers over short ones."""


def is_installed() -> bool:
    """Tell whether the extra that reads pictures is there."""
    return importlib.util.find_spec("rapidocr") is not None


@cache
def installed_ocr() -> Ocr | None:
    """Return what reads pictures, whose models load with the first; None where the extra isn't there."""
    return LineReader(_RapidModels()) if is_installed() else None


class _RapidModels:
    def __init__(self) -> None:
        self._loaded: Any = None

    def boxes(self, picture: Image) -> list[Corners]:
        found = self._engine(picture, use_det=True, use_cls=False, use_rec=False).boxes
        return [] if found is None else [_corners(box) for box in found]

    def text(self, line: Image) -> tuple[str, float]:
        read = self._engine(line, use_det=False, use_cls=False, use_rec=True)
        if not read.txts:
            return "", 0.0
        return " ".join(read.txts[0].split()), float(read.scores[0])

    def is_upside_down(self, line: Image) -> bool:
        (label, confidence), *_ = self._engine(line, use_det=False, use_cls=True, use_rec=False).cls_res
        return bool(label == "180" and confidence > _SURE)

    @property
    def _engine(self) -> Any:
        if self._loaded is None:
            self._loaded = _load()
        return self._loaded


def _corners(box: Sequence[Sequence[float]]) -> Corners:
    return Corners(*((float(x), float(y)) for x, y in box))


def _load() -> Any:
    import cv2
    import rapidocr

    cv2.setNumThreads(1)
    folder = Path(rapidocr.__file__).parent / "models"
    return rapidocr.RapidOCR(
        params={
            # Named files are opened as they are; for a model that is only described, it asks a model hub.
            **{f"{part}.model_path": str(folder / name) for part, name in _MODELS.items()},
            # Several files may be read at a time, each in a process of its own.
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Global.log_level": "critical",
            "Global.text_score": 0.0,  # what to leave out is decided where the lines are put together
            "Det.limit_type": "max",  # pictures come in the size in which they are to be searched
            "Det.limit_side_len": LARGEST_SIDE,
        }
    )
