"""Commands that run without a window: `teahouse exam` and `teahouse bench`. No Qt is imported."""
