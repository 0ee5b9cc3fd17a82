"""The markers that stand outside the text: end of text, and three for chat. Names only; their ids are a tokenizer's.

They are a room of their own because the window names them too, and must not load a tokenizer for that.
"""

EOT, USER, ASSISTANT, END = "<|endoftext|>", "<|user|>", "<|assistant|>", "<|end|>"
SPECIALS = (EOT, USER, ASSISTANT, END)
