"""docs/compat/torch.md says what the tables say."""

from jarip.torch.support_page import PAGE, write_page


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text() == write_page(), "run `python -m jarip.torch.support_page`"
