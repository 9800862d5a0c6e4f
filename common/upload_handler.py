"""How much one request may bring, decided before a byte of it is read."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from common.uploads import MAX_BYTES


class RequestLimit(FileUploadHandler):
    """Refuses a request that is larger than all the files a form may send; the other handlers keep the files.

    Forms are read before anybody is asked who they are, so without this a stranger fills the disk.
    """

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: str | None = None
    ) -> None:
        if content_length > settings.DATA_UPLOAD_MAX_NUMBER_FILES * MAX_BYTES:
            raise RequestDataTooBig("The request is larger than all the files it may hold.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
