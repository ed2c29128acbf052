"""Sojourn runs exchange fellowship programmes, from a yearly call to a certificate that anyone can verify."""
