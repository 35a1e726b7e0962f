"""Charts as SVG that the server draws: no script, crisp at any size, coloured by the stylesheet.

Owns: scales, axes, shapes, and what a screen reader is told of them.
Does not own: any figure; a chart is given numbers and the words for them.
Read first: `bars.draw_bars`.
"""
