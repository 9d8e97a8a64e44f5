"""A bare Qt chat: a text above, a field below, nothing else. What a window with the same widgets costs."""

import sys

from PySide6.QtWidgets import QApplication, QPlainTextEdit, QTextBrowser, QVBoxLayout, QWidget

app = QApplication(sys.argv)
window = QWidget()
column = QVBoxLayout(window)
column.addWidget(QTextBrowser(), 1)
field = QPlainTextEdit()
field.setFixedHeight(80)
column.addWidget(field)
window.resize(1180, 780)
window.show()
window.activateWindow()
field.setFocus()
sys.exit(app.exec())
