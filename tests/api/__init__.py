"""Tests of the web application and of the demo that it ships."""
