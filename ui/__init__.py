"""What the reader sees: frame, figures, words, numbers, colours and files."""
