"""The frame round the views: ribbon and controls above, views at the left, story at the right, prompt below."""
