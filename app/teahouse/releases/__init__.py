"""The events of newer versions of Teahouse: one small signed file on a web server, fetched and checked."""
