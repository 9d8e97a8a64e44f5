"""Images of a prompt: their tags, and the order in which llama.cpp gets them."""

from __future__ import annotations

from teahouse.engine.chat_answers import place_images, tag_images

MARKER = "<media>"


def test_images_come_in_the_order_of_their_tags_in_the_text() -> None:
    messages = [{"role": "user", "content": "look [img]", "images": ["first", "second"]}]
    tagged, images = tag_images(messages)
    assert tagged[0]["content"] == "[img-1]look [img-0]"
    prompt = place_images(tagged[0]["content"], images, MARKER)
    assert prompt == {"prompt_string": "<media>look <media>", "multimodal_data": ["second", "first"]}


def test_an_image_that_the_template_left_out_is_not_sent() -> None:
    assert place_images("only [img-1]", ["a", "b\nc"], MARKER) == {
        "prompt_string": "only <media>",
        "multimodal_data": ["bc"],
    }
    assert place_images("no picture", ["a"], MARKER) == "no picture"


def test_tags_of_no_image_and_second_ones_are_text() -> None:
    text = "[img-0] [img-0] [img-1] [img-x] [img-99999999999]"
    assert place_images(text, ["a"], MARKER) == {
        "prompt_string": "<media> [img-0] [img-1] [img-x] [img-99999999999]",
        "multimodal_data": ["a"],
    }
