"""The Compare page: several models, one question, their answers, speed and memory side by side."""
