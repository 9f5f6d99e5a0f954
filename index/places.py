"""Where an index may lie."""

from pathlib import Path

from index.errors import IndexNotWritableError

_MOUNTS = Path("/proc/self/mountinfo")
_NETWORK = frozenset(
    {
        "9p",
        "afs",
        "beegfs",
        "ceph",
        "cifs",
        "fuse.cephfs",
        "fuse.glusterfs",
        "fuse.rclone",
        "fuse.s3fs",
        "fuse.sshfs",
        "glusterfs",
        "gpfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "smb3",
        "smbfs",
    }
)


def refuse_network_share(folder: Path, *, mounts: Path = _MOUNTS) -> None:
    """Refuse an index folder on a file system that other machines share.

    SQLite's log needs memory that all its readers share, and locks that hold for all: neither reaches over a
    network. Linux tells of what kind a file system is; elsewhere nothing is refused.

    Args:
        folder: The index, which need not be there yet.
        mounts: Where the system lists what is mounted.

    Raises:
        IndexNotWritableError: it lies on such a file system.
    """
    found = _file_system(folder.resolve(), mounts)
    if found is None:
        return
    kind, device = found
    if kind in _NETWORK:
        raise IndexNotWritableError(
            f"the index folder {folder} lies on a network share ({kind}, {device}), where its locks don't "
            "hold; give a local folder with --index, and move an index with `rag export` and `rag import`"
        )


def _file_system(folder: Path, mounts: Path) -> tuple[str, str] | None:
    """Return kind and device of the file system that a folder lies on, if the system tells."""
    try:
        lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return None
    best: tuple[int, str, str] | None = None
    for line in lines:
        before, _, after = line.partition(" - ")
        point = Path(_unescaped(before.split()[4]))
        # Of several on the same point, the last one listed is seen.
        if folder.is_relative_to(point) and (best is None or len(point.parts) >= best[0]):
            kind, device = after.split()[:2]
            best = len(point.parts), kind, _unescaped(device)
    return best[1:] if best is not None else None


def _unescaped(field: str) -> str:
    for code, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        field = field.replace(code, character)
    return field
