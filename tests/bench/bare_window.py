"""A bare window with a field, painted and typed into: what Qt itself costs."""

import json
import sys
import time

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget


class Painted(QObject):
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self.report)
        return False

    def report(self) -> None:
        print(json.dumps({"typable": time.clock_gettime(time.CLOCK_MONOTONIC)}), flush=True)
        QApplication.quit()


app = QApplication(sys.argv)
window = QWidget()
field = QLineEdit()
QVBoxLayout(window).addWidget(field)
painted = Painted()
window.installEventFilter(painted)
window.resize(1280, 820)
window.show()
sys.exit(app.exec())
