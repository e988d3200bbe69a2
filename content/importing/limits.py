"""How much an import may be, and the container of a DOCX opened within those bounds."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO

from django.utils.translation import gettext_lazy as _

from content.importing.refusals import ArchiveTooLarge, DamagedFile, PasswordProtected, TooLong, UnsafeArchive

MAX_FILE_BYTES = 10 * 1024 * 1024
MAX_TEXT_CHARACTERS = 1_000_000
MAX_ENTRIES = 2_000
MAX_UNPACKED_BYTES = 200 * 1024 * 1024  # all entries, pictures included; most are never unpacked
MAX_PART_BYTES = 32 * 1024 * 1024  # one XML part: some 1,000,000 characters with their mark-up
MAX_RATIO = 200  # XML of real documents packs 5 to 30 times
_RATIO_FROM_BYTES = 1024 * 1024  # below this the ratio does no harm
_CHUNK = 64 * 1024
_ENCRYPTED = 0x1
_BROKEN_ZIP = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, OverflowError,
    NotImplementedError, RuntimeError, KeyError, IndexError,
)  # fmt: skip

_TOO_LARGE = _("文件解压后体积异常（疑似压缩炸弹），已拒绝导入。")
_DAMAGED = _("文件不完整或已损坏，无法打开，请重新获取后再导入。")


def check_file_size(size: int) -> None:
    """Raises: TooLong: above ``MAX_FILE_BYTES``."""
    if size > MAX_FILE_BYTES:
        raise TooLong(_("文件超过 %(limit)d MB，请拆分后再导入。"), limit=MAX_FILE_BYTES // (1024 * 1024))


def check_text_length(length: int) -> None:
    """Raises: TooLong: above ``MAX_TEXT_CHARACTERS``."""
    if length > MAX_TEXT_CHARACTERS:
        raise TooLong(_("文本超过 %(limit)d 万字，请拆分后再导入。"), limit=MAX_TEXT_CHARACTERS // 10_000)


class Container:
    """A zip opened with suspicion: its table of contents is checked first, its parts are read in bounds.

    Nothing is ever written to disk, and parts nobody asks for are never unpacked.
    """

    def __init__(self, data: bytes) -> None:
        """Raises: DamagedFile, PasswordProtected, ArchiveTooLarge, UnsafeArchive."""
        try:
            self._archive = zipfile.ZipFile(BytesIO(data))
            entries = self._archive.infolist()
        except _BROKEN_ZIP as error:
            raise DamagedFile(_DAMAGED) from error
        _check_names(entries)
        _check_declared_sizes(entries, len(data))
        self._entries = {entry.filename: entry for entry in entries}
        self._unpacked = 0

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._entries)

    def read(self, name: str) -> bytes | None:
        """The bytes of one part, or None where there is no such part.

        The declared size is not trusted: reading stops as soon as more comes out than allowed.

        Raises:
            DamagedFile, PasswordProtected, ArchiveTooLarge.
        """
        entry = self._entries.get(name)
        if entry is None:
            return None
        chunks: list[bytes] = []
        size = 0
        try:
            with self._archive.open(entry) as part:
                while chunk := part.read(_CHUNK):
                    size += len(chunk)
                    self._unpacked += len(chunk)
                    if size > MAX_PART_BYTES or self._unpacked > 2 * MAX_PART_BYTES:
                        raise ArchiveTooLarge(_TOO_LARGE)
                    chunks.append(chunk)
        except _BROKEN_ZIP as error:
            raise DamagedFile(_DAMAGED) from error
        if size < entry.file_size:
            raise DamagedFile(_DAMAGED)
        return b"".join(chunks)


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise ArchiveTooLarge(_TOO_LARGE)
    seen: set[str] = set()
    for entry in entries:
        name = entry.orig_filename
        # The same name twice lets two programs read two different documents from one file.
        if name.casefold() in seen or _leaves_archive(name):
            raise UnsafeArchive(_("文件内部含有不安全的路径或重名部件，已拒绝导入。"))
        seen.add(name.casefold())
        if entry.flag_bits & _ENCRYPTED:
            raise PasswordProtected(_("文件已加密，请取消密码后再导入。"))


def _leaves_archive(name: str) -> bool:
    return (
        name.startswith("/") or "\\" in name or "\0" in name or ":" in name.split("/")[0]
        or ".." in name.split("/")
    )  # fmt: skip


def _check_declared_sizes(entries: list[zipfile.ZipInfo], archive_size: int) -> None:
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise ArchiveTooLarge(_TOO_LARGE)
    # Overlapping entries reuse the same packed bytes many times.
    if sum(entry.compress_size for entry in entries) > archive_size:
        raise ArchiveTooLarge(_TOO_LARGE)
    for entry in entries:
        if entry.file_size > _RATIO_FROM_BYTES and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            raise ArchiveTooLarge(_TOO_LARGE)
