"""The measure itself tells a line from a square."""

from tests.growth import grows_in_proportion


def line(size: int) -> None:
    for _ in range(size):
        pass


def square(size: int) -> None:
    for _ in range(size):
        line(size)


def test_a_line_is_in_proportion() -> None:
    assert grows_in_proportion(line, 20_000, 200_000, times=10)


def test_a_square_is_not() -> None:
    assert not grows_in_proportion(square, 100, 1_000, times=10)
