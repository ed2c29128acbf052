"""Settings, the URL table and the WSGI entry: the only place that knows every room by name."""
