"""The days and periods that a sentence tells of, and which of them each of its moves is of."""
