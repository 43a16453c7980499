"""How excited the chat is: batches of messages in, one signal a second out."""
