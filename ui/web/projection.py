"""Vectors to points in a plane: principal component analysis, by the two directions that tell most."""

import numpy as np
from numpy.typing import NDArray

from index.types import Vectors

_ENDS = (1.0, 99.0)


def project(vectors: Vectors) -> NDArray[np.float64]:
    """Return a point of the unit square for each vector: shape (n, 2).

    Both axes are scaled to their central 98%, so that a single odd passage doesn't press the others together;
    what lies beyond is put on the edge. The same vectors always give the same points.
    """
    centred = np.asarray(vectors, dtype=np.float64) - np.mean(vectors, axis=0, dtype=np.float64)
    # The eigenvectors of the small (dimensions, dimensions) matrix, not of all passages.
    _, directions = np.linalg.eigh(centred.T @ centred)
    axes = directions[:, ::-1][:, :2]
    # An eigenvector's sign is arbitrary.
    axes = axes * np.where(axes[np.argmax(np.abs(axes), axis=0), [0, 1]] < 0, -1.0, 1.0)
    points = centred @ axes
    low, high = np.percentile(points, _ENDS, axis=0)
    spread = np.where(high - low > 0, high - low, 1.0)
    scaled: NDArray[np.float64] = np.clip((points - low) / spread, 0.0, 1.0)
    return scaled
