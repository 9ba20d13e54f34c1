"""Reads what is new of files that are rotated, compressed or truncated meanwhile.

A place in a file is {device, inode, head, head_length, offset}: `head` is a digest of its first bytes, so that a file is known again by
another name, as a copy (copytruncate) or compressed.
"""

import bz2
import gzip
import hashlib
import lzma
import os
import re
import time

HEAD = 1024
# Shorter heads may be the same in several files.
TELLING_HEAD = 64
LONGEST_LINE = 1024 * 1024
LONGEST_ENTRY_LINES = 1000
# A file that has been quiet for so long (s) has its last entry whole.
SETTLED = 5
MAX_SIBLINGS = 2000
PACKED = {'.gz': gzip.open, '.bz2': bz2.open, '.xz': lzma.open}
ROTATED = re.compile(r'([.-]\d{1,14}|[.-]\d{4}-\d\d-\d\d([-T_.]\d+)*|[.-]old)?(\.(gz|bz2|xz|zst))?$')

CONTINUES = re.compile(r'\s|$|Caused by: |Suppressed: |Traceback \(most recent call last\)|goroutine \d')
EXCEPTION = re.compile(r'[\w.$]{1,200}(Error|Exception|Interrupt|Exit|Warning)\b')


def open_log(path):
    """Opens a file for its bytes, unpacked where it is packed."""
    return PACKED.get(os.path.splitext(path)[1], open)(path, 'rb')


def is_packed(path):
    """Whether a file is compressed: nothing is added to it any more."""
    return os.path.splitext(path)[1] in PACKED


def digest(path, length):
    """A digest of a file's first bytes; None where it has fewer or can't be read."""
    try:
        with open_log(path) as file:
            head = file.read(length)
    except (OSError, EOFError, lzma.LZMAError):
        return None
    return hashlib.sha256(head).hexdigest() if len(head) == length else None


def place_at(path, offset):
    """A place in the file that is at the path now."""
    it = os.stat(path)
    place = dict(device=it.st_dev, inode=it.st_ino, head_length=0, head=digest(path, 0), offset=offset)
    return lengthened(place, path)


def lengthened(place, path):
    """The place with as long a head as what has been read of the file allows."""
    length = min(HEAD, place['offset'])
    if length > place['head_length']:
        place.update(head=digest(path, length), head_length=length)
    return place


def is_at(place, path):
    """Whether a place is in the file at the path, by its inode and head."""
    it = os.stat(path)
    return (
        (it.st_dev, it.st_ino) == (place['device'], place['inode'])
        and it.st_size >= place['offset']
        and digest(path, place['head_length']) == place['head']
    )


def is_copy_at(place, path):
    """Whether the file at the path begins as the place's, whatever its inode."""
    return place['head_length'] >= TELLING_HEAD and digest(path, place['head_length']) == place['head']


def siblings_of(path):
    """Files that this one may have been rotated to, newest first: of its folder, with its name at the front of theirs."""
    folder, name = os.path.split(path)
    stem = os.path.splitext(name)[0]
    found = []
    for entry in os.scandir(folder or '.'):
        if entry.name != name and entry.name.startswith(stem) and entry.is_file() and not entry.name.endswith('.zst'):
            found.append((entry.stat().st_mtime, entry.path))
    return [it for _, it in sorted(found, reverse=True)[:MAX_SIBLINGS]]


def find(place, path):
    """Where the file of a place is now, other than at the path; None where it is gone."""
    siblings = siblings_of(path)
    for sibling in siblings:
        if is_at(place, sibling):
            return sibling
    return next((sibling for sibling in siblings if is_copy_at(place, sibling)), None)


def is_rotated_name(path, names):
    """Whether a path is that of an older file of one of the names, or packed."""
    base = ROTATED.sub('', path)
    return os.path.splitext(path)[1] in ('.gz', '.bz2', '.xz', '.zst') or (base != path and base in names)


def newer_than(path, moment):
    """Rotated files of the path that were written to after a moment, oldest first."""
    newer = [it for it in siblings_of(path) if ROTATED.sub('', it) == path and os.stat(it).st_mtime > moment]
    return newer[::-1]


def first_offset(path, first_bytes):
    """Where reading of a file begins that was never read: at the beginning of a line."""
    size = os.stat(path).st_size
    if first_bytes < 0 or size <= first_bytes:
        return 0
    with open(path, 'rb') as file:
        file.seek(max(0, size - first_bytes - 1))
        file.readline(LONGEST_LINE)
        return file.tell()


def lines_of(file, offset, final):
    """Yields (text, offset after it) of whole lines; of a final file, the last without a line end too."""
    file.seek(offset)
    while True:
        row = file.readline(LONGEST_LINE)
        length = len(row)
        while length >= LONGEST_LINE and not row.endswith(b'\n'):
            more = file.readline(LONGEST_LINE)
            length += len(more)
            if more.endswith(b'\n') or not more:
                row += b'\n' if more else b''
                break
        if not row or not (row.endswith(b'\n') or final):
            return
        offset += length
        yield row.decode('utf-8', 'replace').rstrip('\r\n'), offset


def starts_entry(text, before):
    """Whether a line of free text begins an entry; `before` is how many lines the entry under way has."""
    return not (CONTINUES.match(text) or (before > 1 and EXCEPTION.match(text)))


def entries_of(lines, starts, whole):
    """Joins lines to entries; the last is held back unless the file is known to hold it whole."""
    group = []
    end = 0
    for text, after in lines:
        if group and (starts(text, len(group)) or len(group) >= LONGEST_ENTRY_LINES):
            yield '\n'.join(group), end
            group = []
        group.append(text)
        end = after
    if group and whole:
        yield '\n'.join(group), end


def is_settled(path):
    """Whether nothing was written to a file for some seconds."""
    return time.time() - os.stat(path).st_mtime >= SETTLED
