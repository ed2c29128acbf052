"""API: an open call as JSON, and every officer's list as a workbook. Reads only."""
