"""Ways of drawing that several views share: words on lines, stripes of numbers, heatmaps. No view, no engine."""
