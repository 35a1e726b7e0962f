"""A position in a list of tokens."""

from __future__ import annotations

END = "<end>"


class ParseError(ValueError):
    """The text is not LLVM assembly as we know it: says what was found and where."""


class Cursor:
    """Walks over tokens. `take`, `accept` and `expect` are all that a parser needs."""

    __slots__ = ("position", "tokens")

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.tokens.append(END)
        self.position = 0

    def peek(self, ahead: int = 0) -> str:
        """The token that comes next, or END."""
        return self.tokens[self.position + ahead]

    def take(self) -> str:
        """The next token, which is passed over."""
        token = self.tokens[self.position]
        self.position += 1
        return token

    def accept(self, token: str) -> bool:
        """Passes over the next token if it is that one."""
        if self.tokens[self.position] == token:
            self.position += 1
            return True
        return False

    def expect(self, token: str) -> None:
        """Passes over that token.

        Raises:
            ParseError: another token comes next.
        """
        if self.tokens[self.position] != token:
            raise self.error(f"expected {token!r}")
        self.position += 1

    def number(self) -> int:
        """The next token as a decimal integer."""
        token = self.take()
        try:
            return int(token)
        except ValueError:
            self.position -= 1
            raise self.error("expected a number") from None

    def skip_group(self, opening: str, closing: str) -> None:
        """Passes over a bracketed group, which must come next."""
        self.expect(opening)
        depth = 1
        while depth:
            token = self.take()
            if token == END:
                raise self.error(f"expected {closing!r}")
            depth += (token == opening) - (token == closing)

    def error(self, message: str) -> ParseError:
        """An error that shows the tokens around here."""
        start = max(self.position - 12, 0)
        before = " ".join(self.tokens[start : self.position])
        after = " ".join(self.tokens[self.position : self.position + 6])
        return ParseError(f"device IR: {message} at: {before} >>> {after}")
