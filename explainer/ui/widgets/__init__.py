"""Small widgets that views and frame share. They know the look, and nothing of models or training."""
