"""How is a message read off the line? To its end within bounds, dots taken off, not a byte else changed."""

from asyncio import LimitOverrunError, StreamReader

END = b".\r\n"


async def read_message(reader: StreamReader, limit: int) -> bytes | None:
    """Return the bytes up to the lone dot (RFC 5321 section 4.5.2); None when there are more than `limit`.

    A message that is too large is read to its end all the same, and not kept. Only CRLF ends a line: a
    bare LF around a dot ends nothing. A line may be of any length.
    """
    kept = bytearray()
    size = 0
    at_line_start = True
    while True:
        try:
            piece, is_line_end = await reader.readuntil(b"\r\n"), True
        except LimitOverrunError as error:  # a long line comes in pieces
            piece, is_line_end = await reader.read(error.consumed), False
        if at_line_start and piece == END:
            return bytes(kept) if size <= limit else None
        if at_line_start and piece.startswith(b"."):
            piece = piece[1:]
        at_line_start = is_line_end
        size += len(piece)
        if size <= limit:
            kept += piece
        else:
            kept.clear()
