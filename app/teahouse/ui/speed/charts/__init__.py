"""Three kinds of chart, painted by ourselves: bars, dots and columns.

Weighed: pyqtgraph needs numpy (some 60 MB installed, and its import alone is most of the time the room may take to
open) and its pictures tell a screen reader nothing; QtCharts lives in PySide6-Addons, more than 400 MB installed, and
is deprecated in Qt 6. Three simple kinds in the theme's own colours, that can be walked through by keyboard and read
aloud, are less code than either would need around it.
"""
