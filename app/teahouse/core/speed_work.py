"""The fixed work of the speed test: the same text to read and the same number of tokens to write, for every model.

The text is about 512 tokens long; how many it is for a model is that model's own tokeniser's affair (measured here:
SmolLM2 and Gemma 3 differ by a few percent) and is kept with each run, whose speed is per token. Each turn begins with
words of its own, so that no daemon can take its reading from a cache.
"""

from __future__ import annotations

from teahouse.core.conversation import Message, Role

READ = 512  # tokens, about
WRITE = 128  # tokens, exactly, unless a model ends by itself
REPETITIONS = 3  # after a warm-up
OPTIONS: dict[str, object] = {"temperature": 0.0, "seed": 1, "num_predict": WRITE}

_OPENINGS = ("Warm-up.", "First reading.", "Second reading.", "Third reading.")
_TEXT = """\
The tea house stands at the bend of the river, where the road from the hills meets the road to the harbour. Carters stop
there in the morning and fishermen in the evening, and on market days there is hardly room to set down a cup. The owner,
a quiet woman of sixty, keeps forty kinds of tea in tin boxes along the wall and knows without looking which box is
nearly empty. She learned the trade from her uncle, who had learned it from a monk, who had learned it, so the story
goes, from nobody at all but from drinking a great deal of bad tea.

Green tea wants water that has stopped singing but has not yet begun to shout. Oolong may be scalded and comes to no
harm; it even seems to like it. Black tea forgives everything except being forgotten in the pot. White tea is a guest
that speaks softly, and whoever talks over it will hear nothing. The old leaves, pressed into cakes and left in the dark
for twenty years, taste of rain, of cellars, and of the inside of a violin.

In winter the windows are covered with frost, and the children of the village draw ships on them with their fingers. In
spring the river rises to the third step of the landing, sometimes to the fifth, and once, in the year of the great
flood, it came in through the door, went twice around the stove, and left by the kitchen without breaking a single bowl.
The mark it made on the wall is still there, and beside it, in pencil, the date and the words: paid nothing.

Travellers ask for the best tea, and she always answers with a question. Have you walked far today? Did you sleep? Are
you going towards somebody, or away? From what they say, and from what they leave out, she chooses a box. Nobody has
ever sent a cup back. A merchant once offered her a great sum for the secret, and she told him at once, because it was
no secret: the same leaves, the same water and the same hands make a different tea for every person, and the only skill
lies in seeing who has come through the door.
"""
_TASK = "\nGo on with this story at length. Write at least twenty long sentences."


def question(turn: int) -> Message:
    """What is asked in a turn; 0 is the warm-up."""
    return Message(f"speed-{turn}", None, Role.USER, f"{_OPENINGS[turn]}\n\n{_TEXT}{_TASK}")
