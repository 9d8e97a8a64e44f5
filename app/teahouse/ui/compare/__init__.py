"""The Compare room: several models, one question, their answers, speed and memory side by side."""
