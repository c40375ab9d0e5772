"""How often a JPEG goes over its picture: each scan is a look at every block, and a small file may bring thousands."""

import re
from typing import BinaryIO, Final

from PIL.JpegImagePlugin import JpegImageFile

# libjpeg's own script has 10 scans, and what optimises it some more; six times that is left.
SCANS_MAX: Final = 64
# A marker: 0xFF and a byte that is neither stuffing, filling nor a restart. What lies between is the data of a scan.
_MARKER: Final = re.compile(rb"\xff([^\x00\xff\xd0-\xd7])")
_SCAN, _END = 0xDA, 0xD9


def is_endless(image: JpegImageFile, file: BinaryIO) -> bool:
    """Whether a JPEG, opened and read up to the data of its first scan, has more scans than any encoder writes.

    A photo in one scan, as telephones write it, costs nothing. What lies behind the end of the picture (a film, a
    second picture) is not looked at.
    """
    begun = file.tell()
    header = 6 + 2 * image.layers
    file.seek(max(0, begun - header))
    if "progressive" not in image.info and file.read(3) == bytes([0, header, image.layers]):
        return False
    file.seek(begun)
    data = file.read()
    count, at = 1, 0
    while count <= SCANS_MAX and (marker := _MARKER.search(data, at)):
        kind, at = marker[1][0], marker.end()
        if kind == _END:
            break
        count += kind == _SCAN
        at += int.from_bytes(data[at : at + 2])
    return count > SCANS_MAX
