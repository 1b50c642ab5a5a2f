"""``python -m eventstudy``, the same as the command."""

from eventstudy.cli import main

main()
