"""Rivals: buyers, devices and staff who want the same thing at the same moment, through several server processes."""
