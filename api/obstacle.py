"""What keeps a command from doing its work and an operator can put right: said in a sentence, without a traceback."""


class Obstacle(Exception):
    """The text says what is in the way, and what to do."""
