"""Inside an LSTM: its gates over a sequence, and how far it remembers."""
