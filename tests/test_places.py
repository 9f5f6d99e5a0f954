from pathlib import Path

import pytest

from index.errors import IndexNotWritableError
from index.places import refuse_network_share

MOUNTS = r"""22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
40 22 0:50 / /home/ada rw,relatime shared:9 - nfs4 server:/export/ada rw,vers=4.2
41 40 8:2 / /home/ada/local rw,relatime - ext4 /dev/sdb1 rw
42 22 0:51 / /mnt/my\040share rw - cifs //server/share rw
"""


@pytest.fixture
def mounts(tmp_path: Path) -> Path:
    path = tmp_path / "mountinfo"
    path.write_text(MOUNTS)
    return path


@pytest.mark.parametrize("folder", ["/home/ada", "/home/ada/.rag", "/mnt/my share/.rag"])
def test_a_network_share_is_refused_by_name(mounts: Path, folder: str) -> None:
    with pytest.raises(IndexNotWritableError, match=r"network share \((nfs4|cifs), .*rag export"):
        refuse_network_share(Path(folder), mounts=mounts)


@pytest.mark.parametrize("folder", ["/home/eve/.rag", "/home/ada/local/.rag", "/home/adam/.rag"])
def test_a_local_folder_is_not(mounts: Path, folder: str) -> None:
    refuse_network_share(Path(folder), mounts=mounts)


def test_where_the_system_does_not_tell_nothing_is_refused(tmp_path: Path) -> None:
    refuse_network_share(tmp_path, mounts=tmp_path / "none")
