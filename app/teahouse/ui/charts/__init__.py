"""Three kinds of chart, painted by Teahouse: bars, dots and columns.

Alternatives: pyqtgraph needs numpy (some 60 MB installed, and its import alone takes most of the page's time budget)
and its pictures have no text for screen readers; QtCharts is part of PySide6-Addons, more than 400 MB installed, and is
deprecated in Qt 6. Three simple kinds in the theme's colours, usable by keyboard and screen reader, are less code than
either would need around it.
"""
